/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cases-binary.h"

#include <math.h>

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
  VtTensor *a = vt_binary_a (test, c), *b = vt_binary_b (test, c);

  keep_from_zero (test, b);
  return vt_div (vt_test_graph (test), a, b);
}

static double
reference (VtOpTest *test, const VtTensor *node, gint64 i0, gint64 i1, gint64 i2, gint64 i3)
{
  return vt_test_at (test, node->src[0], i0, i1, i2, i3) / vt_binary_second (test, node, i0, i1, i2, i3);
}

const VtOpCases vt_cases_div = { "div", vt_binary_cases, G_N_ELEMENTS (vt_binary_cases), build, reference, NULL };
