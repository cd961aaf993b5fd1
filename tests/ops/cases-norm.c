/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cases.h"

#include <math.h>

/* a: extents; variant: 1 with a weight, 2 with a bias */
static const VtOpCase cases[] = {
  { { 1, 1, 1, 1 }, .variant = 0 },
  { { 640, 5, 1, 1 }, .variant = 3 },
  { { 77, 5, 3, 2 }, .variant = 1, .strided = TRUE },
  { { 300, 2, 3, 2 }, .variant = 2, .strided = TRUE },
};

static VtTensor *
build (VtOpTest *test, const VtOpCase *c)
{
  VtTensor *x = vt_test_input (test, VT_TYPE_F32, c->a[0], c->a[1], c->a[2], c->a[3], c->strided);
  VtTensor *weight = c->variant & 1 ? vt_test_input (test, VT_TYPE_F32, c->a[0], 1, 1, 1, FALSE) : NULL;
  VtTensor *bias = c->variant & 2 ? vt_test_input (test, VT_TYPE_F32, c->a[0], 1, 1, 1, FALSE) : NULL;

  return vt_norm (vt_test_graph (test), x, weight, bias, 1e-5f);
}

static double
reference (VtOpTest *test, const VtTensor *node, gint64 i0, gint64 i1, gint64 i2, gint64 i3)
{
  const VtTensor *x = node->src[0];
  double mean = 0, variance = 0, y;

  for (gint64 i = 0; i < x->ne[0]; i++)
    mean += vt_test_at (test, x, i, i1, i2, i3) / x->ne[0];
  for (gint64 i = 0; i < x->ne[0]; i++)
    variance += pow (vt_test_at (test, x, i, i1, i2, i3) - mean, 2) / x->ne[0];
  y = (vt_test_at (test, x, i0, i1, i2, i3) - mean) / sqrt (variance + 1e-5f);
  y *= node->src[1] != NULL ? vt_test_at (test, node->src[1], i0, 0, 0, 0) : 1;
  return y + (node->src[2] != NULL ? vt_test_at (test, node->src[2], i0, 0, 0, 0) : 0);
}

const VtOpCases vt_cases_norm = { "norm", cases, G_N_ELEMENTS (cases), build, reference, NULL };
