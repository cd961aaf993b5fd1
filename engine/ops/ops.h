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

/* @a + @b, @a - @b, @a * @b and @a / @b; every extent of @b is that of @a or 1. */
VtTensor *vt_add (VtGraph *g, VtTensor *a, VtTensor *b);
VtTensor *vt_sub (VtGraph *g, VtTensor *a, VtTensor *b);
VtTensor *vt_div (VtGraph *g, VtTensor *a, VtTensor *b);
VtTensor *vt_mul (VtGraph *g, VtTensor *a, VtTensor *b);

/* @a * @scale + @shift */
VtTensor *vt_scale (VtGraph *g, VtTensor *a, float scale, float shift);

/**
 * VtUnary: functions of one number.
 * @VT_UNARY_GELU: exact, by erf
 * @VT_UNARY_GELU_TANH: the approximation by tanh ("gelu_new", "gelu_pytorch_tanh")
 * @VT_UNARY_GELU_QUICK: x * sigmoid(1.702 x)
 * @VT_UNARY_RELU6: 0 … 6
 * @VT_UNARY_SOFTPLUS: ln (1 + e^x)
 * @VT_UNARY_LOG: natural; -87.3 of what is not above 0
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
  VT_UNARY_RELU6,
  VT_UNARY_SOFTPLUS,
  VT_UNARY_SIN,
  VT_UNARY_COS,
  VT_UNARY_NEG,
  VT_UNARY_ABS,
  VT_UNARY_SQRT,
  VT_UNARY_LOG,
  VT_UNARY_COUNT
} VtUnary;

VtTensor *vt_unary (VtGraph *g, VtTensor *a, VtUnary function);

/* x, below 0 x * @slope */
VtTensor *vt_leaky_relu (VtGraph *g, VtTensor *a, float slope);

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
 * @q (d, heads, n, N), @k (d, kv_heads, rows, N) and @v (dv, kv_heads, rows, N),
 * the latter two F32 or F16, heads a multiple of kv_heads: (dv, heads, n, N).
 * Token i looks at rows spans[2i] <= r < spans[2i + 1] (@spans (2, n, N); I32,
 * clamped to the rows; an empty span gives zeros; %NULL: at all rows): so causal masks, sliding windows, batches of
 * sequences in one cache and two-way attention are all spans. The scores are
 * q·k * @scale, then, if @softcap > 0, softcap * tanh(score / softcap). */
VtTensor *vt_attention (VtGraph *g, VtTensor *q, VtTensor *k, VtTensor *v, VtTensor *spans,
                        float scale, float softcap);

/* Softmax over dimension 0 of @x * @scale + @mask; extents of @mask are those of
 * @x or 1 (but for the first), or it is %NULL. Rows of -infinity alone give zeros. */
VtTensor *vt_softmax (VtGraph *g, VtTensor *x, VtTensor *mask, float scale);

/* Long short-term memory (Hochreiter and Schmidhuber 1997), in one or two @directions
 * over time: @x (4 H directions, T) is the input's part of the gates with both
 * biases, @r (H, 4 H directions) the weights of the states; gates are input,
 * forget, cell and output, as PyTorch has them, each direction's four together,
 * and the second direction goes from the end to the beginning. The states, (H
 * directions, T), zero before the first. H is at most VT_LSTM_MAX. */
#define VT_LSTM_MAX 512
VtTensor *vt_lstm (VtGraph *g, VtTensor *x, VtTensor *r, int directions);

/* --- pictures (C, W, H, N) and sound (C, T, 1, N): channels innermost --- */

/**
 * VtConv: how windows lie; all zero is the plain convolution.
 * @stride, @dilation: across and down; 0 counts as 1
 * @pad: zeros left, right, above and below
 * @groups: of channels; 0 counts as 1
 */
typedef struct
{
  gint32 stride[2];
  gint32 dilation[2];
  gint32 pad[4];
  gint32 groups;
} VtConv;

/* Convolution (PyTorch's Conv2d and, with one row of windows, Conv1d): @w
 * (Cin / groups, kw, kh, Cout) of any weight type, dense (vt_conv_weights()
 * brings PyTorch's order into this one), @x (Cin, W, H, N): (Cout, W', H', N)
 * with W' = (W + left + right - dilation * (kw - 1) - 1) / stride + 1. @bias
 * (Cout) and @residual (as the result) are added at once; either may be %NULL, @conv too.
 * A convolution by kernels of 1 x 1 is vt_linear(). */
VtTensor *vt_conv_2d (VtGraph *g, VtTensor *w, VtTensor *x, VtTensor *bias, VtTensor *residual, const VtConv *conv);

/**
 * VtConvTranspose:
 * @stride: across and down; 0 counts as 1
 * @cut: how much of the whole result is left out on the left, right, above and below:
 *   PyTorch's padding, and on the right and below padding - output_padding,
 *   which may be negative
 */
typedef struct
{
  gint32 stride[2];
  gint32 cut[4];
} VtConvTranspose;

/* Transposed convolution (PyTorch's ConvTranspose2d and 1d): @w (Cin, kw, kh, Cout),
 * dense, in the order of vt_conv_transpose_weights(); @x (Cin, W, H, N):
 * (Cout, (W - 1) * stride + kw - left - right, …, N). @bias (Cout) may be %NULL. */
VtTensor *vt_conv_transpose (VtGraph *g, VtTensor *w, VtTensor *x, VtTensor *bias, const VtConvTranspose *conv);

/* For loading: brings @from, PyTorch's (Cout, Cin, kh, kw), into the order of
 * vt_conv_2d(). Elements have @bytes bytes; Cin is that of one group. */
void vt_conv_weights (const void *from, void *to, gsize bytes, gint64 cout, gint64 cin, gint64 kh, gint64 kw);

/* The same from PyTorch's (Cin, Cout, kh, kw) for vt_conv_transpose() with @stride
 * (across and down), by which the order goes: taps that meet in one result
 * follow each other. */
void vt_conv_transpose_weights (const void *from, void *to, gsize bytes, gint64 cin, gint64 cout,
                                gint64 kh, gint64 kw, const gint32 stride[2]);

/* Group normalisation (Wu and He 2018) over the positions and the C / @groups
 * channels of a group, then * @weight (C) + @bias (C), either of which may be
 * %NULL, then SiLU if @silu. With C groups it is instance normalisation. */
VtTensor *vt_group_norm (VtGraph *g, VtTensor *x, VtTensor *weight, VtTensor *bias, int groups, float eps,
                         gboolean silu);

/**
 * VtPool: windows and what is taken of them.
 * @average: the mean instead of the largest
 * @kernel, @stride: across and down; a stride of 0 is the kernel's extent; a
 *   kernel of 0 is the whole picture
 * @pad: left, right, above and below
 * @count_pad: the mean counts zeros of the padding (PyTorch's count_include_pad)
 */
typedef struct
{
  gint32 average;
  gint32 kernel[2];
  gint32 stride[2];
  gint32 pad[4];
  gint32 count_pad;
} VtPool;

VtTensor *vt_pool_2d (VtGraph *g, VtTensor *x, const VtPool *pool);

/**
 * VtUpsample: PyTorch's interpolate().
 * @VT_UPSAMPLE_CORNERS: bilinear with align_corners
 */
typedef enum
{
  VT_UPSAMPLE_NEAREST,
  VT_UPSAMPLE_BILINEAR,
  VT_UPSAMPLE_CORNERS,
} VtUpsample;

/* @x (C, W, H, N) in the size (C, @width, @height, N), larger or smaller. */
VtTensor *vt_upsample (VtGraph *g, VtTensor *x, gint64 width, gint64 height, VtUpsample mode);

/**
 * VtPad: what stands beside the tensor.
 * @VT_PAD_REFLECT: mirrored, the outermost element not repeated
 * @VT_PAD_REPLICATE: the outermost element
 */
typedef enum
{
  VT_PAD_CONSTANT,
  VT_PAD_REFLECT,
  VT_PAD_REPLICATE,
} VtPad;

/* @x with @before[i] and @after[i] elements more in dimension i; @value for %VT_PAD_CONSTANT. */
VtTensor *vt_pad (VtGraph *g, VtTensor *x, const gint32 before[4], const gint32 after[4], VtPad mode, float value);

/* @a and @b (F32 or F16, of one type) one after the other in dimension @dim. */
VtTensor *vt_concat (VtGraph *g, VtTensor *a, VtTensor *b, int dim);

/* A dense copy of @a (F32 or F16) whose dimension i is dimension d<i> of @a.
 * Where d0 is 0, a vt_view() does the same for nothing. */
VtTensor *vt_permute (VtGraph *g, VtTensor *a, int d0, int d1, int d2, int d3);

/* A dense copy of @a (F32 or F16, any strides above rows) as F32 or F16. */
VtTensor *vt_cast (VtGraph *g, VtTensor *a, VtType type);

G_END_DECLS
