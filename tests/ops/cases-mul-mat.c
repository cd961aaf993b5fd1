/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cases.h"

enum { BIAS = 1, RESIDUAL = 2 };

/* a: extents of the weights; b: columns, and extents 2 and 3 of x; variant: what is added */
#define PLAIN_CASES(type) \
  { { 1, 1, 1, 1 }, { 1, 1, 1 }, type }, \
  { { 640, 70, 1, 1 }, { 1, 1, 1 }, type, BIAS }, \
  { { 100, 33, 1, 1 }, { 37, 1, 1 }, type, BIAS | RESIDUAL, TRUE }, \
  { { 67, 19, 2, 1 }, { 5, 4, 3 }, type, RESIDUAL, TRUE }, \
  { { 512, 65, 1, 1 }, { 66, 1, 1 }, type }, \
  { { 31, 16, 3, 2 }, { 16, 3, 2 }, type }

#define BLOCK_CASES(type, k) \
  { { k, 3, 1, 1 }, { 5, 1, 1 }, type }, \
  { { 5 * k, 37, 1, 1 }, { 1, 1, 1 }, type, BIAS | RESIDUAL }, \
  { { 2 * k, 70, 1, 1 }, { 3, 1, 1 }, type, RESIDUAL, TRUE }, \
  { { 3 * k, 35, 1, 1 }, { 37, 1, 1 }, type, BIAS, TRUE }, \
  { { k, 64, 1, 1 }, { 64, 1, 1 }, type }, \
  { { k, 9, 2, 1 }, { 5, 4, 2 }, type }

static const VtOpCase cases[] = {
  PLAIN_CASES (VT_TYPE_F32), PLAIN_CASES (VT_TYPE_F16), PLAIN_CASES (VT_TYPE_BF16),
  BLOCK_CASES (VT_TYPE_Q4_0, 32), BLOCK_CASES (VT_TYPE_Q4_1, 32), BLOCK_CASES (VT_TYPE_Q5_0, 32),
  BLOCK_CASES (VT_TYPE_Q5_1, 32), BLOCK_CASES (VT_TYPE_Q8_0, 32), BLOCK_CASES (VT_TYPE_IQ4_NL, 32),
  BLOCK_CASES (VT_TYPE_Q2_K, 256), BLOCK_CASES (VT_TYPE_Q3_K, 256), BLOCK_CASES (VT_TYPE_Q4_K, 256),
  BLOCK_CASES (VT_TYPE_Q5_K, 256), BLOCK_CASES (VT_TYPE_Q6_K, 256),
  { { 640, 300, 1, 1 }, { 1, 1, 1 }, VT_TYPE_Q8_0 },
  /* so many tiles that they may be large */
  { { 20, 129, 1, 1 }, { 129, 32, 1 }, VT_TYPE_F32, BIAS },
  { { 20, 129, 1, 1 }, { 129, 32, 1 }, VT_TYPE_F16, RESIDUAL, TRUE },
  { { 96, 129, 1, 1 }, { 129, 32, 1 }, VT_TYPE_Q8_0 },
  { { 512, 300, 1, 1 }, { 500, 1, 1 }, VT_TYPE_Q4_K, BIAS },
  { { 2048, 64, 1, 1 }, { 130, 1, 1 }, VT_TYPE_Q4_K },
  { { 8192, 5, 1, 1 }, { 1, 1, 1 }, VT_TYPE_Q4_K, BIAS | RESIDUAL },
  { { 6144, 7, 1, 1 }, { 5, 1, 1 }, VT_TYPE_F16, BIAS | RESIDUAL },
  /* as many rows as vocabularies have */
  { { 96, 32771, 1, 1 }, { 1, 1, 1 }, VT_TYPE_Q8_0, BIAS },
  { { 256, 32771, 1, 1 }, { 2, 1, 1 }, VT_TYPE_Q4_K },
  { { 24, 32771, 1, 1 }, { 1, 1, 1 }, VT_TYPE_F16, RESIDUAL },
};

static VtTensor *
build (VtOpTest *test, const VtOpCase *c)
{
  VtTensor *w = vt_test_input (test, c->type, c->a[0], c->a[1], c->a[2], c->a[3], c->strided);
  VtTensor *x = vt_test_input (test, VT_TYPE_F32, c->a[0], c->b[0], c->b[1], c->b[2], c->strided);
  VtTensor *bias = NULL, *residual = NULL;

  if (c->variant & BIAS)
    bias = vt_test_input (test, VT_TYPE_F32, c->a[1], 1, 1, 1, FALSE);
  if (c->variant & RESIDUAL)
    residual = vt_test_input (test, VT_TYPE_F32, c->a[1], c->b[0], c->b[1], c->b[2], c->strided);
  return vt_linear (vt_test_graph (test), w, x, bias, residual);
}

static double
reference (VtOpTest *test, const VtTensor *node, gint64 i0, gint64 i1, gint64 i2, gint64 i3)
{
  const VtTensor *w = node->src[0], *x = node->src[1];
  gint64 w2 = i2 / (x->ne[2] / w->ne[2]), w3 = i3 / (x->ne[3] / w->ne[3]);
  double sum = 0;

  for (gint64 k = 0; k < w->ne[0]; k++)
    sum += vt_test_at (test, w, k, i0, w2, w3) * vt_test_at (test, x, k, i1, i2, i3);
  if (node->src[2] != NULL)
    sum += vt_test_at (test, node->src[2], i0, 0, 0, 0);
  if (node->src[3] != NULL)
    sum += vt_test_at (test, node->src[3], i0, i1, i2, i3);
  return sum;
}

static double
tolerance (const VtOpCase *c)
{
  if (vt_type_is_quantised (c->type))
    return NMSE_QUANTISED;
  return c->type == VT_TYPE_F32 ? NMSE_F32 : NMSE_F16;
}

const VtOpCases vt_cases_mul_mat = { "mul_mat", cases, G_N_ELEMENTS (cases), build, reference, tolerance };
