/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cases.h"

#include <string.h>

enum { TWO, THREE, GATED, GATED_SWAPPED };

/* a: K, rows of the first and of the others, columns; b: which product is looked at, function */
static const VtOpCase cases[] = {
  { { 640, 1024, 256, 1 }, { 0 }, VT_TYPE_Q5_0, THREE },
  { { 640, 1024, 256, 1 }, { 1 }, VT_TYPE_Q5_0, THREE },
  { { 640, 1024, 256, 1 }, { 2 }, VT_TYPE_Q5_0, THREE },
  { { 256, 24, 8, 1 }, { 1 }, VT_TYPE_Q4_K, TWO },
  { { 256, 24, 8, 1 }, { 2 }, VT_TYPE_Q6_K, THREE },
  { { 64, 6, 2, 1 }, { 1 }, VT_TYPE_F32, TWO },
  { { 64, 6, 2, 1 }, { 2 }, VT_TYPE_F16, THREE },
  { { 64, 7, 5, 1 }, { 2 }, VT_TYPE_BF16, THREE },
  { { 96, 7, 9, 5 }, { 1 }, VT_TYPE_Q8_0, THREE, .apart = TRUE },
  { { 96, 7, 9, 8 }, { 2 }, VT_TYPE_Q4_0, THREE, .apart = TRUE },
  { { 20, 7, 9, 3 }, { 1 }, VT_TYPE_F16, TWO, .apart = TRUE },
  { { 640, 2048, 0, 1 }, { 0, VT_UNARY_GELU_TANH }, VT_TYPE_Q5_0, GATED },
  { { 256, 12, 0, 1 }, { 0, VT_UNARY_SILU }, VT_TYPE_Q2_K, GATED },
  { { 256, 12, 0, 1 }, { 0, VT_UNARY_SILU }, VT_TYPE_Q3_K, GATED_SWAPPED },
  { { 256, 12, 0, 1 }, { 0, VT_UNARY_GELU }, VT_TYPE_Q5_K, GATED },
  { { 64, 12, 0, 1 }, { 0, VT_UNARY_SILU }, VT_TYPE_Q4_1, GATED },
  { { 64, 12, 0, 1 }, { 0, VT_UNARY_SILU }, VT_TYPE_Q5_1, GATED },
  { { 64, 12, 0, 1 }, { 0, VT_UNARY_SILU }, VT_TYPE_IQ4_NL, GATED },
  { { 64, 13, 0, 1 }, { 0, VT_UNARY_SILU }, VT_TYPE_F16, GATED_SWAPPED },
  { { 64, 13, 0, 6 }, { 0, VT_UNARY_SILU }, VT_TYPE_F32, GATED, .apart = TRUE },
  { { 8192, 8, 0, 1 }, { 0, VT_UNARY_SILU }, VT_TYPE_F16, GATED, .apart = TRUE },
};

static VtTensor *
build (VtOpTest *test, const VtOpCase *c)
{
  VtGraph *g = vt_test_graph (test);
  VtTensor *x = vt_test_input (test, VT_TYPE_F32, c->a[0], c->a[3], 1, 1, FALSE), *y[3], *w;
  int n = c->variant == THREE ? 3 : 2;

  for (int i = 0; i < n; i++)
    {
      w = vt_test_input (test, c->type, c->a[0], i == 0 || c->variant >= GATED ? c->a[1] : c->a[2], 1, 1, FALSE);
      y[i] = vt_mul_mat (g, w, x);
    }
  if (c->variant < GATED)
    return y[c->b[0]];
  return vt_glu (g, y[c->variant == GATED_SWAPPED], y[c->variant == GATED], (VtUnary) c->b[1]);
}

static double
product_at (VtOpTest *test, const VtTensor *node, gint64 i0, gint64 i1)
{
  double sum = 0;

  for (gint64 k = 0; k < node->src[0]->ne[0]; k++)
    sum += vt_test_at (test, node->src[0], k, i0, 0, 0) * vt_test_at (test, node->src[1], k, i1, 0, 0);
  return sum;
}

static double
reference (VtOpTest *test, const VtTensor *node, gint64 i0, gint64 i1, gint64 i2, gint64 i3)
{
  if (strcmp (node->op->name, "glu") != 0)
    return product_at (test, node, i0, i1);
  return vt_unary_reference ((VtUnary) *(const gint32 *) node->params, product_at (test, node->src[0], i0, i1)) *
         product_at (test, node->src[1], i0, i1);
}

static double
tolerance (const VtOpCase *c)
{
  if (vt_type_is_quantised (c->type))
    return NMSE_QUANTISED;
  return c->type == VT_TYPE_F32 ? NMSE_F32 : NMSE_F16;
}

const VtOpCases vt_cases_fusion_products = {
  "products", cases, G_N_ELEMENTS (cases), build, reference, tolerance, .fused = TRUE,
};
