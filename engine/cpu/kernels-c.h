/* kernels-c.h: what the files that are compiled once for every level share:
 * names with the level in them, and vectors of as many floats as it has lanes.
 *
 * VT_LEVEL is given on the command line: c, avx2, avx512 or amx.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "engine/cpu/kernels.h"

#include <string.h>

#if defined __AVX2__ || defined __F16C__
#include <immintrin.h>
#endif

#include "engine/base/half.h"

#define VT_PASTE_(a, b) a##_##b
#define VT_PASTE(a, b) VT_PASTE_ (a, b)
#define VT_NAMED(name) VT_PASTE (name, VT_LEVEL)
#define VT_QUOTE_(a) #a
#define VT_QUOTE(a) VT_QUOTE_ (a)
#define VT_LEVEL_NAME VT_QUOTE (VT_LEVEL)

#if defined __AVX512F__
#define VT_LANES 16
#elif defined __AVX2__
#define VT_LANES 8
#else
#define VT_LANES 4
#endif

typedef float VtVf __attribute__ ((vector_size (4 * VT_LANES)));
typedef float VtVfLoose __attribute__ ((vector_size (4 * VT_LANES), aligned (4)));
typedef guint32 VtVu __attribute__ ((vector_size (4 * VT_LANES)));
typedef guint16 VtVh __attribute__ ((vector_size (2 * VT_LANES)));
typedef guint16 VtVhLoose __attribute__ ((vector_size (2 * VT_LANES), aligned (2)));

static inline VtVf
vt_vf_load (const float *p)
{
  return *(const VtVfLoose *) p;
}

static inline void
vt_vf_store (float *p, VtVf v)
{
  *(VtVfLoose *) p = v;
}

static inline VtVf
vt_vf_load_bf16 (const guint16 *p)
{
  return (VtVf) (__builtin_convertvector ((VtVh) * (const VtVhLoose *) p, VtVu) << 16);
}

#if defined __AVX512F__

static inline VtVf
vt_vf_load_f16 (const guint16 *p)
{
  return (VtVf) _mm512_cvtph_ps (_mm256_loadu_si256 ((const void *) p));
}

static inline void
vt_vf_store_f16 (guint16 *p, VtVf v)
{
  _mm256_storeu_si256 ((void *) p, _mm512_cvtps_ph ((__m512) v, _MM_FROUND_TO_NEAREST_INT));
}

static inline float
vt_vf_sum (VtVf v)
{
  return _mm512_reduce_add_ps ((__m512) v);
}

/* The sums of four vectors. */
static inline void
vt_vf_sum4 (const VtVf v[4], float *to)
{
  __m256 h[4];

#pragma GCC unroll 4
  for (int i = 0; i < 4; i++)
    h[i] = _mm256_add_ps (_mm512_castps512_ps256 ((__m512) v[i]), _mm512_extractf32x8_ps ((__m512) v[i], 1));
  h[0] = _mm256_hadd_ps (_mm256_hadd_ps (h[0], h[1]), _mm256_hadd_ps (h[2], h[3]));
  _mm_storeu_ps (to, _mm_add_ps (_mm256_castps256_ps128 (h[0]), _mm256_extractf128_ps (h[0], 1)));
}

#elif defined __F16C__

static inline void
vt_vf_sum4 (const VtVf v[4], float *to)
{
  __m256 h = _mm256_hadd_ps (_mm256_hadd_ps ((__m256) v[0], (__m256) v[1]), _mm256_hadd_ps ((__m256) v[2], (__m256) v[3]));

  _mm_storeu_ps (to, _mm_add_ps (_mm256_castps256_ps128 (h), _mm256_extractf128_ps (h, 1)));
}

static inline VtVf
vt_vf_load_f16 (const guint16 *p)
{
  return (VtVf) _mm256_cvtph_ps (_mm_loadu_si128 ((const void *) p));
}

static inline void
vt_vf_store_f16 (guint16 *p, VtVf v)
{
  _mm_storeu_si128 ((void *) p, _mm256_cvtps_ph ((__m256) v, _MM_FROUND_TO_NEAREST_INT));
}

static inline float
vt_vf_sum (VtVf v)
{
  __m128 s = _mm_add_ps (_mm256_castps256_ps128 ((__m256) v), _mm256_extractf128_ps ((__m256) v, 1));

  s = _mm_add_ps (s, _mm_movehl_ps (s, s));
  return _mm_cvtss_f32 (_mm_add_ss (s, _mm_movehdup_ps (s)));
}

#else

static inline VtVf
vt_vf_load_f16 (const guint16 *p)
{
  VtVf v;

  for (int i = 0; i < VT_LANES; i++)
    v[i] = vt_f16_to_f32 (p[i]);
  return v;
}

static inline void
vt_vf_store_f16 (guint16 *p, VtVf v)
{
  for (int i = 0; i < VT_LANES; i++)
    p[i] = vt_f32_to_f16 (v[i]);
}

static inline float
vt_vf_sum (VtVf v)
{
  float sum = 0;

  for (int i = 0; i < VT_LANES; i++)
    sum += v[i];
  return sum;
}

static inline void
vt_vf_sum4 (const VtVf v[4], float *to)
{
  for (int i = 0; i < 4; i++)
    to[i] = vt_vf_sum (v[i]);
}

#endif

/* Clang, which the fuzz targets are built with, chooses lanes by constants only. */
#ifdef __clang__
static inline VtVf
vt_vf_choose (VtVf a, VtVf b, VtVu which)
{
  VtVf chosen;

  for (int i = 0; i < VT_LANES; i++)
    chosen[i] = which[i] < VT_LANES ? a[which[i]] : b[which[i] - VT_LANES];
  return chosen;
}
#else
#define vt_vf_choose __builtin_shuffle
#endif

/* Rows become columns: pairs of rows change halves, then quarters, … */
static inline __attribute__ ((always_inline)) void
vt_vf_transpose (VtVf v[VT_LANES])
{
#pragma GCC unroll 4
  for (int step = 1; step < VT_LANES; step *= 2)
    {
      VtVu low, high;

      for (int i = 0; i < VT_LANES; i++)
        {
          low[i] = (guint32) (i & step ? VT_LANES + i - step : i);
          high[i] = (guint32) (i & step ? VT_LANES + i : i + step);
        }
#pragma GCC unroll 16
      for (int i = 0; i < VT_LANES; i++)
        if (!(i & step))
          {
            VtVf a = vt_vf_choose (v[i], v[i + step], low), b = vt_vf_choose (v[i], v[i + step], high);

            v[i] = a;
            v[i + step] = b;
          }
    }
}

/* Asks for weights that are needed soon: near ones into the first cache, those
 * of the next page into the second. With pages of 4 KiB, as mapped files often
 * have, the latter is worth a quarter: it has the address translated in time. */
static inline __attribute__ ((always_inline)) void
vt_ask_ahead (const void *w, int bytes)
{
  for (int line = 0; line < bytes; line += 64)
    {
      __builtin_prefetch ((const char *) w + 1024 + line, 0, 3);
      __builtin_prefetch ((const char *) w + 4096 + line, 0, 2);
    }
}

/* rows-c.c */
void VT_NAMED (vt_dots) (const float *q, gint64 nq, const float *k, gint64 nk, gint64 d, float *scores, gint64 stride);
void VT_NAMED (vt_add_rows) (float *out, const float *keep, gint64 nq, const float *p, gint64 stride,
                             const float *v, gint64 nv, gint64 d);
void VT_NAMED (vt_transpose) (const float *x, gsize stride, gint64 rows, gint64 n, float *y, gsize y_stride);

#define VT_DECLARE_MATVEC(name) \
  void name (const guint8 *w, gsize stride, gint64 rows, const void *x, gint64 k, float *y);

/* matvec-c.c */
VT_DECLARE_MATVEC (VT_NAMED (vt_matvec_f32))
VT_DECLARE_MATVEC (VT_NAMED (vt_matvec_f16))
VT_DECLARE_MATVEC (VT_NAMED (vt_matvec_bf16))
VT_DECLARE_MATVEC (VT_NAMED (vt_matvec_q4_0))
VT_DECLARE_MATVEC (VT_NAMED (vt_matvec_q4_1))
VT_DECLARE_MATVEC (VT_NAMED (vt_matvec_q5_0))
VT_DECLARE_MATVEC (VT_NAMED (vt_matvec_q5_1))
VT_DECLARE_MATVEC (VT_NAMED (vt_matvec_q8_0))
VT_DECLARE_MATVEC (VT_NAMED (vt_matvec_q2_k))
VT_DECLARE_MATVEC (VT_NAMED (vt_matvec_q3_k))
VT_DECLARE_MATVEC (VT_NAMED (vt_matvec_q4_k))
VT_DECLARE_MATVEC (VT_NAMED (vt_matvec_q5_k))
VT_DECLARE_MATVEC (VT_NAMED (vt_matvec_q6_k))
VT_DECLARE_MATVEC (VT_NAMED (vt_matvec_iq4_nl))

/* gemm-c.c */
gsize VT_NAMED (vt_gemm_scratch) (VtType type, gint64 k);
void VT_NAMED (vt_gemm_multiply) (VtType type, const guint8 *w, gsize stride, gint64 rows, const float *const *x,
                                  const guint8 *packed, gint64 k, gint64 n, guint8 *scratch, float *out);
void VT_NAMED (vt_gemm_multiply_taps) (VtType type, const guint8 *w, gsize stride, gint64 rows, const float *const *x,
                                       gint64 taps, gint64 apart, gint64 k, gint64 n, guint8 *scratch, float *out);

/* Where a level has something better than C. */
#if defined __AVX512VNNI__
#define VT_MATVEC(type) vt_matvec_##type##_vnni /* matvec-vnni.c */
#elif defined __AVX2__
#define VT_MATVEC(type) vt_matvec_##type##_vpmadd /* matvec-avx2.c */
#else
#define VT_MATVEC(type) VT_NAMED (vt_matvec_##type)
#endif

#if defined __AVX2__
VT_DECLARE_MATVEC (VT_MATVEC (q4_0))
VT_DECLARE_MATVEC (VT_MATVEC (q4_1))
VT_DECLARE_MATVEC (VT_MATVEC (q5_0))
VT_DECLARE_MATVEC (VT_MATVEC (q5_1))
VT_DECLARE_MATVEC (VT_MATVEC (q8_0))
VT_DECLARE_MATVEC (VT_MATVEC (iq4_nl))
VT_DECLARE_MATVEC (VT_MATVEC (q2_k))
VT_DECLARE_MATVEC (VT_MATVEC (q3_k))
VT_DECLARE_MATVEC (VT_MATVEC (q4_k))
VT_DECLARE_MATVEC (VT_MATVEC (q5_k))
VT_DECLARE_MATVEC (VT_MATVEC (q6_k))
#endif

#if defined __AMX_BF16__
#include "engine/cpu/gemm-amx.h"
#define VT_GEMM { 6, 6, vt_gemm_amx_packed_bytes, vt_gemm_amx_pack, vt_gemm_amx_scratch_bytes, vt_gemm_amx_multiply, NULL }
#elif defined __AVX512VNNI__
#include "engine/cpu/gemm-vnni.h"
#define VT_GEMM { 6, 24, vt_gemm_vnni_packed_bytes, vt_gemm_vnni_pack, vt_gemm_vnni_scratch_bytes, \
                  vt_gemm_vnni_multiply, VT_NAMED (vt_gemm_multiply_taps) }
#else
#define VT_GEMM { 6, 24, NULL, NULL, VT_NAMED (vt_gemm_scratch), VT_NAMED (vt_gemm_multiply), \
                  VT_NAMED (vt_gemm_multiply_taps) }
#endif
