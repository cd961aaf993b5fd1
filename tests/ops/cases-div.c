/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cases.h"

#include <math.h>

/* a: extents of the first; b: of the second */
static const VtOpCase cases[] = {
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

/* Divisors near zero would make single results outweigh all others. */
static void
keep_from_zero (VtOpTest *test, const VtTensor *b)
{
  VtTensor *root = (VtTensor *) vt_tensor_root (b);

  for (gint64 i = 0; i < vt_tensor_elements (root); i++)
    {
      double value = vt_test_at (test, root, i, 0, 0, 0);

      if (fabs (value) < 0.5)
        vt_test_set (test, root, i, value < 0 ? value - 0.5 : value + 0.5);
    }
}

static VtTensor *
build (VtOpTest *test, const VtOpCase *c)
{
  VtTensor *a = vt_test_input (test, VT_TYPE_F32, c->a[0], c->a[1], c->a[2], c->a[3], c->strided);
  VtTensor *b = vt_test_input (test, VT_TYPE_F32, c->b[0], c->b[1], c->b[2], c->b[3], c->strided);

  keep_from_zero (test, b);
  return vt_div (vt_test_graph (test), a, b);
}

static double
reference (VtOpTest *test, const VtTensor *node, gint64 i0, gint64 i1, gint64 i2, gint64 i3)
{
  const VtTensor *b = node->src[1];

  return vt_test_at (test, node->src[0], i0, i1, i2, i3) /
         vt_test_at (test, b, MIN (i0, b->ne[0] - 1), MIN (i1, b->ne[1] - 1), MIN (i2, b->ne[2] - 1), MIN (i3, b->ne[3] - 1));
}

const VtOpCases vt_cases_div = { "div", cases, G_N_ELEMENTS (cases), build, reference, NULL };
