/* rope-frequency.h: how fast each pair of a head's dimensions turns.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "engine/ops/ops.h"

/* Radians a position of each of the n_dims / 2 pairs, in @frequency; @factors may be %NULL. */
void vt_rope_frequencies (const VtRope *rope, const float *factors, double *frequency);
