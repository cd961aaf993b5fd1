/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cases.h"

#include <math.h>

enum { WEIGHT = 1, BIAS = 2, SILU = 4 };

/* a: extents; b: groups, and how far from zero the numbers are */
static const VtOpCase cases[] = {
  { { 1, 2, 1, 1 }, { 1 } },
  { { 12, 5, 4, 2 }, { 3 }, .variant = WEIGHT | BIAS, .strided = TRUE },
  { { 320, 9, 7, 1 }, { 32 }, .variant = WEIGHT | BIAS | SILU },
  { { 64, 8, 8, 2 }, { 32, 50 }, .variant = WEIGHT | BIAS },
  { { 15, 33, 1, 2 }, { 15 }, .variant = BIAS | SILU, .strided = TRUE },
  { { 32, 16, 5, 1 }, { 1 }, .variant = WEIGHT },
  { { 4, 33, 33, 1 }, { 1 }, .variant = WEIGHT | BIAS | SILU },
  { { 4, 35, 31, 2 }, { 2, 50 } },
};

static VtTensor *
build (VtOpTest *test, const VtOpCase *c)
{
  VtTensor *x = vt_test_input (test, VT_TYPE_F32, c->a[0], c->a[1], c->a[2], c->a[3], c->strided);
  VtTensor *weight = c->variant & WEIGHT ? vt_test_input (test, VT_TYPE_F32, c->a[0], 1, 1, 1, FALSE) : NULL;
  VtTensor *bias = c->variant & BIAS ? vt_test_input (test, VT_TYPE_F32, c->a[0], 1, 1, 1, FALSE) : NULL;

  for (gint64 i = 0; i < vt_tensor_elements (x) && c->b[1] != 0; i++)
    vt_test_set (test, x, i, vt_test_at (test, x, i, 0, 0, 0) + (double) c->b[1]);
  return vt_group_norm (vt_test_graph (test), x, weight, bias, (int) c->b[0], 1e-5f, (c->variant & SILU) != 0);
}

static void
find_moments (VtOpTest *test, const VtTensor *node, gint64 group, gint64 picture, double *mean, double *variance)
{
  const VtTensor *x = node->src[0];
  gint64 width = x->ne[0] / ((const gint32 *) node->params)[1], n = width * x->ne[1] * x->ne[2];

  *mean = *variance = 0;
  for (gint64 i = 0; i < n; i++)
    *mean += vt_test_at (test, x, group * width + i % width, i / width % x->ne[1], i / width / x->ne[1], picture) / n;
  for (gint64 i = 0; i < n; i++)
    *variance += pow (vt_test_at (test, x, group * width + i % width, i / width % x->ne[1], i / width / x->ne[1], picture) - *mean, 2) / n;
}

static double
reference (VtOpTest *test, const VtTensor *node, gint64 i0, gint64 i1, gint64 i2, gint64 i3)
{
  const gint32 *params = (const gint32 *) node->params;
  double mean, variance, y;

  find_moments (test, node, i0 / (node->ne[0] / params[1]), i3, &mean, &variance);
  y = (vt_test_at (test, node->src[0], i0, i1, i2, i3) - mean) / sqrt (variance + 1e-5f);
  y *= node->src[1] != NULL ? vt_test_at (test, node->src[1], i0, 0, 0, 0) : 1;
  y += node->src[2] != NULL ? vt_test_at (test, node->src[2], i0, 0, 0, 0) : 0;
  return params[2] ? y / (1 + exp (-y)) : y;
}

/* Numbers far from zero have fewer digits left. */
static double
tolerance (const VtOpCase *c)
{
  return c->b[1] != 0 ? 1e-9 : NMSE_F32;
}

const VtOpCases vt_cases_group_norm = { "group_norm", cases, G_N_ELEMENTS (cases), build, reference, tolerance };
