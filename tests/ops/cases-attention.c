/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cases.h"

#include <math.h>

enum { CAUSAL, WINDOW, ALL, ODD, NONE };

/* a: head size, heads, kv heads, value size; b: tokens, rows, softcap, sequences (0: one);
 * type: of keys and values; variant: the spans */
static const VtOpCase cases[] = {
  { { 64, 4, 4, 64 }, { 1, 1 }, VT_TYPE_F32, CAUSAL },
  { { 256, 4, 1, 256 }, { 1, 300 }, VT_TYPE_F16, CAUSAL },
  { { 256, 4, 1, 256 }, { 1, 1000 }, VT_TYPE_F32, WINDOW },
  { { 256, 4, 1, 256 }, { 37, 50 }, VT_TYPE_F16, CAUSAL },
  { { 64, 6, 2, 64 }, { 33, 90 }, VT_TYPE_F32, WINDOW, TRUE },
  { { 80, 4, 2, 48 }, { 5, 40 }, VT_TYPE_F16, ALL, TRUE },
  { { 33, 3, 1, 31 }, { 7, 29 }, VT_TYPE_F32, ODD, TRUE },
  { { 40, 8, 8, 40 }, { 64, 77 }, VT_TYPE_F32, ALL },
  { { 64, 2, 2, 64 }, { 9, 40, 50 }, VT_TYPE_F32, CAUSAL },
  { { 64, 12, 12, 64 }, { 66, 66 }, VT_TYPE_F16, ALL },
  { { 32, 4, 2, 24 }, { 150, 170 }, VT_TYPE_F32, WINDOW },
  { { 32, 6, 2, 32 }, { 1, 2000 }, VT_TYPE_F16, ALL },
  { { 40, 8, 8, 40 }, { 130, 130 }, VT_TYPE_F32, NONE },
  { { 160, 2, 2, 160 }, { 64, 77, 0, 2 }, VT_TYPE_F32, NONE, TRUE },
  { { 12, 3, 3, 20 }, { 7, 9, 0, 3 }, VT_TYPE_F32, NONE },
  { { 80, 4, 2, 80 }, { 5, 600, 0, 2 }, VT_TYPE_F16, CAUSAL },
  /* so many tokens and heads that GPUs take them in blocks */
  { { 20, 25, 25, 20 }, { 130, 150 }, VT_TYPE_F32, CAUSAL },
  { { 40, 26, 13, 24 }, { 128, 90, 0, 2 }, VT_TYPE_F16, WINDOW },
  { { 64, 30, 30, 72 }, { 100, 77, 30 }, VT_TYPE_F32, NONE },
  { { 16, 52, 52, 80 }, { 64, 64 }, VT_TYPE_F32, ODD },
  { { 8, 52, 1, 512 }, { 33, 40 }, VT_TYPE_F16, CAUSAL },
};

/* The rows that token @i of @n sees in a cache of @rows. */
static void
span_of (int variant, gint64 i, gint64 n, gint64 rows, gint64 span[2])
{
  span[0] = variant == WINDOW ? rows - n + i - 20 : 0;
  span[1] = variant == ALL ? rows : rows - n + i + 1;
  if (variant == ODD) /* empty ones, one that is upside down, and ends beyond the rows */
    {
      span[0] = i % 3 == 0 ? 5 : -3;
      span[1] = i % 3 == 0 ? 5 - i : rows + i;
    }
}

static VtTensor *
build (VtOpTest *test, const VtOpCase *c)
{
  gint64 n = MAX (c->b[3], 1);
  VtTensor *q = vt_test_input (test, VT_TYPE_F32, c->a[0], c->a[1], c->b[0], n, c->strided);
  VtTensor *k = vt_test_input (test, c->type, c->a[0], c->a[2], c->b[1], n, c->strided);
  VtTensor *v = vt_test_input (test, c->type, c->a[3], c->a[2], c->b[1], n, c->strided);
  VtTensor *spans = c->variant != NONE ? vt_test_ids (test, 2 * n * c->b[0], 0, 0) : NULL;

  for (gint64 i = 0; i < n * c->b[0] && spans != NULL; i++)
    {
      gint64 span[2];

      span_of (c->variant, i % c->b[0], c->b[0], c->b[1], span);
      vt_test_set (test, spans, 2 * i, (double) span[0]);
      vt_test_set (test, spans, 2 * i + 1, (double) span[1]);
    }
  return vt_attention (vt_test_graph (test), q, k, v, spans, 1.5f / sqrtf ((float) c->a[0]), (float) c->b[2]);
}

static double
score (VtOpTest *test, const VtTensor *node, gint64 head, gint64 token, gint64 row, gint64 sequence)
{
  const VtTensor *q = node->src[0], *k = node->src[1];
  const float *p = (const float *) node->params;
  double sum = 0;

  for (gint64 i = 0; i < q->ne[0]; i++)
    sum += vt_test_at (test, q, i, head, token, sequence) * vt_test_at (test, k, i, head / (q->ne[1] / k->ne[1]), row, sequence);
  return p[1] > 0 ? p[1] * tanh (sum * p[0] / p[1]) : sum * p[0];
}

/* One head's weights are needed for each of its elements: keep the last ones. */
typedef struct
{
  const VtTensor *node;
  gint64 head, token, sequence, first, end;
  double *weights;
} Kept;

static void
keep_weights (VtOpTest *test, Kept *kept, const VtTensor *node, gint64 head, gint64 token, gint64 sequence)
{
  gint64 rows = node->src[1]->ne[2], place = token + sequence * node->ne[2];
  double max = -INFINITY, sum = 0;

  *kept = (Kept) { node, head, token, sequence, 0, rows, g_renew (double, kept->weights, rows) };
  if (node->src[3] != NULL)
    {
      kept->first = (gint64) vt_test_at (test, node->src[3], 2 * place, 0, 0, 0);
      kept->end = (gint64) vt_test_at (test, node->src[3], 2 * place + 1, 0, 0, 0);
    }
  kept->first = MAX (kept->first, 0);
  kept->end = MIN (kept->end, rows);
  for (gint64 r = kept->first; r < kept->end; r++)
    {
      kept->weights[r] = score (test, node, head, token, r, sequence);
      max = MAX (max, kept->weights[r]);
    }
  for (gint64 r = kept->first; r < kept->end; r++)
    sum += kept->weights[r] = exp (kept->weights[r] - max);
  for (gint64 r = kept->first; r < kept->end; r++)
    kept->weights[r] /= sum;
}

static double
reference (VtOpTest *test, const VtTensor *node, gint64 i0, gint64 i1, gint64 i2, gint64 i3)
{
  static Kept kept;
  const VtTensor *v = node->src[2];
  double sum = 0;

  if (i0 == 0 || kept.node != node || kept.head != i1 || kept.token != i2 || kept.sequence != i3)
    keep_weights (test, &kept, node, i1, i2, i3);
  for (gint64 r = kept.first; r < kept.end; r++)
    sum += kept.weights[r] * vt_test_at (test, v, i0, i1 / (node->ne[1] / v->ne[1]), r, i3);
  return sum;
}

static double
tolerance (const VtOpCase *c)
{
  return c->type == VT_TYPE_F16 ? NMSE_F16 : NMSE_F32;
}

const VtOpCases vt_cases_attention = { "attention", cases, G_N_ELEMENTS (cases), build, reference, tolerance };
