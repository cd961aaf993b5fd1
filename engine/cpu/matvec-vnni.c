/* matvec-vnni.c: the quantised types times one column, with AVX-512 VNNI.
 *
 * Weights are taken as unsigned numbers u: w = scale * (u - zero) for the types
 * that are symmetric, scale * u - min for the others. The products of u and
 * the column's 8-bit numbers are summed by vpdpbusd, 64 at a time; what is
 * subtracted from u costs one multiply-add for each group with the column's
 * own sums (VtQ8.s).
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <immintrin.h>
#include <string.h>

#include "engine/cpu/kernels-c.h"

static inline __m512i
load64 (const void *p)
{
  return _mm512_loadu_si512 (p);
}

static inline int
load_int (const void *p)
{
  int bits;

  memcpy (&bits, p, 4);
  return bits;
}

/* Two groups of 32 bytes, from two places. */
static inline __m512i
load32_twice (const void *a, const void *b)
{
  return _mm512_inserti64x4 (_mm512_castsi256_si512 (_mm256_loadu_si256 (a)), _mm256_loadu_si256 (b), 1);
}

/* 16 bytes from each of two places, each twice: a a b b. */
static inline __m512i
load16_doubled (const void *a, const void *b)
{
  __m256i aa = _mm256_broadcastsi128_si256 (_mm_loadu_si128 (a));
  __m256i bb = _mm256_broadcastsi128_si256 (_mm_loadu_si128 (b));

  return _mm512_inserti64x4 (_mm512_castsi256_si512 (aa), bb, 1);
}

/* Shifts 16-bit numbers right by @low in the lower and @high in the upper half. */
static inline __m512i
shift_halves (__m512i v, int low, int high)
{
  return _mm512_srlv_epi16 (v, _mm512_inserti64x4 (_mm512_set1_epi16 ((short) low), _mm256_set1_epi16 ((short) high), 1));
}

/* sum += scale * (u · x), for 64 numbers and one scale a lane */
static inline __m512
add_products (__m512 sum, __m512i u, const gint8 *x, __m512 scale)
{
  __m512i dot = _mm512_dpbusd_epi32 (_mm512_setzero_si512 (), u, load64 (x));

  return _mm512_fmadd_ps (_mm512_cvtepi32_ps (dot), scale, sum);
}

static inline float
sum4 (__m128 v)
{
  v = _mm_add_ps (v, _mm_movehl_ps (v, v));
  return _mm_cvtss_f32 (_mm_add_ss (v, _mm_movehdup_ps (v)));
}

/* The scales of @n (1 to 4) blocks of 32, @bytes apart, as floats. */
static inline __m128
four_scales (const guint8 *block, int bytes, int n)
{
  guint16 half[4] = { 0 };

  for (int i = 0; i < n; i++)
    memcpy (&half[i], block + i * bytes, 2);
  return _mm_cvtph_ps (_mm_loadl_epi64 ((const __m128i *) half));
}

/* The column's sums of groups @at / 32 … + 3: those of its halves, added. */
static inline __m128
four_sums (const VtQ8 *x, gint64 at)
{
  __m256 s = _mm256_loadu_ps (x->s + at / 16);
  __m128 low = _mm256_castps256_ps128 (s), high = _mm256_extractf128_ps (s, 1);

  return _mm_add_ps (_mm_shuffle_ps (low, high, 0x88), _mm_shuffle_ps (low, high, 0xdd));
}

/* Lane l gets scale @first + (l >= 8). */
static inline __m512
pair_of (__m128 scales, int first)
{
  __m512i index = _mm512_inserti64x4 (_mm512_set1_epi32 (first), _mm256_set1_epi32 (first + 1), 1);

  return _mm512_permutexvar_ps (index, _mm512_castps128_ps512 (scales));
}

static inline __m512i
numbers_q8_0 (const guint8 *a, const guint8 *b)
{
  return _mm512_xor_si512 (load32_twice (a + 2, b + 2), _mm512_set1_epi8 ((char) 0x80));
}

static inline __m512i
numbers_q4_0 (const guint8 *a, const guint8 *b)
{
  const __m512i shifts = _mm512_set_epi64 (0x0004000400040004, 0x0004000400040004, 0, 0,
                                           0x0004000400040004, 0x0004000400040004, 0, 0);

  return _mm512_and_si512 (_mm512_srlv_epi16 (load16_doubled (a + 2, b + 2), shifts), _mm512_set1_epi8 (15));
}

static inline __m512i
numbers_q5_0 (const guint8 *a, const guint8 *b)
{
  __m512i low = numbers_q4_0 (a + 4, b + 4);
  guint32 bits[2];

  memcpy (&bits[0], a + 2, 4);
  memcpy (&bits[1], b + 2, 4);
  return _mm512_mask_add_epi8 (low, (guint64) bits[0] | (guint64) bits[1] << 32, low, _mm512_set1_epi8 (16));
}

static inline __m512i
numbers_q4_1 (const guint8 *a, const guint8 *b)
{
  return numbers_q4_0 (a + 2, b + 2);
}

static inline __m512i
numbers_q5_1 (const guint8 *a, const guint8 *b)
{
  return numbers_q5_0 (a + 2, b + 2);
}

/* The table of IQ4_NL, raised by 128. */
static inline __m512i
numbers_iq4_nl (const guint8 *a, const guint8 *b)
{
  const __m128i values = _mm_setr_epi8 (1, 24, 45, 63, 79, 93, 106, 118, (char) 129, (char) 141, (char) 153,
                                        (char) 166, (char) 181, (char) 197, (char) 217, (char) 241);

  return _mm512_shuffle_epi8 (_mm512_broadcast_i32x4 (values), numbers_q4_0 (a, b));
}

/* What a block adds for each of the column's sums: -zero times its scale, or
 * the minimum that follows its scale. */
#define ZERO(zero) _mm_mul_ps (d, _mm_set1_ps (-zero))
#define MINIMUM(bytes) four_scales (w + 2, bytes, n)

/* The types of 32 elements a block: four blocks at a time. */
#define BLOCKS_OF_32(name, bytes, offset)                                                              \
  static inline __attribute__ ((always_inline)) float                                                  \
  name##_dot (const guint8 *w, const VtQ8 *x, gint64 k)                                                \
  {                                                                                                    \
    __m512 sum = _mm512_setzero_ps (), sum2 = _mm512_setzero_ps ();                                    \
    __m128 offsets = _mm_setzero_ps ();                                                                \
    gint64 i = 0;                                                                                      \
                                                                                                       \
    for (; i + 128 <= k; i += 128, w += 4 * bytes)                                                     \
      {                                                                                                \
        const int n = 4;                                                                               \
        __m128 d = four_scales (w, bytes, n), scale = _mm_mul_ps (d, _mm_loadu_ps (x->d + i / 32));    \
                                                                                                       \
        vt_ask_ahead (w, 4 * bytes);                                                                   \
        sum = add_products (sum, numbers_##name (w, w + bytes), x->q + i, pair_of (scale, 0));         \
        sum2 = add_products (sum2, numbers_##name (w + 2 * bytes, w + 3 * bytes), x->q + i + 64, pair_of (scale, 2)); \
        offsets = _mm_fmadd_ps (offset, four_sums (x, i), offsets);                                    \
      }                                                                                                \
    for (; i < k; i += 32, w += bytes) /* the second half meets zeros in scale */                      \
      {                                                                                                \
        const int n = 1;                                                                               \
        __m128 d = four_scales (w, bytes, n), scale = _mm_mul_ps (d, _mm_load_ss (x->d + i / 32));     \
                                                                                                       \
        sum = add_products (sum, numbers_##name (w, w), x->q + i, pair_of (scale, 0));                 \
        offsets = _mm_fmadd_ps (offset, _mm_set_ss (x->s[i / 16] + x->s[i / 16 + 1]), offsets);        \
      }                                                                                                \
    return _mm512_reduce_add_ps (_mm512_add_ps (sum, sum2)) + sum4 (offsets);                         \
  }

BLOCKS_OF_32 (q8_0, 34, ZERO (128.0f))
BLOCKS_OF_32 (q4_0, 18, ZERO (8.0f))
BLOCKS_OF_32 (q5_0, 22, ZERO (16.0f))
BLOCKS_OF_32 (iq4_nl, 18, ZERO (128.0f))
BLOCKS_OF_32 (q4_1, 20, MINIMUM (20))
BLOCKS_OF_32 (q5_1, 24, MINIMUM (24))

/* The eight 6-bit scales and minima of Q4_K and Q5_K as bytes: 0-7 and 8-15. */
static inline __m128i
k_scales (const guint8 *b)
{
  guint32 a[3], low = 0x3f3f3f3f, nibble = 0x0f0f0f0f, two = 0x03030303;

  memcpy (a, b, 12);
  return _mm_set_epi32 ((int) ((a[2] >> 4 & nibble) | (a[1] >> 6 & two) << 4), (int) (a[1] & low),
                        (int) ((a[2] & nibble) | (a[0] >> 6 & two) << 4), (int) (a[0] & low));
}

/* The scales of one block of 256 times the column's: eight, and the sum of minima. */
static inline __m256
k_factors (const guint8 *w, const VtQ8 *x, gint64 at, __m256 *minima)
{
  __m128i bytes = k_scales (w + 4);
  __m128 d = _mm_cvtph_ps (_mm_cvtsi32_si128 (load_int (w)));
  __m256 scale = _mm256_cvtepi32_ps (_mm256_cvtepu8_epi32 (bytes));
  __m256 min = _mm256_cvtepi32_ps (_mm256_cvtepu8_epi32 (_mm_srli_si128 (bytes, 8)));
  __m256 sums = _mm256_insertf128_ps (_mm256_castps128_ps256 (four_sums (x, at)), four_sums (x, at + 128), 1);

  min = _mm256_mul_ps (min, _mm256_broadcastss_ps (_mm_movehdup_ps (d)));
  *minima = _mm256_fmadd_ps (min, sums, *minima);
  scale = _mm256_mul_ps (scale, _mm256_broadcastss_ps (d));
  return _mm256_mul_ps (scale, _mm256_loadu_ps (x->d + at / 32));
}

static inline __m512
k_pair_of (__m256 scales, int first)
{
  __m512i index = _mm512_inserti64x4 (_mm512_set1_epi32 (first), _mm256_set1_epi32 (first + 1), 1);

  return _mm512_permutexvar_ps (index, _mm512_castps256_ps512 (scales));
}

static inline __m512i
numbers_q4_k (const guint8 *w, int part)
{
  __m512i both = _mm512_broadcast_i64x4 (_mm256_loadu_si256 ((const void *) (w + 16 + 32 * part)));

  return _mm512_and_si512 (shift_halves (both, 0, 4), _mm512_set1_epi8 (15));
}

static inline __m512i
numbers_q5_k (const guint8 *w, int part)
{
  __m512i low = numbers_q4_k (w + 32, part);
  __m512i high = _mm512_broadcast_i64x4 (_mm256_loadu_si256 ((const void *) (w + 16)));
  __m512i bits = _mm512_inserti64x4 (_mm512_set1_epi8 ((char) (1 << 2 * part)), _mm256_set1_epi8 ((char) (2 << 2 * part)), 1);

  return _mm512_mask_add_epi8 (low, _mm512_test_epi8_mask (high, bits), low, _mm512_set1_epi8 (16));
}

#define BLOCKS_OF_256(name, bytes)                                                                     \
  static inline __attribute__ ((always_inline)) float                                                  \
  name##_dot (const guint8 *w, const VtQ8 *x, gint64 k)                                                \
  {                                                                                                    \
    __m512 sum[2] = { _mm512_setzero_ps (), _mm512_setzero_ps () };                                    \
    __m256 minima = _mm256_setzero_ps ();                                                              \
                                                                                                       \
    for (gint64 i = 0; i < k; i += 256, w += bytes)                                                    \
      {                                                                                                \
        __m256 scale = k_factors (w, x, i, &minima);                                                   \
                                                                                                       \
        vt_ask_ahead (w, bytes);                                                                       \
        for (int part = 0; part < 4; part++)                                                           \
          sum[part & 1] = add_products (sum[part & 1], numbers_##name (w, part), x->q + i + 64 * part, \
                                        k_pair_of (scale, 2 * part));                                  \
      }                                                                                                \
    sum[0] = _mm512_sub_ps (_mm512_add_ps (sum[0], sum[1]), _mm512_zextps256_ps512 (minima));          \
    return _mm512_reduce_add_ps (sum[0]);                                                              \
  }

BLOCKS_OF_256 (q4_k, 144)
BLOCKS_OF_256 (q5_k, 176)

/* 64 numbers of half @part / 2 of the block: low nibbles first, then the high ones. */
static inline __m512i
numbers_q6_k (const guint8 *w, int part)
{
  __m512i low = load64 (w + 64 * (part / 2));
  __m512i high = _mm512_broadcast_i64x4 (_mm256_loadu_si256 ((const void *) (w + 128 + 32 * (part / 2))));

  low = _mm512_and_si512 (part & 1 ? _mm512_srli_epi16 (low, 4) : low, _mm512_set1_epi8 (15));
  high = part & 1 ? shift_halves (high, 4, 6) : shift_halves (high, 0, 2);
  high = _mm512_slli_epi16 (_mm512_and_si512 (high, _mm512_set1_epi8 (3)), 4);
  return _mm512_or_si512 (low, high);
}

/* A half from memory in every lane. */
static inline __m512
sixteen_times (const guint8 *half)
{
  short bits;

  memcpy (&bits, half, 2);
  return _mm512_cvtph_ps (_mm256_set1_epi16 (bits));
}

/* 16 signed bytes as floats. */
static inline __m512
sixteen_floats (__m128i bytes)
{
  return _mm512_cvtepi32_ps (_mm512_cvtepi8_epi32 (bytes));
}

/* Sixteen groups of 16: their scales, and what each adds for each of the column's sums. */
static inline void
factors_q6_k (const guint8 *w, __m512 *scale, __m512 *offset)
{
  *scale = _mm512_mul_ps (sixteen_times (w + 208), sixteen_floats (_mm_loadu_si128 ((const void *) (w + 192))));
  *offset = _mm512_mul_ps (*scale, _mm512_set1_ps (-32.0f));
}

static inline void
factors_q2_k (const guint8 *w, __m512 *scale, __m512 *offset)
{
  __m128i both = _mm_loadu_si128 ((const void *) w), nibble = _mm_set1_epi8 (15);
  __m512 minimum = sixteen_floats (_mm_and_si128 (_mm_srli_epi16 (both, 4), nibble));

  *scale = _mm512_mul_ps (sixteen_times (w + 80), sixteen_floats (_mm_and_si128 (both, nibble)));
  *offset = _mm512_fnmadd_ps (sixteen_times (w + 82), minimum, _mm512_setzero_ps ());
}

/* 6-bit scales: eight bytes of nibbles, low ones first, then four of bit pairs. */
static inline void
factors_q3_k (const guint8 *w, __m512 *scale, __m512 *offset)
{
  __m128i low = _mm_loadl_epi64 ((const void *) (w + 96)), bits = _mm_set1_epi32 (load_int (w + 104));
  __m128i high = _mm_srlv_epi32 (bits, _mm_setr_epi32 (0, 2, 4, 6));

  low = _mm_and_si128 (_mm_unpacklo_epi64 (low, _mm_srli_epi16 (low, 4)), _mm_set1_epi8 (15));
  high = _mm_slli_epi16 (_mm_and_si128 (high, _mm_set1_epi8 (3)), 4);
  low = _mm_sub_epi8 (_mm_or_si128 (low, high), _mm_set1_epi8 (32));
  *scale = _mm512_mul_ps (sixteen_times (w + 108), sixteen_floats (low));
  *offset = _mm512_mul_ps (*scale, _mm512_set1_ps (-4.0f));
}

/* 64 pairs of bits of half @part / 2. */
static inline __m512i
numbers_q2_k (const guint8 *w, int part)
{
  __m512i both = _mm512_broadcast_i64x4 (_mm256_loadu_si256 ((const void *) (w + 16 + 32 * (part / 2))));

  return _mm512_and_si512 (part & 1 ? shift_halves (both, 4, 6) : shift_halves (both, 0, 2), _mm512_set1_epi8 (3));
}

static inline __m512i
numbers_q3_k (const guint8 *w, int part)
{
  __m512i low = numbers_q2_k (w + 16, part);
  __m512i high = _mm512_broadcast_i64x4 (_mm256_loadu_si256 ((const void *) w));
  __m512i bits = _mm512_inserti64x4 (_mm512_set1_epi8 ((char) (1 << 2 * part)), _mm256_set1_epi8 ((char) (2 << 2 * part)), 1);

  return _mm512_mask_add_epi8 (low, _mm512_test_epi8_mask (high, bits), low, _mm512_set1_epi8 (4));
}

/* The types of 256 elements with a scale for each 16. */
#define GROUPS_OF_16(name, bytes)                                                                      \
  static inline __attribute__ ((always_inline)) float                                                  \
  name##_dot (const guint8 *w, const VtQ8 *x, gint64 k)                                                \
  {                                                                                                    \
    const __m512i twice = _mm512_set_epi32 (7, 7, 6, 6, 5, 5, 4, 4, 3, 3, 2, 2, 1, 1, 0, 0);           \
    const __m512i fours = _mm512_set_epi32 (3, 3, 3, 3, 2, 2, 2, 2, 1, 1, 1, 1, 0, 0, 0, 0);           \
    __m512 sum[2] = { _mm512_setzero_ps (), _mm512_setzero_ps () }, scale, offset;                     \
                                                                                                       \
    for (gint64 i = 0; i < k; i += 256, w += bytes)                                                    \
      {                                                                                                \
        __m512 column = _mm512_castps256_ps512 (_mm256_loadu_ps (x->d + i / 32));                      \
                                                                                                       \
        factors_##name (w, &scale, &offset);                                                           \
        sum[0] = _mm512_fmadd_ps (offset, _mm512_loadu_ps (x->s + i / 16), sum[0]);                    \
        scale = _mm512_mul_ps (scale, _mm512_permutexvar_ps (twice, column));                          \
        vt_ask_ahead (w, bytes);                                                                       \
        for (int part = 0; part < 4; part++)                                                           \
          sum[part & 1] = add_products (sum[part & 1], numbers_##name (w, part), x->q + i + 64 * part, \
                                        _mm512_permutexvar_ps (_mm512_add_epi32 (fours, _mm512_set1_epi32 (4 * part)), scale)); \
      }                                                                                                \
    return _mm512_reduce_add_ps (_mm512_add_ps (sum[0], sum[1]));                                      \
  }

GROUPS_OF_16 (q2_k, 84)
GROUPS_OF_16 (q3_k, 110)
GROUPS_OF_16 (q6_k, 210)

#define MATVEC(name)                                                                                   \
  void                                                                                                 \
  vt_matvec_##name##_vnni (const guint8 *w, gsize stride, gint64 rows, const void *x, gint64 k, float *y) \
  {                                                                                                    \
    for (gint64 r = 0; r < rows; r++)                                                                  \
      y[r] = name##_dot (w + (gsize) r * stride, x, k);                                                \
  }

MATVEC (q8_0)
MATVEC (q4_0)
MATVEC (q4_1)
MATVEC (q5_1)
MATVEC (iq4_nl)
MATVEC (q2_k)
MATVEC (q3_k)
MATVEC (q5_0)
MATVEC (q4_k)
MATVEC (q5_k)
MATVEC (q6_k)
