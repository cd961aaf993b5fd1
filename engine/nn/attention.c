/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/nn/attention.h"

/* (heads * head_dim, n), rows perhaps strided -> (head_dim, heads, n) */
static VtTensor *
split_heads (VtGraph *g, VtTensor *x, gint64 head_dim, gint64 heads)
{
  gint64 n = x->ne[1];

  return vt_view (g, x, head_dim, heads, n, 1, (gsize) (head_dim * x->nb[0]),
                  (gsize) x->nb[1], (gsize) (x->nb[1] * n), 0);
}

/* A cache (heads * head_dim, rows) -> (head_dim, heads, rows) */
static VtTensor *
cache_heads (VtGraph *g, VtTensor *cache, const VtNnAttention *a)
{
  return vt_reshape (g, cache, a->head_dim, a->n_kv_head, cache->ne[1], 1);
}

static void
project (VtGraph *g, const VtNnAttention *a, VtTensor *x, VtTensor **q, VtTensor **k, VtTensor **v)
{
  gint64 q_dim = a->n_head * a->head_dim;
  gint64 kv_dim = a->n_kv_head * a->head_dim;

  if (a->qkv != NULL)
    {
      VtTensor *all = vt_linear (g, a->qkv, x, a->qkv_bias, NULL);

      *q = vt_view_columns (g, all, 0, q_dim);
      *k = vt_view_columns (g, all, q_dim, kv_dim);
      *v = vt_view_columns (g, all, q_dim + kv_dim, kv_dim);
      return;
    }
  *q = vt_linear (g, a->q, x, a->q_bias, NULL);
  *k = vt_linear (g, a->k, x, a->k_bias, NULL);
  *v = vt_linear (g, a->v, x, a->v_bias, NULL);
}

/* Norms and turns the heads of queries or keys: (head_dim, heads, n) */
static VtTensor *
position_heads (VtGraph *g, const VtNnAttention *a, VtTensor *x, VtTensor *norm)
{
  if (norm != NULL)
    x = vt_rms_norm (g, x, norm, a->norm_eps, a->norm_shift);
  if (a->rope != NULL)
    x = vt_rope (g, x, a->positions, a->rope_factors, a->rope);
  return x;
}

VtTensor *
vt_nn_attention (VtGraph *g, const VtNnAttention *a, VtTensor *x, VtTensor *residual)
{
  gint64 n = x->ne[1];
  VtTensor *q, *k, *v, *keys, *values, *y;

  project (g, a, x, &q, &k, &v);
  q = position_heads (g, a, split_heads (g, q, a->head_dim, a->n_head), a->q_norm);
  if (a->k_norm != NULL || a->rope != NULL)
    {
      k = position_heads (g, a, split_heads (g, k, a->head_dim, a->n_kv_head), a->k_norm);
      k = vt_reshape (g, k, a->n_kv_head * a->head_dim, n, 1, 1);
    }
  keys = vt_set_rows (g, a->keys, k, a->rows);
  values = vt_set_rows (g, a->values, v, a->rows);
  y = vt_attention (g, q, cache_heads (g, keys, a), cache_heads (g, values, a), a->spans, a->scale, a->softcap);
  y = vt_reshape (g, y, a->n_head * a->head_dim, n, 1, 1);
  return vt_linear (g, a->o, y, a->o_bias, residual);
}
