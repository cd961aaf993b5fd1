/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cases-binary.h"

static VtTensor *
build (VtOpTest *test, const VtOpCase *c)
{
  VtTensor *a = vt_binary_a (test, c), *b = vt_binary_b (test, c);

  return vt_add (vt_test_graph (test), a, b);
}

static double
reference (VtOpTest *test, const VtTensor *node, gint64 i0, gint64 i1, gint64 i2, gint64 i3)
{
  return vt_test_at (test, node->src[0], i0, i1, i2, i3) + vt_binary_second (test, node, i0, i1, i2, i3);
}

const VtOpCases vt_cases_add = { "add", vt_binary_cases, G_N_ELEMENTS (vt_binary_cases), build, reference, NULL };
