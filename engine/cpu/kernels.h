/* kernels.h: the inner loops of the CPU's operations, once for each level of
 * the instruction set, chosen when the program runs.
 *
 * All work on rows in memory; threads and shapes are the operations' affair.
 * Rows need no alignment beyond that of their elements, outputs may be inputs
 * where said. Nothing allocates; all are safe in any thread.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "engine/base/type.h"

G_BEGIN_DECLS

/* y[i] = f(x[i]); y may be x. */
typedef void (*VtRowFunc) (const float *x, float *y, gint64 n);

/* y[i] = a[i] op b[i]; y may be a or b. */
typedef void (*VtRowPairFunc) (const float *a, const float *b, float *y, gint64 n);

/**
 * VtQ8: a column of activations in 8 bits, as quantised weights meet it.
 * @q: round (x / d)
 * @d: one for each 32 elements: max |x| / 127
 * @s: one for each 16 elements: d * sum of q, what a weight's offset is multiplied with
 *
 * Lengths are rounded up to VT_Q8_ROUND elements, zero there.
 */
typedef struct
{
  gint8 *q;
  float *d;
  float *s;
} VtQ8;

#define VT_Q8_ROUND 256

static inline gint64
vt_q8_round (gint64 k)
{
  return (k + VT_Q8_ROUND - 1) / VT_Q8_ROUND * VT_Q8_ROUND;
}

/* Bytes of a column of @k elements; a multiple of 64. */
static inline gsize
vt_q8_bytes (gint64 k)
{
  return (gsize) vt_q8_round (k) * 11 / 8; /* 1 + 4 / 32 + 4 / 16 */
}

/* A column of @k elements at @memory. */
static inline VtQ8
vt_q8_at (guint8 *memory, gint64 k)
{
  gsize n = (gsize) vt_q8_round (k);

  return (VtQ8) { (gint8 *) memory, (float *) (memory + n), (float *) (memory + n + n / 8) };
}

/* y[r] = row r of the weights times one column, for @rows rows @stride bytes
 * apart. @x is a VtQ8 for quantised weights, floats for plain ones. */
typedef void (*VtMatvecFunc) (const guint8 *w, gsize stride, gint64 rows, const void *x, gint64 k, float *y);

/* Rows of weights that one call of VtGemm.multiply takes at most. */
#define VT_PANEL 32

/* Numbers of a row of weights that products go through at a time. */
#define VT_GEMM_TAP 1024

/**
 * VtGemm: products with many columns.
 * @plain_columns, @block_columns: from how many columns on it is faster than
 *   VtMatvecFunc for each, for plain and for quantised weights
 * @packed_bytes: memory for @n packed columns of @k elements; 0 where this type's
 *   columns are read as they are
 * @pack: packs columns [@begin, @end) of @n, given by @x; @begin is a multiple
 *   of 16, @end too or @n. %NULL: columns are read as they are
 * @scratch_bytes: memory for one thread's panel
 * @multiply: out[c * VT_PANEL + r] = row r of @rows times column c of @n
 * @multiply_taps: the same for columns that are not in one piece: @taps times @k
 *   numbers, @apart numbers from the first of one to the first of
 *   the next; weights are of a plain type. %NULL where there is no such thing
 */
typedef struct
{
  gint64 plain_columns, block_columns;
  gsize (*packed_bytes) (VtType type, gint64 k, gint64 n);
  void (*pack) (VtType type, const float *const *x, gint64 k, gint64 begin, gint64 end, guint8 *packed);
  gsize (*scratch_bytes) (VtType type, gint64 k);
  void (*multiply) (VtType type, const guint8 *w, gsize stride, gint64 rows, const float *const *x,
                    const guint8 *packed, gint64 k, gint64 n, guint8 *scratch, float *out);
  void (*multiply_taps) (VtType type, const guint8 *w, gsize stride, gint64 rows, const float *const *x,
                         gint64 taps, gint64 apart, gint64 k, gint64 n, guint8 *scratch, float *out);
} VtGemm;

/**
 * VtCpuKernels:
 * @name: "c", "avx2", "avx512", "amx"
 * @add_product: y += a * b
 * @add_square: y += (a - b)^2
 * @scale_shift: y = x * scale + shift, number by number; y may be x
 * @leaky_relu: y = x, below 0 x * slope; y may be x
 * @rms_norm: y = x / sqrt (mean (x^2) + eps) * (weight + shift); @weight may be %NULL; y may be x
 * @norm: y = (x - mean) / sqrt (variance + eps) * weight + bias; both may be %NULL; y may be x
 * @scale: y = a * scale + shift; y may be a
 * @quantise: fills a VtQ8; @k is a multiple of 32
 * @matvec: by type; %NULL for types that are no weights
 * @dots: scores[i * stride + j] = q[i] · k[j] for @nq and @nk rows @d floats long and apart
 * @add_rows: out[i] = out[i] * keep[i] + sum over j of p[i * stride + j] * v[j], rows as above
 *   without @keep what @out was does not count
 * @transpose: y[i * y_stride + r] = x[r * stride + i] for @rows rows of @n numbers
 * @soften: @scores * @scale (then @softcap * tanh (score / @softcap), if that
 *   is above 0) become e^(score - *@max), where *@max is first raised to the largest of
 *   them; *@sum and what was accumulated before shrink by the returned factor
 * @angles: cosines and sines of frequency[i] * @position, times @factor
 * @turn: pairs (x[i], x[i + n]) turned by their angles; y may be x
 */
struct _VtCpuKernels
{
  const char *name;
  VtRowFunc silu, gelu, gelu_tanh, gelu_quick, relu, tanh, sigmoid, exp;
  VtRowFunc relu6, softplus, sin, cos, neg, abs, sqrt, log;
  VtRowPairFunc add, sub, mul, div, max, add_product, add_square;
  void (*leaky_relu) (const float *x, float slope, float *y, gint64 n);
  void (*scale) (const float *a, float scale, float shift, float *y, gint64 n);
  void (*scale_shift) (const float *x, const float *scale, const float *shift, float *y, gint64 n);
  void (*rms_norm) (const float *x, const float *weight, float shift, float eps, float *y, gint64 n);
  void (*norm) (const float *x, const float *weight, const float *bias, float eps, float *y, gint64 n);
  void (*f16_to_f32) (const guint16 *x, float *y, gint64 n);
  void (*f32_to_f16) (const float *x, guint16 *y, gint64 n);
  void (*quantise) (const float *x, gint64 k, VtQ8 *out);
  void (*dots) (const float *q, gint64 nq, const float *k, gint64 nk, gint64 d, float *scores, gint64 stride);
  void (*add_rows) (float *out, const float *keep, gint64 nq, const float *p, gint64 stride,
                    const float *v, gint64 nv, gint64 d);
  void (*transpose) (const float *x, gsize stride, gint64 rows, gint64 n, float *y, gsize y_stride);
  float (*soften) (float *scores, gint64 n, float scale, float softcap, float *max, float *sum);
  void (*angles) (const double *frequency, double position, float factor, float *c, float *s, gint64 n);
  void (*turn) (const float *x, const float *c, const float *s, float *y, gint64 n);
  VtMatvecFunc matvec[VT_TYPE_COUNT];
  VtGemm gemm;
};
typedef struct _VtCpuKernels VtCpuKernels;

/* The best for this processor; or the named one, %NULL if there is none of
 * that name or the processor cannot run it. */
const VtCpuKernels *vt_cpu_kernels_best (void);
const VtCpuKernels *vt_cpu_kernels_named (const char *name);

G_END_DECLS
