/* attention.h: the self-attention block of decoders.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "engine/ops/ops.h"

G_BEGIN_DECLS

/**
 * VtNnAttention: one layer's attention.
 * @q, @k, @v, @o: weights (embd, heads * head_dim), …; with @qkv the three are
 *   one matrix, in this order, and @q, @k, @v are %NULL
 * @q_norm, @k_norm: RMS norms over each head, or %NULL
 * @rope: %NULL where positions are added to the embeddings instead
 * @keys, @values: this layer's cache (kv_heads * head_dim, rows)
 * @rows: (n) the cache row of each token; @spans: (2, n) what each may look at
 *
 * Everything that is a tensor belongs to the graph; biases may be %NULL.
 */
typedef struct
{
  gint64 n_head;
  gint64 n_kv_head;
  gint64 head_dim;
  float scale;
  float softcap;
  float norm_eps;
  float norm_shift;
  const VtRope *rope;
  VtTensor *rope_factors;
  VtTensor *q, *k, *v, *qkv, *o;
  VtTensor *q_bias, *k_bias, *v_bias, *qkv_bias, *o_bias;
  VtTensor *q_norm, *k_norm;
  VtTensor *positions;
  VtTensor *rows;
  VtTensor *spans;
  VtTensor *keys, *values;
} VtNnAttention;

/* @x (embd, n), already normed: the block's output (embd, n) with @residual
 * (may be %NULL) added. */
VtTensor *vt_nn_attention (VtGraph *g, const VtNnAttention *a, VtTensor *x, VtTensor *residual);

G_END_DECLS
