/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cases.h"

#include <math.h>

enum { PLAIN = 0, INTERLEAVED = 1, FACTORS = 2, YARN = 4, LINEAR = 8 };

/* a: head size, heads, tokens; b: dimensions that turn, largest position */
static const VtOpCase cases[] = {
  { { 256, 4, 1, 1 }, { 256, 4000 }, .variant = PLAIN },
  { { 256, 1, 9, 1 }, { 256, 32000 }, .variant = PLAIN },
  { { 64, 3, 7, 1 }, { 64, 2000 }, .variant = INTERLEAVED },
  { { 80, 2, 5, 1 }, { 32, 2000 }, .variant = PLAIN, .strided = TRUE },
  { { 80, 2, 5, 1 }, { 32, 2000 }, .variant = INTERLEAVED, .strided = TRUE },
  { { 64, 3, 7, 1 }, { 64, 100000 }, .variant = FACTORS },
  { { 128, 3, 7, 1 }, { 128, 30000 }, .variant = YARN },
  { { 128, 3, 7, 1 }, { 128, 3000 }, .variant = LINEAR },
  { { 6, 1, 2, 1 }, { 2, 10 }, .variant = PLAIN },
};

static VtTensor *
build (VtOpTest *test, const VtOpCase *c)
{
  VtRope rope = { (gint32) c->b[0], (c->variant & INTERLEAVED) != 0, 10000, 1, 0, 1, 32, 1, 4096 };
  VtTensor *x = vt_test_input (test, VT_TYPE_F32, c->a[0], c->a[1], c->a[2], 1, c->strided);
  VtTensor *factors = NULL;

  if (c->variant & FACTORS)
    {
      factors = vt_test_input (test, VT_TYPE_F32, c->b[0] / 2, 1, 1, 1, FALSE);
      for (gint64 i = 0; i < c->b[0] / 2; i++)
        vt_test_set (test, factors, i, i < 20 ? 1 : 8);
    }
  if (c->variant & (YARN | LINEAR))
    rope.freq_scale = 0.25f;
  if (c->variant & YARN)
    {
      rope.ext_factor = 1;
      rope.attn_factor = 1.1386f;
    }
  return vt_rope (vt_test_graph (test), x, vt_test_ids (test, c->a[2], 0, (gint32) c->b[1]), factors, &rope);
}

/* YaRN, section 3.4: 1 where a dimension turns often enough to be left alone. */
static double
kept (const VtRope *p, double pair)
{
  double low = floor (p->n_dims * log (p->n_ctx_orig / (p->beta_fast * 2 * G_PI)) / (2 * log (p->base)));
  double high = ceil (p->n_dims * log (p->n_ctx_orig / (p->beta_slow * 2 * G_PI)) / (2 * log (p->base)));

  low = MAX (low, 0);
  high = MIN (high, p->n_dims - 1);
  return 1 - CLAMP ((pair - low) / MAX (high - low, 0.001), 0, 1);
}

static double
reference (VtOpTest *test, const VtTensor *node, gint64 i0, gint64 i1, gint64 i2, gint64 i3)
{
  const VtRope *p = vt_tensor_params (node, VtRope);
  gint64 half = p->n_dims / 2, pair = p->interleaved ? i0 / 2 : i0 % half;
  gboolean second = p->interleaved ? i0 % 2 : i0 >= half;
  gint64 first = p->interleaved ? pair * 2 : pair, other = p->interleaved ? pair * 2 + 1 : pair + half;
  double theta = vt_test_at (test, node->src[1], i2, 0, 0, 0) * pow (p->base, -2.0 * pair / p->n_dims), keep, a, b;

  if (i0 >= p->n_dims)
    return vt_test_at (test, node->src[0], i0, i1, i2, 0);
  if (node->src[2] != NULL)
    theta /= vt_test_at (test, node->src[2], pair, 0, 0, 0);
  keep = p->ext_factor * kept (p, (double) pair);
  theta = theta * p->freq_scale * (1 - keep) + theta * keep;
  a = vt_test_at (test, node->src[0], first, i1, i2, 0) * p->attn_factor;
  b = vt_test_at (test, node->src[0], other, i1, i2, 0) * p->attn_factor;
  return second ? a * sin (theta) + b * cos (theta) : a * cos (theta) - b * sin (theta);
}

const VtOpCases vt_cases_rope = { "rope", cases, G_N_ELEMENTS (cases), build, reference, NULL };
