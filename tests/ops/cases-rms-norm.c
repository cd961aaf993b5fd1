/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cases.h"

#include <math.h>

/* a: extents; variant: 1 with a weight, 2 with a weight that is shifted by 1 */
static const VtOpCase cases[] = {
  { { 1, 1, 1, 1 }, .variant = 0 },
  { { 640, 1, 1, 1 }, .variant = 1 },
  { { 640, 253, 1, 1 }, .variant = 2 },
  { { 256, 4, 7, 1 }, .variant = 1 },
  { { 77, 5, 3, 2 }, .variant = 2, .strided = TRUE },
};

static VtTensor *
build (VtOpTest *test, const VtOpCase *c)
{
  VtTensor *x = vt_test_input (test, VT_TYPE_F32, c->a[0], c->a[1], c->a[2], c->a[3], c->strided);
  VtTensor *weight = c->variant > 0 ? vt_test_input (test, VT_TYPE_F32, c->a[0], 1, 1, 1, FALSE) : NULL;

  return vt_rms_norm (vt_test_graph (test), x, weight, 1e-6f, c->variant == 2);
}

static double
reference (VtOpTest *test, const VtTensor *node, gint64 i0, gint64 i1, gint64 i2, gint64 i3)
{
  const VtTensor *x = node->src[0];
  float shift = ((const float *) node->params)[1];
  double square = 0, y;

  for (gint64 i = 0; i < x->ne[0]; i++)
    square += pow (vt_test_at (test, x, i, i1, i2, i3), 2) / x->ne[0];
  y = vt_test_at (test, x, i0, i1, i2, i3) / sqrt (square + 1e-6f);
  return y * (node->src[1] != NULL ? vt_test_at (test, node->src[1], i0, 0, 0, 0) + shift : 1);
}

const VtOpCases vt_cases_rms_norm = { "rms_norm", cases, G_N_ELEMENTS (cases), build, reference, NULL };
