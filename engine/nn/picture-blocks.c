/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/nn/picture-blocks.h"

#include <math.h>

#define TRANSFORMER_GROUP_EPS 1e-6f
#define TRANSFORMER_NORM_EPS 1e-5f

static VtTensor *
halve (VtGraph *g, VtTensor *x)
{
  VtPool pool = { .average = TRUE, .kernel = { 2, 2 } };

  return vt_pool_2d (g, x, &pool);
}

static VtTensor *
resample (VtGraph *g, VtTensor *x, VtNnResample how)
{
  if (how == VT_NN_HALVE)
    return halve (g, x);
  if (how == VT_NN_DOUBLE)
    return vt_upsample (g, x, 2 * x->ne[1], 2 * x->ne[2], VT_UPSAMPLE_NEAREST);
  return x;
}

/* The second norm with the time's scale and shift: norm (h) * (1 + scale) + shift. */
static VtTensor *
norm_by_time (const VtNnScope *s, VtTensor *h, VtTensor *time, const VtNnResnet *r)
{
  gint64 n = h->ne[0];
  VtTensor *scale = vt_scale (s->g, vt_view_columns (s->g, time, 0, n), 1, 1);

  h = vt_nn_group_norm (s, "norm2", h, r->groups, r->eps, FALSE);
  h = vt_add (s->g, vt_mul (s->g, h, scale), vt_view_columns (s->g, time, n, n));
  return vt_unary (s->g, h, VT_UNARY_SILU);
}

VtTensor *
vt_nn_resnet (const VtNnScope *s, VtTensor *x, gint64 out, const VtNnResnet *r, VtNnResample how)
{
  VtTensor *skip = resample (s->g, x, how), *h, *time = NULL;

  /* Before the norm, which then may work in the place of @x: the largest values of a decoder. */
  if (vt_nn_has (s, "conv_shortcut.weight"))
    skip = vt_nn_linear (s, "conv_shortcut", skip, out, VT_NN_BIAS, NULL);
  h = resample (s->g, vt_nn_group_norm (s, "norm1", x, r->groups, r->eps, TRUE), how);
  h = vt_nn_conv (s, "conv1", h, out, 3, VT_NN_BIAS, NULL, NULL);
  if (r->temb != NULL)
    time = vt_nn_linear (s, "time_emb_proj", r->temb, r->scale_shift ? 2 * out : out, VT_NN_BIAS, NULL);
  if (time != NULL && r->scale_shift)
    h = norm_by_time (s, h, time, r);
  else
    {
      if (time != NULL)
        h = vt_add (s->g, h, time);
      h = vt_nn_group_norm (s, "norm2", h, r->groups, r->eps, TRUE);
    }
  h = vt_nn_conv (s, "conv2", h, out, 3, VT_NN_BIAS, NULL, skip);
  if (r->output_scale != 1)
    h = vt_scale (s->g, h, 1 / r->output_scale, 0);
  return vt_nn_name (s, h);
}

VtTensor *
vt_nn_downsample (const VtNnScope *s, VtTensor *x, int pad)
{
  VtConv conv = { .stride = { 2, 2 }, .pad = { pad, MAX (pad, 1), pad, MAX (pad, 1) } };

  return vt_nn_name (s, vt_nn_conv (s, "conv", x, x->ne[0], 3, VT_NN_BIAS, &conv, NULL));
}

VtTensor *
vt_nn_upsample (const VtNnScope *s, VtTensor *x, gint64 width, gint64 height)
{
  x = vt_upsample (s->g, x, width, height, VT_UPSAMPLE_NEAREST);
  return vt_nn_name (s, vt_nn_conv (s, "conv", x, x->ne[0], 3, VT_NN_BIAS, NULL, NULL));
}

/* (heads * d, tokens) -> (d, heads, tokens) */
static VtTensor *
split (VtGraph *g, VtTensor *x, gint64 heads)
{
  return vt_reshape (g, x, x->ne[0] / heads, heads, x->ne[1], 1);
}

static float
attention_scale (gint64 inner, gint64 heads)
{
  return (float) (1 / sqrt ((double) inner / heads));
}

/* (heads * d, rows * n) -> (d, rows, heads, n) */
static VtTensor *
split_for_each (VtGraph *g, VtTensor *x, gint64 heads, gint64 n)
{
  return vt_permute (g, vt_reshape (g, x, x->ne[0] / heads, heads, x->ne[1] / n, n), 0, 2, 1, 3);
}

/* Adds at which of its words (k) each place (q) of @picture (C, W, H, N) looks. */
static void
gather_looks (VtGraph *g, VtNnLooks *looks, const VtTensor *picture, VtTensor *q, VtTensor *k, gint64 heads)
{
  gint64 n = picture->ne[3], words = k->ne[1] / n;
  VtPool mean = { .average = TRUE, .kernel = { 1, (gint32) heads } };
  VtTensor *scores = vt_mul_mat (g, split_for_each (g, k, heads, n), split_for_each (g, q, heads, n));
  VtTensor *map = vt_pool_2d (g, vt_softmax (g, scores, NULL, attention_scale (k->ne[0], heads)), &mean);

  map = vt_reshape (g, map, words, picture->ne[1], picture->ne[2], n);
  if (picture->ne[1] != looks->width || picture->ne[2] != looks->height)
    map = vt_upsample (g, map, looks->width, looks->height, VT_UPSAMPLE_BILINEAR);
  looks->sum = looks->sum != NULL ? vt_add (g, looks->sum, map) : map;
  looks->layers++;
}

/* Queries of @x (C, n) look at @words (…, rows): (inner, n). @looks (nullable) gathers at which, for the places of @picture. */
static VtTensor *
attend (const VtNnScope *s, VtTensor *x, VtTensor *words, VtTensor *spans, gint64 heads, gint64 inner, VtNnLooks *looks,
        const VtTensor *picture)
{
  VtTensor *q = vt_nn_linear (s, "to_q", x, inner, VT_NN_MAYBE_BIAS, NULL);
  VtTensor *k = vt_nn_linear (s, "to_k", words, inner, VT_NN_MAYBE_BIAS, NULL);
  VtTensor *v = vt_nn_linear (s, "to_v", words, inner, VT_NN_MAYBE_BIAS, NULL);
  VtTensor *y = vt_attention (s->g, split (s->g, q, heads), split (s->g, k, heads), split (s->g, v, heads), spans,
                              attention_scale (inner, heads), 0);

  if (looks != NULL)
    gather_looks (s->g, looks, picture, q, k, heads);
  return vt_reshape (s->g, y, inner, x->ne[1], 1, 1);
}

VtTensor *
vt_nn_self_attention (const VtNnScope *s, VtTensor *x, VtTensor *spans, gint64 heads, int groups, float eps, float output_scale)
{
  gint64 c = x->ne[0], n = x->ne[1] * x->ne[2] * x->ne[3];
  VtTensor *rows = vt_reshape (s->g, x, c, n, 1, 1);
  VtTensor *h = rows;

  if (vt_nn_has (s, "group_norm.weight"))
    h = vt_reshape (s->g, vt_nn_group_norm (s, "group_norm", x, groups, eps, FALSE), c, n, 1, 1);
  h = vt_nn_linear (s, "to_out.0", attend (s, h, h, spans, heads, c, NULL, x), c, VT_NN_BIAS, rows);
  if (output_scale != 1)
    h = vt_scale (s->g, h, 1 / output_scale, 0);
  return vt_nn_name (s, vt_reshape (s->g, h, c, x->ne[1], x->ne[2], x->ne[3]));
}

/* The feed-forward part: half of the first projection is gated by GELU of the other half. */
static VtTensor *
feed_forward (const VtNnScope *s, VtTensor *x, VtTensor *residual)
{
  gint64 c = x->ne[0], inner = 4 * c;
  VtTensor *both = vt_nn_linear (s, "ff.net.0.proj", x, 2 * inner, VT_NN_BIAS, NULL);
  VtTensor *h = vt_glu (s->g, vt_view_columns (s->g, both, inner, inner), vt_view_columns (s->g, both, 0, inner), VT_UNARY_GELU);

  return vt_nn_linear (s, "ff.net.2", h, c, VT_NN_BIAS, residual);
}

/* BasicTransformerBlock: to itself, to the words, feed-forward. */
static VtTensor *
transformer_block (const VtNnScope *s, VtTensor *x, const VtTensor *picture, const VtNnTransformer *t)
{
  gint64 c = x->ne[0];
  VtNnScope attn1 = vt_nn_child (s, "attn1"), attn2 = vt_nn_child (s, "attn2");
  VtTensor *h = vt_nn_norm (s, "norm1", x, TRANSFORMER_NORM_EPS);

  x = vt_nn_linear (&attn1, "to_out.0", attend (&attn1, h, h, t->self_spans, t->heads, c, NULL, picture), c, VT_NN_BIAS, x);
  h = vt_nn_norm (s, "norm2", x, TRANSFORMER_NORM_EPS);
  h = attend (&attn2, h, t->words, t->cross_spans, t->heads, c, t->looks, picture);
  x = vt_nn_linear (&attn2, "to_out.0", h, c, VT_NN_BIAS, x);
  h = vt_nn_norm (s, "norm3", x, TRANSFORMER_NORM_EPS);
  return vt_nn_name (s, feed_forward (s, h, x));
}

VtTensor *
vt_nn_transformer (const VtNnScope *s, VtTensor *x, const VtNnTransformer *t)
{
  gint64 c = x->ne[0], n = x->ne[1] * x->ne[2] * x->ne[3];
  VtTensor *rows = vt_reshape (s->g, x, c, n, 1, 1);
  VtTensor *h = vt_nn_group_norm (s, "norm", x, t->groups, TRANSFORMER_GROUP_EPS, FALSE);

  h = vt_nn_linear (s, "proj_in", vt_reshape (s->g, h, c, n, 1, 1), c, VT_NN_BIAS, NULL);
  for (guint i = 0; i < t->layers; i++)
    {
      VtNnScope block = vt_nn_child (s, "transformer_blocks.%u", i);

      h = transformer_block (&block, h, x, t);
    }
  h = vt_nn_linear (s, "proj_out", h, c, VT_NN_BIAS, rows);
  return vt_nn_name (s, vt_reshape (s->g, h, c, x->ne[1], x->ne[2], x->ne[3]));
}

gint32 *
vt_nn_picture_spans (gint64 positions, gint64 rows, gint64 n)
{
  gint32 *spans = g_new (gint32, 2 * positions * n);

  for (gint64 i = 0; i < positions * n; i++)
    {
      spans[2 * i] = (gint32) (i / positions * rows);
      spans[2 * i + 1] = (gint32) ((i / positions + 1) * rows);
    }
  return spans;
}
