/* ops.h: the operations that models are written in.
 *
 * Shapes are (ne0, ne1, ne2, ne3), innermost first. Unless said otherwise a
 * source is F32 with dense rows and any strides above, and the result is a new
 * dense F32 value. What does not fit is kept as the graph's error (graph.h).
 *
 * Each operation is op-NAME.c (its class and builder), op-NAME-cpu.c,
 * op-NAME-vk.c and op-NAME.comp; ops-list.c names them all.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "engine/tensor/graph.h"

G_BEGIN_DECLS

/* Every operation, %NULL-terminated. */
extern const VtOpClass *const vt_op_classes[];

/* Rows of @table (n, rows; any type) numbered by @ids (k; I32): (n, k).
 * Numbers outside the table give rows of zeros. */
VtTensor *vt_get_rows (VtGraph *g, VtTensor *table, VtTensor *ids);

/* Writes the rows of @x (n, k) into rows @ids (k; I32) of @cache (n, rows; F32
 * or F16) and returns @cache as it is afterwards: read the cache through the
 * result. Numbers outside the cache write nothing. */
VtTensor *vt_set_rows (VtGraph *g, VtTensor *cache, VtTensor *x, VtTensor *ids);

/* @w (k, m) of any weight type times @x (k, n, a, b): (m, n, a, b), that is
 * PyTorch's linear. @w may have dimensions 2 and 3 that divide those of @x. */
VtTensor *vt_mul_mat (VtGraph *g, VtTensor *w, VtTensor *x);

/* vt_mul_mat() with @bias (m) and @residual (as the result) added at once;
 * either may be %NULL. */
VtTensor *vt_linear (VtGraph *g, VtTensor *w, VtTensor *x, VtTensor *bias, VtTensor *residual);

/* @a + @b and @a * @b; every extent of @b is that of @a or 1. */
VtTensor *vt_add (VtGraph *g, VtTensor *a, VtTensor *b);
VtTensor *vt_mul (VtGraph *g, VtTensor *a, VtTensor *b);

/* @a * @scale + @shift */
VtTensor *vt_scale (VtGraph *g, VtTensor *a, float scale, float shift);

/**
 * VtUnary: functions of one number.
 * @VT_UNARY_GELU: exact, by erf
 * @VT_UNARY_GELU_TANH: the approximation by tanh ("gelu_new", "gelu_pytorch_tanh")
 * @VT_UNARY_GELU_QUICK: x * sigmoid(1.702 x)
 */
typedef enum
{
  VT_UNARY_SILU,
  VT_UNARY_GELU,
  VT_UNARY_GELU_TANH,
  VT_UNARY_GELU_QUICK,
  VT_UNARY_RELU,
  VT_UNARY_TANH,
  VT_UNARY_SIGMOID,
  VT_UNARY_EXP,
  VT_UNARY_COUNT
} VtUnary;

VtTensor *vt_unary (VtGraph *g, VtTensor *a, VtUnary function);

/* @function(@gate) * @up: the gated linear unit; both of one shape. */
VtTensor *vt_glu (VtGraph *g, VtTensor *gate, VtTensor *up, VtUnary function);

/* Layer normalisation over dimension 0, then * @weight (ne0) + @bias (ne0); either may be %NULL. */
VtTensor *vt_norm (VtGraph *g, VtTensor *x, VtTensor *weight, VtTensor *bias, float eps);

/* x / sqrt(mean(x^2) + eps) * (@weight + @weight_shift) over dimension 0;
 * @weight (ne0) may be %NULL. Gemma's transformers weights need a shift of 1. */
VtTensor *vt_rms_norm (VtGraph *g, VtTensor *x, VtTensor *weight, float eps, float weight_shift);

/**
 * VtRope: how positions turn into angles.
 * @n_dims: how many of the head's dimensions turn; VT_ROPE_MAX_DIMS at most
 * @interleaved: pairs are (0,1), (2,3), … (GPT-J; "llama" in GGUF) instead of
 *   (0,n/2), (1,n/2+1), … (NeoX; transformers)
 * @base: theta
 * @freq_scale: positions are multiplied by it (1 / the factor of "linear" scaling)
 * @ext_factor: 0 for none, 1 for YaRN's mix of interpolation and extrapolation
 * @attn_factor: multiplies cos and sin; 1 for none (YaRN's 0.1 ln s + 1 is not added by itself)
 * @beta_fast, @beta_slow, @n_ctx_orig: YaRN's
 *
 * Sources: Su et al. 2021 (RoFormer); Peng et al. 2023 (YaRN).
 */
#define VT_ROPE_MAX_DIMS 2048

typedef struct
{
  gint32 n_dims;
  gint32 interleaved;
  float base;
  float freq_scale;
  float ext_factor;
  float attn_factor;
  float beta_fast;
  float beta_slow;
  gint32 n_ctx_orig;
} VtRope;

/* Turns @x (head_dim, heads, tokens) by the positions @pos (tokens; I32).
 * @factors (n_dims / 2; F32) divides the frequencies (Llama 3), or is %NULL. */
VtTensor *vt_rope (VtGraph *g, VtTensor *x, VtTensor *pos, VtTensor *factors, const VtRope *rope);

/* Attention with grouped heads, softmax computed on the fly (Dao et al. 2022).
 * @q (d, heads, n), @k (d, kv_heads, rows) and @v (dv, kv_heads, rows), F32 or
 * F16, heads a multiple of kv_heads: (dv, heads, n). Token i looks at rows
 * spans[2i] <= r < spans[2i + 1] (@spans (2, n); I32, clamped to the rows;
 * an empty span gives zeros): so causal masks, sliding windows, batches of
 * sequences in one cache and two-way attention are all spans. The scores are
 * q·k * @scale, then, if @softcap > 0, softcap * tanh(score / softcap). */
VtTensor *vt_attention (VtGraph *g, VtTensor *q, VtTensor *k, VtTensor *v, VtTensor *spans,
                        float scale, float softcap);

/* A dense copy of @a (F32 or F16, any strides above rows) as F32 or F16. */
VtTensor *vt_cast (VtGraph *g, VtTensor *a, VtType type);

G_END_DECLS
