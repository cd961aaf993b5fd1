/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cases.h"

#include <math.h>
#include <string.h>

enum { QUERIES = 0, KEYS = 1, VALUES = 2, LOOKED_AT = 3, NORM = 4, INTERLEAVED = 8, FACTORS = 16, PART = 32 };

#define EPS 1e-6f
#define CACHE_ROWS 40

/* a: head size, heads of queries, of keys, tokens; PART: half of a head turns */
static const VtOpCase cases[] = {
  { { 256, 4, 1, 1 }, .type = VT_TYPE_F16, .variant = QUERIES | NORM },
  { { 256, 4, 1, 1 }, .type = VT_TYPE_F16, .variant = KEYS | NORM },
  { { 256, 4, 1, 1 }, .type = VT_TYPE_F16, .variant = VALUES | NORM },
  { { 64, 6, 2, 9 }, .type = VT_TYPE_F32, .variant = QUERIES | NORM },
  { { 64, 6, 2, 9 }, .type = VT_TYPE_F32, .variant = KEYS | NORM },
  { { 64, 6, 2, 9 }, .type = VT_TYPE_F32, .variant = VALUES },
  { { 32, 3, 3, 20 }, .type = VT_TYPE_F16, .variant = QUERIES },
  { { 32, 3, 3, 20 }, .type = VT_TYPE_F16, .variant = KEYS },
  { { 64, 6, 2, 9 }, .type = VT_TYPE_F16, .variant = KEYS | INTERLEAVED, .apart = TRUE },
  { { 64, 6, 2, 9 }, .type = VT_TYPE_F16, .variant = QUERIES | FACTORS, .apart = TRUE },
  { { 80, 2, 1, 5 }, .type = VT_TYPE_F16, .variant = KEYS | PART | NORM, .apart = TRUE },
  { { 80, 2, 1, 5 }, .type = VT_TYPE_F16, .variant = QUERIES | PART | INTERLEAVED, .apart = TRUE },
  { { 6, 3, 2, 4 }, .type = VT_TYPE_F32, .variant = KEYS, .apart = TRUE },
  { { 64, 3, 1, 4 }, .type = VT_TYPE_F16, .variant = QUERIES | NORM, .strided = TRUE, .apart = TRUE },
  { { 64, 3, 1, 4 }, .type = VT_TYPE_F16, .variant = KEYS | NORM, .strided = TRUE, .apart = TRUE },
  { { 64, 3, 1, 4 }, .type = VT_TYPE_F16, .variant = VALUES | NORM, .strided = TRUE, .apart = TRUE },
};

/* What a product would give, cut into heads. */
static VtTensor *
heads (VtOpTest *test, const VtOpCase *c, gint64 n)
{
  VtTensor *x = vt_test_input (test, VT_TYPE_F32, c->a[0] * n, c->a[3], 1, 1, c->strided);

  return vt_view (vt_test_graph (test), x, c->a[0], n, c->a[3], 1, (gsize) c->a[0] * 4, (gsize) x->nb[1],
                  (gsize) (x->nb[1] * c->a[3]), 0);
}

static VtTensor *
normed (VtOpTest *test, const VtOpCase *c, VtTensor *x)
{
  VtTensor *weight = vt_test_input (test, VT_TYPE_F32, c->a[0], 1, 1, 1, FALSE);

  return c->variant & NORM ? vt_rms_norm (vt_test_graph (test), x, weight, EPS, 1) : x;
}

static VtTensor *
factors_of (VtOpTest *test, const VtOpCase *c)
{
  VtTensor *factors = vt_test_input (test, VT_TYPE_F32, c->a[0] / 2, 1, 1, 1, FALSE);

  for (gint64 i = 0; i < c->a[0] / 2; i++)
    vt_test_set (test, factors, i, i < 20 ? 1 : 8);
  return c->variant & FACTORS ? factors : NULL;
}

static VtTensor *
build (VtOpTest *test, const VtOpCase *c)
{
  VtGraph *g = vt_test_graph (test);
  gint64 kv = c->a[0] * c->a[2], n = c->a[3];
  VtRope rope = { (gint32) (c->variant & PART ? c->a[0] / 2 : c->a[0]), (c->variant & INTERLEAVED) != 0, 10000, 1, 0, 1, 32, 1, 4096 };
  VtTensor *q = heads (test, c, c->a[1]), *k = heads (test, c, c->a[2]);
  VtTensor *v = vt_test_input (test, VT_TYPE_F32, kv, n, 1, 1, c->strided);
  VtTensor *keys = vt_test_input (test, c->type, kv, CACHE_ROWS, 1, 1, FALSE);
  VtTensor *values = vt_test_input (test, c->type, kv, CACHE_ROWS, 1, 1, FALSE);
  VtTensor *positions = vt_test_ids (test, n, 0, 30000), *rows = vt_test_ids (test, n, 0, 0), *factors = factors_of (test, c);

  for (gint64 i = 0; i < n; i++) /* the last of several goes nowhere; 7 steps never meet again in these rows */
    vt_test_set (test, rows, i, (double) (n > 1 && i == n - 1 ? CACHE_ROWS : i * 7 % CACHE_ROWS));
  q = vt_rope (g, normed (test, c, q), positions, factors, &rope);
  k = vt_rope (g, normed (test, c, k), positions, factors, &rope);
  keys = vt_set_rows (g, keys, vt_reshape (g, k, kv, n, 1, 1), rows);
  values = vt_set_rows (g, values, v, rows);
  return (c->variant & LOOKED_AT) == QUERIES ? q : (c->variant & LOOKED_AT) == KEYS ? keys : values;
}

/* Element (i0, i1, i2) of heads that may be normed. */
static double
normed_at (VtOpTest *test, const VtTensor *x, gint64 i0, gint64 i1, gint64 i2)
{
  double squares = 0;

  if (x->op == NULL)
    return vt_test_at (test, x, i0, i1, i2, 0);
  for (gint64 i = 0; i < x->ne[0]; i++)
    squares += pow (vt_test_at (test, x->src[0], i, i1, i2, 0), 2);
  return vt_test_at (test, x->src[0], i0, i1, i2, 0) / sqrt (squares / (double) x->ne[0] + EPS) *
         (vt_test_at (test, x->src[1], i0, 0, 0, 0) + 1);
}

static double
turned_at (VtOpTest *test, const VtTensor *node, gint64 i0, gint64 i1, gint64 i2)
{
  const VtRope *p = vt_tensor_params (node, VtRope);
  gint64 half = p->n_dims / 2, pair = p->interleaved ? i0 / 2 : i0 % half;
  gboolean second = p->interleaved ? i0 % 2 : i0 >= half;
  gint64 first = p->interleaved ? pair * 2 : pair, other = p->interleaved ? pair * 2 + 1 : pair + half;
  double theta = vt_test_at (test, node->src[1], i2, 0, 0, 0) * pow (p->base, -2.0 * (double) pair / p->n_dims), a, b;

  if (i0 >= p->n_dims)
    return normed_at (test, node->src[0], i0, i1, i2);
  if (node->src[2] != NULL)
    theta /= vt_test_at (test, node->src[2], pair, 0, 0, 0);
  a = normed_at (test, node->src[0], first, i1, i2);
  b = normed_at (test, node->src[0], other, i1, i2);
  return second ? a * sin (theta) + b * cos (theta) : a * cos (theta) - b * sin (theta);
}

static double
reference (VtOpTest *test, const VtTensor *node, gint64 i0, gint64 i1, gint64 i2, gint64 i3)
{
  const VtTensor *turned;

  if (strcmp (node->op->name, "rope") == 0)
    return turned_at (test, node, i0, i1, i2);
  for (gint64 i = 0; i < node->src[1]->ne[1]; i++)
    if (vt_test_at (test, node->src[2], i, 0, 0, 0) == i1)
      {
        turned = vt_tensor_root (node->src[1]);
        return turned->op == NULL ? vt_test_at (test, node->src[1], i0, i, 0, 0)
                                  : turned_at (test, turned, i0 % turned->ne[0], i0 / turned->ne[0], i);
      }
  return vt_test_at (test, node->src[0], i0, i1, 0, 0);
}

static double
tolerance (const VtOpCase *c)
{
  return c->type == VT_TYPE_F16 && (c->variant & LOOKED_AT) != QUERIES ? NMSE_F16 : NMSE_F32;
}

const VtOpCases vt_cases_fusion_heads = {
  "heads", cases, G_N_ELEMENTS (cases), build, reference, tolerance, .fused = TRUE,
};
