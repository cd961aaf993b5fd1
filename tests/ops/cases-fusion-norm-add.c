/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cases.h"

#include <math.h>
#include <string.h>

enum { SUM = 1, ALONE = 2, SWAPPED = 4, SHIFT = 8 };

#define EPS 1e-5f

/* a: extents; the result looked at is the sum with SUM, else its norm; ALONE: there is no norm of it */
static const VtOpCase cases[] = {
  { { 640, 1, 1, 1 }, .variant = SUM },
  { { 640, 3, 1, 1 }, .variant = SHIFT },
  { { 640, 3, 1, 1 }, .variant = SUM | ALONE | SHIFT },
  { { 1152, 2, 1, 1 }, .variant = SWAPPED },
  { { 8, 5, 3, 2 }, .variant = SUM | SWAPPED },
  { { 8, 5, 3, 2 }, .variant = SWAPPED },
  { { 13, 4, 1, 1 }, .apart = TRUE },
  { { 4096, 1, 1, 1 }, .variant = SUM, .apart = TRUE },
};

static VtTensor *
build (VtOpTest *test, const VtOpCase *c)
{
  VtGraph *g = vt_test_graph (test);
  float shift = c->variant & SHIFT ? 1 : 0;
  VtTensor *y = vt_test_input (test, VT_TYPE_F32, c->a[0], c->a[1], c->a[2], c->a[3], FALSE);
  VtTensor *x = vt_test_input (test, VT_TYPE_F32, c->a[0], c->a[1], c->a[2], c->a[3], FALSE);
  VtTensor *inner = vt_test_input (test, VT_TYPE_F32, c->a[0], 1, 1, 1, FALSE);
  VtTensor *outer = vt_test_input (test, VT_TYPE_F32, c->a[0], 1, 1, 1, FALSE);
  VtTensor *normed = vt_rms_norm (g, y, inner, EPS, shift), *sum, *again;

  sum = c->variant & SWAPPED ? vt_add (g, x, normed) : vt_add (g, normed, x);
  if (c->variant & ALONE)
    return sum;
  again = vt_rms_norm (g, sum, outer, EPS, shift);
  return c->variant & SUM ? sum : again;
}

/* 1 / the root of the mean square of a row of @x. */
static double
input_scale (VtOpTest *test, const VtTensor *x, gint64 i1, gint64 i2, gint64 i3)
{
  double squares = 0;

  for (gint64 i = 0; i < x->ne[0]; i++)
    squares += pow (vt_test_at (test, x, i, i1, i2, i3), 2);
  return 1 / sqrt (squares / (double) x->ne[0] + EPS);
}

static double
weight_at (VtOpTest *test, const VtTensor *norm, gint64 i0)
{
  return vt_test_at (test, norm->src[1], i0, 0, 0, 0) + ((const float *) norm->params)[1];
}

static const VtTensor *
normed_of (const VtTensor *sum)
{
  return sum->src[sum->src[0]->op == NULL];
}

static double
sum_at (VtOpTest *test, const VtTensor *sum, double scale, gint64 i0, gint64 i1, gint64 i2, gint64 i3)
{
  const VtTensor *normed = normed_of (sum), *x = sum->src[normed == sum->src[0]];

  return vt_test_at (test, normed->src[0], i0, i1, i2, i3) * scale * weight_at (test, normed, i0) +
         vt_test_at (test, x, i0, i1, i2, i3);
}

static double
reference (VtOpTest *test, const VtTensor *node, gint64 i0, gint64 i1, gint64 i2, gint64 i3)
{
  const VtTensor *sum = strcmp (node->op->name, "add") == 0 ? node : node->src[0];
  double scale = input_scale (test, normed_of (sum)->src[0], i1, i2, i3), own = sum_at (test, sum, scale, i0, i1, i2, i3);
  double squares = 0;

  if (node == sum)
    return own;
  for (gint64 i = 0; i < node->ne[0]; i++)
    squares += pow (sum_at (test, sum, scale, i, i1, i2, i3), 2);
  return own / sqrt (squares / (double) node->ne[0] + EPS) * weight_at (test, node, i0);
}

const VtOpCases vt_cases_fusion_norm_add = {
  "norm_add", cases, G_N_ELEMENTS (cases), build, reference, .fused = TRUE,
};
