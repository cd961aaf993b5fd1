/* vits-encoder.c: the text encoder: a transformer whose attention knows how far
 * two phonemes are apart (Shaw, Uszkoreit and Vaswani 2018).
 *
 * Each score gets the product of the query and one of 2 w + 1 learned vectors,
 * by the distance from -w to w; so does each value. For T queries those products
 * are a matrix (2 w + 1, T) whose row i belongs to the keys i - w … i + w. With
 * rows filled up to N + 1 numbers and read again as rows of N, each row stands
 * one place further right than the one before: column j + w then belongs to
 * key j. Backwards the same picks the weights for the values.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <math.h>

#include "engine/models/vits-graph.h"

#define F sizeof (float)

/* (hidden, T) as (head_dim, T, heads); costs nothing. */
static VtTensor *
heads_of (const VtVitsGraph *b, VtTensor *x)
{
  const VtVitsConfig *c = b->c;
  gint64 t = x->ne[1];

  return vt_view (b->g, x, c->head_dim, t, c->heads, 1, F * (gsize) c->hidden, F * (gsize) c->head_dim,
                  F * (gsize) (c->hidden * t), 0);
}

/* Scores of queries @q (head_dim, T, heads) for the distances, by key: (T, T, heads). */
static VtTensor *
relative_scores (const VtVitsGraph *b, const char *layer, VtTensor *q)
{
  g_autofree char *name = g_strconcat (layer, ".emb_rel_k", NULL);
  gint64 w = b->c->window, t = q->ne[1], n = t + 2 * w;
  VtTensor *table = vt_vits_table (b->w, b->g, name, b->c->head_dim, 2 * w + 1, 1);
  VtTensor *by_distance = vt_mul_mat (b->g, table, q);
  VtTensor *wide = vt_pad (b->g, by_distance, (gint32[4]) { 0 }, (gint32[4]) { (gint32) (n - 2 * w) }, VT_PAD_CONSTANT, 0);

  return vt_view (b->g, wide, t, t, b->c->heads, 1, F * (gsize) n, F * (gsize) ((n + 1) * t),
                  F * (gsize) ((n + 1) * t * b->c->heads), F * (gsize) w);
}

/* What the distances add to the values, (head_dim, T, heads), for weights @p (T, T, heads). */
static VtTensor *
relative_values (const VtVitsGraph *b, const char *layer, VtTensor *p, VtTensor *residual)
{
  g_autofree char *name = g_strconcat (layer, ".emb_rel_v", NULL);
  gint64 w = b->c->window, t = p->ne[1], n = t + 2 * w;
  VtTensor *table = vt_vits_table_turned (b->w, b->g, name, 2 * w + 1, b->c->head_dim);
  VtTensor *wide = vt_pad (b->g, p, (gint32[4]) { (gint32) w }, (gint32[4]) { (gint32) w }, VT_PAD_CONSTANT, 0);
  VtTensor *by_distance = vt_view (b->g, wide, 2 * w + 1, t, b->c->heads, 1, F * (gsize) (n + 1), F * (gsize) (n * t),
                                   F * (gsize) (n * t * b->c->heads), 0);

  return vt_linear (b->g, table, by_distance, NULL, residual);
}

static VtTensor *
project (const VtVitsGraph *b, const char *layer, const char *which, VtTensor *x, VtTensor *residual)
{
  g_autofree char *stem = g_strconcat (layer, which, NULL);
  VtVitsConv conv = { b->c->hidden, b->c->hidden, 1 };

  return vt_vits_conv (b, stem, &conv, 1, x, residual);
}

static VtTensor *
attention (const VtVitsGraph *b, const char *layer, VtTensor *x, VtTensor *keys)
{
  const VtVitsConfig *c = b->c;
  gint64 t = x->ne[1];
  VtTensor *q = vt_scale (b->g, project (b, layer, ".conv_q", x, NULL), 1 / sqrtf ((float) c->head_dim), 0);
  VtTensor *k = heads_of (b, project (b, layer, ".conv_k", x, NULL));
  VtTensor *v = vt_permute (b->g, heads_of (b, project (b, layer, ".conv_v", x, NULL)), 1, 0, 2, 3);
  VtTensor *far = vt_add (b->g, relative_scores (b, layer, heads_of (b, q)), keys);
  VtTensor *p = vt_softmax (b->g, vt_mul_mat (b->g, k, heads_of (b, q)), far, 1);
  VtTensor *y = relative_values (b, layer, p, vt_mul_mat (b->g, v, p));

  y = vt_reshape (b->g, vt_permute (b->g, y, 0, 2, 1, 3), c->hidden, t, 1, 1);
  return project (b, layer, ".conv_o", y, x);
}

/* The extent of the hidden layer is what its weights say. */
static VtTensor *
feed_forward (const VtVitsGraph *b, int layer, VtTensor *x)
{
  g_autofree char *first = g_strdup_printf ("enc_p.encoder.ffn_layers.%d.conv_1", layer);
  g_autofree char *second = g_strdup_printf ("enc_p.encoder.ffn_layers.%d.conv_2", layer);
  VtVitsConv conv = { b->c->hidden, b->c->filter, b->c->ffn_kernel };
  VtTensor *y = vt_unary (b->g, vt_vits_conv (b, first, &conv, 1, x, NULL), VT_UNARY_RELU);

  conv = (VtVitsConv) { b->c->filter, b->c->hidden, b->c->ffn_kernel };
  return vt_vits_conv (b, second, &conv, 1, vt_vits_masked (b, y), x);
}

VtTensor *
vt_vits_encoder (const VtVitsGraph *b, VtTensor *ids, VtTensor *keys, VtTensor **hidden)
{
  const VtVitsConfig *c = b->c;
  VtVitsConv proj = { c->hidden, 2 * c->inter, 1 };
  VtTensor *emb = vt_vits_table (b->w, b->g, "enc_p.emb.weight", c->hidden, c->vocab, sqrtf ((float) c->hidden));
  VtTensor *x = vt_get_rows (b->g, emb, ids);

  for (int i = 0; i < c->layers; i++)
    {
      g_autofree char *layer = g_strdup_printf ("enc_p.encoder.attn_layers.%d", i);
      g_autofree char *norm_1 = g_strdup_printf ("enc_p.encoder.norm_layers_1.%d", i);
      g_autofree char *norm_2 = g_strdup_printf ("enc_p.encoder.norm_layers_2.%d", i);

      x = vt_vits_norm (b, norm_1, attention (b, layer, x, keys));
      /* The convolutions see beyond the end: nothing may be there. */
      x = vt_vits_norm (b, norm_2, feed_forward (b, i, vt_vits_masked (b, x)));
      vt_graph_name (x, "enc.%d", i);
    }
  *hidden = vt_vits_masked (b, x);
  return vt_vits_conv (b, "enc_p.proj", &proj, 1, *hidden, NULL);
}
