/* unary-cpu.h: the functions of VtUnary on rows of numbers.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "engine/ops/ops.h"

/* @y[i] = f(@x[i]); @y may be @x. */
typedef void (*VtUnaryRow) (const float *x, float *y, gint64 n);

extern const VtUnaryRow vt_unary_rows[VT_UNARY_COUNT];
