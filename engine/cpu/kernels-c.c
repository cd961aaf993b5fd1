/* kernels-c.c: the kernels in plain C, written so that compilers vectorise
 * them. It is compiled once for every level of the instruction set, with
 * VT_LEVEL its name; levels replace some of the functions by their own.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "engine/cpu/kernels-c.h"

#include <math.h>
#include <string.h>

#include "engine/base/half.h"

static inline guint64
vt_f64_bits (double d)
{
  guint64 u;

  memcpy (&u, &d, 8);
  return u;
}

/* e^x to about 1 ulp: 2^n times a polynomial of the rest in (-ln2/2, ln2/2)
 * (Cody and Waite's reduction). What would overflow or underflow stays at the
 * edge of the normal floats. */
static inline float
fast_exp (float x)
{
  float clamped = x < -87.3f ? -87.3f : x > 88.7f ? 88.7f : x;
  float shifted = clamped * 1.44269504f + 12582912.0f; /* 1.5 * 2^23: rounds to an integer */
  float n = shifted - 12582912.0f;
  float r = clamped - n * 0.693359375f + n * 2.12194440e-4f;
  float p = 1.9875691500e-4f;

  p = p * r + 1.3981999507e-3f;
  p = p * r + 8.3334519073e-3f;
  p = p * r + 4.1665795894e-2f;
  p = p * r + 1.6666665459e-1f;
  p = p * r + 5.0000001201e-1f;
  p = p * r * r + r + 1.0f;
  return vt_f32_from_bits (vt_f32_bits (p) + (vt_f32_bits (shifted) << 23));
}

static inline float
fast_sigmoid (float x)
{
  return 1.0f / (1.0f + fast_exp (-x));
}

/* By e^2x, except near zero, where the difference would lose digits. */
static inline float
fast_tanh (float x)
{
  float far = 1.0f - 2.0f / (1.0f + fast_exp (2.0f * x)), s = x * x;
  float near = x * (1.0f + s * (-1.0f / 3 + s * (2.0f / 15 + s * (-17.0f / 315 + s * (62.0f / 2835)))));

  return s < 0.09f ? near : far;
}

static inline float
silu (float x)
{
  return x * fast_sigmoid (x);
}

/* Abramowitz and Stegun 7.1.26: the error of erf is below 1.5e-7. */
static inline float
gelu (float x)
{
  float z = (x < 0 ? -x : x) * 0.70710678f, t = 1.0f / (1.0f + 0.3275911f * z);
  float p = t * (0.254829592f + t * (-0.284496736f + t * (1.421413741f + t * (-1.453152027f + t * 1.061405429f))));
  float tail = 0.5f * p * fast_exp (-z * z); /* of the normal distribution, beyond |x| */

  return x * (x < 0 ? tail : 1.0f - tail);
}

/* (1 + tanh u) / 2 = sigmoid 2u */
static inline float
gelu_tanh (float x)
{
  return x * fast_sigmoid (1.5957691216f * x * (1.0f + 0.044715f * x * x));
}

static inline float
gelu_quick (float x)
{
  return x * fast_sigmoid (1.702f * x);
}

static inline float
relu (float x)
{
  return x > 0.0f ? x : 0.0f;
}

static inline float
relu6 (float x)
{
  return x > 0.0f ? x < 6.0f ? x : 6.0f : 0.0f;
}

/* ln x of a normal positive number: x = 2^n m with m in [sqrt 1/2, sqrt 2), and
 * a polynomial of m - 1 (Cephes' logf). What is not above zero gives -87.3. */
static inline float
fast_log (float x)
{
  guint32 bits = vt_f32_bits (x > 1.17549435e-38f ? x : 1.17549435e-38f);
  guint32 shifted = bits - 0x3f3504f3u; /* of sqrt 1/2 */
  float n = (float) ((gint32) shifted >> 23), m = vt_f32_from_bits (bits - (shifted & 0xff800000u)) - 1.0f, z = m * m;
  float p = 7.0376836292e-2f;

  p = p * m - 1.1514610310e-1f;
  p = p * m + 1.1676998740e-1f;
  p = p * m - 1.2420140846e-1f;
  p = p * m + 1.4249322787e-1f;
  p = p * m - 1.6668057665e-1f;
  p = p * m + 2.0000714765e-1f;
  p = p * m - 2.4999993993e-1f;
  p = p * m + 3.3333331174e-1f;
  return p * m * z - 2.12194440e-4f * n - 0.5f * z + m + 0.693359375f * n;
}

/* ln (1 + e^x) */
static inline float
softplus (float x)
{
  float e = fast_exp (x < 0 ? x : -x);

  return (x > 0 ? x : 0.0f) + (e < 1e-3f ? e - 0.5f * e * e : fast_log (1.0f + e));
}

/* Sine of @x + @quarters quarter turns; the polynomials are those of angles_row(). */
static inline float
fast_sine (float x, guint32 quarters)
{
  double angle = x, shifted = angle * 0.63661977236758134308 + 6755399441055744.0;
  float r = (float) (angle - (shifted - 6755399441055744.0) * 1.57079632679489661923), r2 = r * r;
  guint32 quarter = (guint32) vt_f64_bits (shifted) + quarters;
  float sine = r + r * r2 * (-1.6666654611e-1f + r2 * (8.3321608736e-3f - r2 * 1.9515295891e-4f));
  float cosine = 1.0f - 0.5f * r2 + r2 * r2 * (4.166664568298827e-2f + r2 * (-1.388731625493765e-3f + r2 * 2.443315711809948e-5f));
  float a = quarter & 1 ? cosine : sine;

  return quarter & 2 ? -a : a;
}

#define SINE(x) fast_sine (x, 0)
#define COSINE(x) fast_sine (x, 1)
#define NEGATIVE(x) (-(x))

#define ROW(name, function)                           \
  static void                                         \
  name##_row (const float *x, float *y, gint64 n)     \
  {                                                   \
    for (gint64 i = 0; i < n; i++)                    \
      y[i] = function (x[i]);                         \
  }

ROW (silu, silu)
ROW (gelu, gelu)
ROW (gelu_tanh, gelu_tanh)
ROW (gelu_quick, gelu_quick)
ROW (relu, relu)
ROW (tanh, fast_tanh)
ROW (sigmoid, fast_sigmoid)
ROW (exp, fast_exp)
ROW (relu6, relu6)
ROW (softplus, softplus)
ROW (sin, SINE)
ROW (cos, COSINE)
ROW (neg, NEGATIVE)
ROW (abs, __builtin_fabsf)
ROW (sqrt, __builtin_sqrtf)
ROW (log, fast_log)

static void
leaky_relu_row (const float *x, float slope, float *y, gint64 n)
{
  for (gint64 i = 0; i < n; i++)
    y[i] = x[i] > 0 ? x[i] : x[i] * slope;
}

static void
add_row (const float *a, const float *b, float *y, gint64 n)
{
  for (gint64 i = 0; i < n; i++)
    y[i] = a[i] + b[i];
}

static void
mul_row (const float *a, const float *b, float *y, gint64 n)
{
  for (gint64 i = 0; i < n; i++)
    y[i] = a[i] * b[i];
}

static void
sub_row (const float *a, const float *b, float *y, gint64 n)
{
  for (gint64 i = 0; i < n; i++)
    y[i] = a[i] - b[i];
}

static void
div_row (const float *a, const float *b, float *y, gint64 n)
{
  for (gint64 i = 0; i < n; i++)
    y[i] = a[i] / b[i];
}

static void
max_row (const float *a, const float *b, float *y, gint64 n)
{
  for (gint64 i = 0; i < n; i++)
    y[i] = a[i] > b[i] ? a[i] : b[i];
}

static void
add_product_row (const float *a, const float *b, float *y, gint64 n)
{
  for (gint64 i = 0; i < n; i++)
    y[i] += a[i] * b[i];
}

static void
add_square_row (const float *a, const float *b, float *y, gint64 n)
{
  for (gint64 i = 0; i < n; i++)
    y[i] += (a[i] - b[i]) * (a[i] - b[i]);
}

static void
scale_shift_row (const float *x, const float *scale, const float *shift, float *y, gint64 n)
{
  for (gint64 i = 0; i < n; i++)
    y[i] = x[i] * scale[i] + shift[i];
}

static void
scale_row (const float *a, float scale, float shift, float *y, gint64 n)
{
  for (gint64 i = 0; i < n; i++)
    y[i] = a[i] * scale + shift;
}

static void
rms_norm_row (const float *x, const float *weight, float shift, float eps, float *y, gint64 n)
{
  float sum = 0, inverse;

#pragma omp simd reduction(+ : sum)
  for (gint64 i = 0; i < n; i++)
    sum += x[i] * x[i];
  inverse = 1.0f / sqrtf (sum / (float) n + eps);
  if (weight == NULL)
    scale_row (x, inverse, 0, y, n);
  else
    for (gint64 i = 0; i < n; i++)
      y[i] = x[i] * inverse * (weight[i] + shift);
}

static void
norm_row (const float *x, const float *weight, const float *bias, float eps, float *y, gint64 n)
{
  float sum = 0, square = 0, mean, inverse;

#pragma omp simd reduction(+ : sum)
  for (gint64 i = 0; i < n; i++)
    sum += x[i];
  mean = sum / (float) n;
#pragma omp simd reduction(+ : square)
  for (gint64 i = 0; i < n; i++)
    square += (x[i] - mean) * (x[i] - mean);
  inverse = 1.0f / sqrtf (square / (float) n + eps);
  scale_row (x, inverse, -mean * inverse, y, n);
  if (weight != NULL)
    mul_row (y, weight, y, n);
  if (bias != NULL)
    add_row (y, bias, y, n);
}

static void
f16_to_f32_row (const guint16 *x, float *y, gint64 n)
{
  gint64 i = 0;

  for (; i + VT_LANES <= n; i += VT_LANES)
    vt_vf_store (y + i, vt_vf_load_f16 (x + i));
  for (; i < n; i++)
    y[i] = vt_f16_to_f32 (x[i]);
}

static void
f32_to_f16_row (const float *x, guint16 *y, gint64 n)
{
  gint64 i = 0;

  for (; i + VT_LANES <= n; i += VT_LANES)
    vt_vf_store_f16 (y + i, vt_vf_load (x + i));
  for (; i < n; i++)
    y[i] = vt_f32_to_f16 (x[i]);
}

static void
quantise_32 (const float *x, gint8 *q, float *d, float *s)
{
  float max = 0, inverse;
  int sums[2] = { 0, 0 };

#pragma omp simd reduction(max : max)
  for (int i = 0; i < 32; i++)
    max = MAX (max, x[i] < 0 ? -x[i] : x[i]);
  *d = max / 127.0f;
  inverse = max > 0 ? 127.0f / max : 0.0f;
  for (int i = 0; i < 32; i++)
    q[i] = (gint8) (vt_f32_bits (x[i] * inverse + 12582912.0f) & 255); /* rounded to nearest */
  for (int i = 0; i < 16; i++)
    {
      sums[0] += q[i];
      sums[1] += q[i + 16];
    }
  s[0] = *d * (float) sums[0];
  s[1] = *d * (float) sums[1];
}

static void
quantise_row (const float *x, gint64 k, VtQ8 *out)
{
  gint64 rest = vt_q8_round (k) - k;

  for (gint64 i = 0; i < k; i += 32)
    quantise_32 (x + i, out->q + i, out->d + i / 32, out->s + i / 16);
  memset (out->q + k, 0, (gsize) rest);
  memset (out->d + k / 32, 0, (gsize) rest / 8);
  memset (out->s + k / 16, 0, (gsize) rest / 4);
}

static float
soften_row (float *scores, gint64 n, float scale, float softcap, float *max, float *sum)
{
  float largest = -INFINITY, total = 0, keep;

  if (softcap > 0)
    {
      for (gint64 i = 0; i < n; i++)
        scores[i] = softcap * fast_tanh (scores[i] * (scale / softcap));
      scale = 1;
    }
#pragma omp simd reduction(max : largest)
  for (gint64 i = 0; i < n; i++)
    largest = MAX (largest, scores[i] * scale);
  largest = MAX (largest, *max);
#pragma omp simd reduction(+ : total)
  for (gint64 i = 0; i < n; i++)
    {
      scores[i] = fast_exp (scores[i] * scale - largest);
      total += scores[i];
    }
  keep = isinf (*max) ? 0.0f : fast_exp (*max - largest);
  *max = largest;
  *sum = *sum * keep + total;
  return keep;
}

/* The angle is brought near zero in double precision, by whole quarter turns;
 * there polynomials of float precision do (Cephes' sinf and cosf). */
static void
angles_row (const double *frequency, double position, float factor, float *c, float *s, gint64 n)
{
  for (gint64 i = 0; i < n; i++)
    {
      double angle = frequency[i] * position, shifted = angle * 0.63661977236758134308 + 6755399441055744.0;
      float r = (float) (angle - (shifted - 6755399441055744.0) * 1.57079632679489661923), r2 = r * r;
      guint32 quarter = (guint32) vt_f64_bits (shifted);
      float sine = r + r * r2 * (-1.6666654611e-1f + r2 * (8.3321608736e-3f - r2 * 1.9515295891e-4f));
      float cosine = 1.0f - 0.5f * r2 + r2 * r2 * (4.166664568298827e-2f + r2 * (-1.388731625493765e-3f + r2 * 2.443315711809948e-5f));
      float a = quarter & 1 ? sine : cosine, b = quarter & 1 ? cosine : sine;

      c[i] = (quarter + 1) & 2 ? -a * factor : a * factor;
      s[i] = quarter & 2 ? -b * factor : b * factor;
    }
}

static void
turn_row (const float *x, const float *c, const float *s, float *y, gint64 n)
{
  for (gint64 i = 0; i < n; i++)
    {
      float a = x[i], b = x[i + n];

      y[i] = a * c[i] - b * s[i];
      y[i + n] = a * s[i] + b * c[i];
    }
}

const VtCpuKernels VT_NAMED (vt_kernels) = {
  .name = VT_LEVEL_NAME,
  .silu = silu_row, .gelu = gelu_row, .gelu_tanh = gelu_tanh_row, .gelu_quick = gelu_quick_row,
  .relu = relu_row, .tanh = tanh_row, .sigmoid = sigmoid_row, .exp = exp_row,
  .relu6 = relu6_row, .softplus = softplus_row, .sin = sin_row, .cos = cos_row,
  .neg = neg_row, .abs = abs_row, .sqrt = sqrt_row, .log = log_row, .leaky_relu = leaky_relu_row,
  .add = add_row, .sub = sub_row, .mul = mul_row, .div = div_row,
  .max = max_row, .add_product = add_product_row, .add_square = add_square_row, .scale_shift = scale_shift_row,
  .scale = scale_row,
  .rms_norm = rms_norm_row, .norm = norm_row,
  .f16_to_f32 = f16_to_f32_row, .f32_to_f16 = f32_to_f16_row,
  .quantise = quantise_row,
  .dots = VT_NAMED (vt_dots), .add_rows = VT_NAMED (vt_add_rows), .transpose = VT_NAMED (vt_transpose),
  .soften = soften_row, .angles = angles_row, .turn = turn_row,
  .matvec = {
    [VT_TYPE_F32] = VT_NAMED (vt_matvec_f32),
    [VT_TYPE_F16] = VT_NAMED (vt_matvec_f16),
    [VT_TYPE_BF16] = VT_NAMED (vt_matvec_bf16),
    [VT_TYPE_Q4_0] = VT_MATVEC (q4_0),
    [VT_TYPE_Q4_1] = VT_MATVEC (q4_1),
    [VT_TYPE_Q5_0] = VT_MATVEC (q5_0),
    [VT_TYPE_Q5_1] = VT_MATVEC (q5_1),
    [VT_TYPE_Q8_0] = VT_MATVEC (q8_0),
    [VT_TYPE_Q2_K] = VT_MATVEC (q2_k),
    [VT_TYPE_Q3_K] = VT_MATVEC (q3_k),
    [VT_TYPE_Q4_K] = VT_MATVEC (q4_k),
    [VT_TYPE_Q5_K] = VT_MATVEC (q5_k),
    [VT_TYPE_Q6_K] = VT_MATVEC (q6_k),
    [VT_TYPE_IQ4_NL] = VT_MATVEC (iq4_nl),
  },
  .gemm = VT_GEMM,
};
