/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cases.h"

#define SLOPE 0.1f

static const VtOpCase cases[] = {
  { { 1, 1, 1, 1 } },
  { { 100, 3, 1, 1 } },
  { { 35, 5, 3, 2 }, .strided = TRUE },
};

static VtTensor *
build (VtOpTest *test, const VtOpCase *c)
{
  return vt_leaky_relu (vt_test_graph (test), vt_test_input (test, VT_TYPE_F32, c->a[0], c->a[1], c->a[2], c->a[3], c->strided), SLOPE);
}

static double
reference (VtOpTest *test, const VtTensor *node, gint64 i0, gint64 i1, gint64 i2, gint64 i3)
{
  double x = vt_test_at (test, node->src[0], i0, i1, i2, i3);

  return x > 0 ? x : x * SLOPE;
}

const VtOpCases vt_cases_leaky_relu = { "leaky_relu", cases, G_N_ELEMENTS (cases), build, reference, NULL };
