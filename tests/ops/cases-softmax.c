/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cases.h"

#include <math.h>

#define SCALE 0.7f

/* a: extents; b: of the mask, or all 0 for none; variant: 1 for a mask of -infinity here and there */
static const VtOpCase cases[] = {
  { { 1, 1, 1, 1 } },
  { { 77, 5, 3, 2 } },
  { { 77, 5, 3, 2 }, { 77, 5, 1, 2 }, .strided = TRUE },
  { { 300, 4, 2, 1 }, { 300, 1, 1, 1 }, .variant = 1 },
  { { 1500, 3, 1, 1 }, { 1500, 3, 1, 1 } },
};

static VtTensor *
build (VtOpTest *test, const VtOpCase *c)
{
  VtTensor *x = vt_test_input (test, VT_TYPE_F32, c->a[0], c->a[1], c->a[2], c->a[3], c->strided), *mask = NULL;

  if (c->b[0] > 0)
    mask = vt_test_input (test, VT_TYPE_F32, c->b[0], c->b[1], c->b[2], c->b[3], c->strided);
  for (gint64 i = 0; i < c->b[0] && c->variant == 1; i += 3)
    vt_test_set (test, mask, i, -INFINITY);
  return vt_softmax (vt_test_graph (test), x, mask, SCALE);
}

static double
logit (VtOpTest *test, const VtTensor *node, gint64 i0, gint64 i1, gint64 i2, gint64 i3)
{
  const VtTensor *m = node->src[1];
  double x = vt_test_at (test, node->src[0], i0, i1, i2, i3) * SCALE;

  return m == NULL ? x : x + vt_test_at (test, m, i0, MIN (i1, m->ne[1] - 1), MIN (i2, m->ne[2] - 1), MIN (i3, m->ne[3] - 1));
}

static double
reference (VtOpTest *test, const VtTensor *node, gint64 i0, gint64 i1, gint64 i2, gint64 i3)
{
  double sum = 0;

  for (gint64 i = 0; i < node->ne[0]; i++)
    sum += exp (logit (test, node, i, i1, i2, i3));
  return exp (logit (test, node, i0, i1, i2, i3)) / sum;
}

const VtOpCases vt_cases_softmax = { "softmax", cases, G_N_ELEMENTS (cases), build, reference, NULL };
