/* grid-positions.h: embeddings of places in a grid of one size, made fit for a grid
 * of another, as vision transformers do for pictures of other sizes.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* @from (n, across, down) as @to (n, to_across, to_down): bicubic, a = -0.75, without
 * widening, as PyTorch interpolates. */
void vt_grid_positions (const float *from, gint64 n, gint64 across, gint64 down, float *to, gint64 to_across, gint64 to_down);

G_END_DECLS
