/* cases-binary.h: what add, sub, mul and div have in common.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "cases.h"

/* a: extents of the first; b: of the second, which is repeated along extents of 1 */
static const VtOpCase vt_binary_cases[] = {
  { { 1, 1, 1, 1 }, { 1, 1, 1, 1 } },
  { { 5, 1, 1, 1 }, { 5, 1, 1, 1 } },
  { { 640, 7, 1, 1 }, { 640, 7, 1, 1 } },
  { { 641, 7, 1, 1 }, { 641, 1, 1, 1 } },
  { { 33, 5, 3, 2 }, { 33, 5, 3, 2 } },
  { { 33, 5, 3, 2 }, { 1, 5, 1, 2 } },
  { { 33, 5, 3, 2 }, { 33, 1, 3, 1 } },
  { { 33, 5, 3, 2 }, { 1, 1, 1, 1 } },
  { { 17, 9, 4, 3 }, { 17, 9, 4, 3 }, .strided = TRUE },
  { { 17, 9, 4, 3 }, { 17, 1, 4, 1 }, .strided = TRUE },
  { { 0, 3, 1, 1 }, { 0, 3, 1, 1 } },
};

static inline VtTensor *
vt_binary_a (VtOpTest *test, const VtOpCase *c)
{
  return vt_test_input (test, VT_TYPE_F32, c->a[0], c->a[1], c->a[2], c->a[3], c->strided);
}

static inline VtTensor *
vt_binary_b (VtOpTest *test, const VtOpCase *c)
{
  return vt_test_input (test, VT_TYPE_F32, c->b[0], c->b[1], c->b[2], c->b[3], c->strided);
}

/* What @node's second operand adds to, is multiplied by ... at this place. */
static inline double
vt_binary_second (VtOpTest *test, const VtTensor *node, gint64 i0, gint64 i1, gint64 i2, gint64 i3)
{
  const VtTensor *b = node->src[1];

  return vt_test_at (test, b, MIN (i0, b->ne[0] - 1), MIN (i1, b->ne[1] - 1), MIN (i2, b->ne[2] - 1), MIN (i3, b->ne[3] - 1));
}
