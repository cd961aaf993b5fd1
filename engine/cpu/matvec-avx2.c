/* matvec-avx2.c: the quantised types times one column, with AVX2.
 *
 * As matvec-vnni.c, 32 numbers at a time: vpmaddubsw multiplies unsigned by
 * signed bytes and adds pairs to 16 bits, which numbers up to 129 cannot
 * overflow. Q8_0 and IQ4_NL, whose numbers are larger, give their sign to the
 * column's numbers instead.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <immintrin.h>
#include <string.h>

#include "engine/cpu/kernels-c.h"

static inline __m256i
load32 (const void *p)
{
  return _mm256_loadu_si256 (p);
}

static inline float
half_at (const guint8 *p)
{
  guint16 bits;

  memcpy (&bits, p, 2);
  return _cvtsh_ss (bits);
}

static inline float
sum8 (__m256 v)
{
  return vt_vf_sum ((VtVf) v);
}

/* sum += scale * (u · x), for 32 unsigned numbers up to 129 */
static inline __m256
add_products (__m256 sum, __m256i u, const gint8 *x, __m256 scale)
{
  __m256i pairs = _mm256_maddubs_epi16 (u, load32 (x));

  return _mm256_fmadd_ps (_mm256_cvtepi32_ps (_mm256_madd_epi16 (pairs, _mm256_set1_epi16 (1))), scale, sum);
}

/* The same for signed numbers. */
static inline __m256
add_signed (__m256 sum, __m256i q, const gint8 *x, __m256 scale)
{
  __m256i pairs = _mm256_maddubs_epi16 (_mm256_abs_epi8 (q), _mm256_sign_epi8 (load32 (x), q));

  return _mm256_fmadd_ps (_mm256_cvtepi32_ps (_mm256_madd_epi16 (pairs, _mm256_set1_epi16 (1))), scale, sum);
}

/* 16 bytes of two nibbles as 32 numbers, the low ones first. */
static inline __m256i
nibbles (const guint8 *p)
{
  __m128i both = _mm_loadu_si128 ((const void *) p);

  return _mm256_and_si256 (_mm256_set_m128i (_mm_srli_epi16 (both, 4), both), _mm256_set1_epi8 (15));
}

/* @value in the bytes whose bit of the 32 at @p is set. */
static inline __m256i
spread_bits (const guint8 *p, char value)
{
  const __m256i bytes = _mm256_setr_epi64x (0, 0x0101010101010101, 0x0202020202020202, 0x0303030303030303);
  const __m256i bit = _mm256_set1_epi64x ((gint64) 0x8040201008040201);
  int bits;
  __m256i each;

  memcpy (&bits, p, 4);
  each = _mm256_and_si256 (_mm256_shuffle_epi8 (_mm256_set1_epi32 (bits), bytes), bit);
  return _mm256_and_si256 (_mm256_cmpeq_epi8 (each, bit), _mm256_set1_epi8 (value));
}

static inline __m256i
numbers_q4_0 (const guint8 *b)
{
  return nibbles (b + 2);
}

static inline __m256i
numbers_q4_1 (const guint8 *b)
{
  return nibbles (b + 4);
}

static inline __m256i
numbers_q5_0 (const guint8 *b)
{
  return _mm256_or_si256 (nibbles (b + 6), spread_bits (b + 2, 16));
}

static inline __m256i
numbers_q5_1 (const guint8 *b)
{
  return _mm256_or_si256 (nibbles (b + 8), spread_bits (b + 4, 16));
}

static inline __m256i
numbers_q8_0 (const guint8 *b)
{
  return load32 (b + 2);
}

static inline __m256i
numbers_iq4_nl (const guint8 *b)
{
  const __m256i values = _mm256_broadcastsi128_si256 (_mm_setr_epi8 (-127, -104, -83, -65, -49, -35, -22, -10,
                                                                     1, 13, 25, 38, 53, 69, 89, 113));

  return _mm256_shuffle_epi8 (values, nibbles (b + 2));
}

/* The types of 32 elements a block; @offset is what it adds for the column's sum. */
#define BLOCKS_OF_32(name, bytes, add, offset)                                                         \
  static inline __attribute__ ((always_inline)) float                                                  \
  name##_dot (const guint8 *w, const VtQ8 *x, gint64 k)                                                \
  {                                                                                                    \
    __m256 sum = _mm256_setzero_ps ();                                                                 \
    float offsets = 0;                                                                                 \
                                                                                                       \
    for (gint64 i = 0; i < k; i += 32, w += bytes)                                                     \
      {                                                                                                \
        float d = half_at (w);                                                                         \
                                                                                                       \
        vt_ask_ahead (w, bytes);                                                                       \
        sum = add (sum, numbers_##name (w), x->q + i, _mm256_set1_ps (d * x->d[i / 32]));              \
        offsets += (offset) * (x->s[i / 16] + x->s[i / 16 + 1]);                                       \
      }                                                                                                \
    return sum8 (sum) + offsets;                                                                       \
  }

BLOCKS_OF_32 (q8_0, 34, add_signed, 0 * d)
BLOCKS_OF_32 (iq4_nl, 18, add_signed, 0 * d)
BLOCKS_OF_32 (q4_0, 18, add_products, -8.0f * d)
BLOCKS_OF_32 (q5_0, 22, add_products, -16.0f * d)
BLOCKS_OF_32 (q4_1, 20, add_products, half_at (w + 2))
BLOCKS_OF_32 (q5_1, 24, add_products, half_at (w + 2))

/* The column's sums of eight groups of 32, those of their halves added. */
static inline __m256
eight_sums (const float *s)
{
  __m256 sums = _mm256_hadd_ps (_mm256_loadu_ps (s), _mm256_loadu_ps (s + 8));

  return _mm256_castpd_ps (_mm256_permute4x64_pd (_mm256_castps_pd (sums), 0xd8));
}

/* The eight scales of a Q4_K or Q5_K block, times the column's; adds the minima. */
static inline void
k_factors (const guint8 *w, const VtQ8 *x, gint64 at, float scale[8], __m256 *sum)
{
  guint32 a[3], low = 0x3f3f3f3f, nibble = 0x0f0f0f0f, two = 0x03030303;
  __m256 d = _mm256_set1_ps (half_at (w)), dmin = _mm256_set1_ps (half_at (w + 2)), scales, minima;

  memcpy (a, w + 4, 12);
  scales = _mm256_cvtepi32_ps (_mm256_cvtepu8_epi32 (
      _mm_set_epi32 (0, 0, (int) ((a[2] & nibble) | (a[0] >> 6 & two) << 4), (int) (a[0] & low))));
  minima = _mm256_cvtepi32_ps (_mm256_cvtepu8_epi32 (
      _mm_set_epi32 (0, 0, (int) ((a[2] >> 4 & nibble) | (a[1] >> 6 & two) << 4), (int) (a[1] & low))));
  _mm256_storeu_ps (scale, _mm256_mul_ps (_mm256_mul_ps (scales, d), _mm256_loadu_ps (x->d + at / 32)));
  *sum = _mm256_fnmadd_ps (_mm256_mul_ps (minima, dmin), eight_sums (x->s + at / 16), *sum);
}

static inline __m256i
numbers_q4_k (const guint8 *w, int group)
{
  __m256i both = load32 (w + 16 + 32 * (group / 2));

  return _mm256_and_si256 (group & 1 ? _mm256_srli_epi16 (both, 4) : both, _mm256_set1_epi8 (15));
}

static inline __m256i
numbers_q5_k (const guint8 *w, int group)
{
  __m256i bit = _mm256_set1_epi8 ((char) (1 << group)), high = _mm256_and_si256 (load32 (w + 16), bit);

  high = _mm256_and_si256 (_mm256_cmpeq_epi8 (high, bit), _mm256_set1_epi8 (16));
  return _mm256_or_si256 (numbers_q4_k (w + 32, group), high);
}

#define BLOCKS_OF_256(name, bytes)                                                                     \
  static inline __attribute__ ((always_inline)) float                                                  \
  name##_dot (const guint8 *w, const VtQ8 *x, gint64 k)                                                \
  {                                                                                                    \
    __m256 sum[2] = { _mm256_setzero_ps (), _mm256_setzero_ps () };                                    \
    float scale[8];                                                                                    \
                                                                                                       \
    for (gint64 i = 0; i < k; i += 256, w += bytes)                                                    \
      {                                                                                                \
        k_factors (w, x, i, scale, &sum[0]);                                                           \
        vt_ask_ahead (w, bytes);                                                                       \
        for (int g = 0; g < 8; g++)                                                                    \
          sum[g & 1] = add_products (sum[g & 1], numbers_##name (w, g), x->q + i + 32 * g,             \
                                     _mm256_set1_ps (scale[g]));                                       \
      }                                                                                                \
    return sum8 (_mm256_add_ps (sum[0], sum[1]));                                                      \
  }

BLOCKS_OF_256 (q4_k, 144)
BLOCKS_OF_256 (q5_k, 176)

/* Eight signed bytes as floats. */
static inline __m256
eight_floats (const gint8 *bytes)
{
  return _mm256_cvtepi32_ps (_mm256_cvtepi8_epi32 (_mm_loadl_epi64 ((const void *) bytes)));
}

/* The sixteen scales and offsets (in units of d and dmin) of the types with groups of 16. */
static inline void
factors_q6_k (const guint8 *w, gint8 scale[16], float *d)
{
  memcpy (scale, w + 192, 16);
  *d = half_at (w + 208);
}

static inline void
factors_q3_k (const guint8 *w, gint8 scale[16], float *d)
{
  for (int g = 0; g < 16; g++)
    scale[g] = (gint8) ((((g < 8 ? w[96 + g] : w[88 + g] >> 4) & 15) | (w[104 + g % 4] >> (2 * (g / 4)) & 3) << 4) - 32);
  *d = half_at (w + 108);
}

static inline void
factors_q2_k (const guint8 *w, gint8 scale[16], float *d)
{
  for (int g = 0; g < 16; g++)
    scale[g] = (gint8) (w[g] & 15);
  *d = half_at (w + 80);
}

/* What is subtracted for the column's sums of eight groups from @g on. */
static inline __m256
offsets_q6_k (const guint8 *w, const gint8 *scale, float d, int g)
{
  return _mm256_mul_ps (eight_floats (scale + g), _mm256_set1_ps (32.0f * d));
}

static inline __m256
offsets_q3_k (const guint8 *w, const gint8 *scale, float d, int g)
{
  return _mm256_mul_ps (eight_floats (scale + g), _mm256_set1_ps (4.0f * d));
}

static inline __m256
offsets_q2_k (const guint8 *w, const gint8 *scale, float d, int g)
{
  gint8 minimum[8];

  for (int i = 0; i < 8; i++)
    minimum[i] = (gint8) (w[g + i] >> 4);
  return _mm256_mul_ps (eight_floats (minimum), _mm256_set1_ps (half_at (w + 82)));
}

/* Numbers 32 @part … + 31. */
static inline __m256i
numbers_q6_k (const guint8 *w, int part)
{
  __m256i low = load32 (w + 64 * (part / 4) + 32 * (part & 1)), high = load32 (w + 128 + 32 * (part / 4));

  low = _mm256_and_si256 (part & 2 ? _mm256_srli_epi16 (low, 4) : low, _mm256_set1_epi8 (15));
  high = _mm256_and_si256 (_mm256_srl_epi16 (high, _mm_cvtsi32_si128 (2 * (part & 3))), _mm256_set1_epi8 (3));
  return _mm256_or_si256 (low, _mm256_slli_epi16 (high, 4));
}

static inline __m256i
numbers_q2_k (const guint8 *w, int part)
{
  __m256i both = load32 (w + 16 + 32 * (part / 4));

  return _mm256_and_si256 (_mm256_srl_epi16 (both, _mm_cvtsi32_si128 (2 * (part & 3))), _mm256_set1_epi8 (3));
}

static inline __m256i
numbers_q3_k (const guint8 *w, int part)
{
  __m256i bit = _mm256_set1_epi8 ((char) (1 << part)), high = _mm256_and_si256 (load32 (w), bit);

  high = _mm256_and_si256 (_mm256_cmpeq_epi8 (high, bit), _mm256_set1_epi8 (4));
  return _mm256_or_si256 (numbers_q2_k (w + 16, part), high);
}

#define GROUPS_OF_16(name, bytes)                                                                      \
  static inline __attribute__ ((always_inline)) float                                                  \
  name##_dot (const guint8 *w, const VtQ8 *x, gint64 k)                                                \
  {                                                                                                    \
    __m256 sum[2] = { _mm256_setzero_ps (), _mm256_setzero_ps () };                                    \
    gint8 scale[16];                                                                                   \
    float d;                                                                                           \
                                                                                                       \
    for (gint64 i = 0; i < k; i += 256, w += bytes)                                                    \
      {                                                                                                \
        const float *s = x->s + i / 16;                                                                \
                                                                                                       \
        factors_##name (w, scale, &d);                                                                 \
        sum[0] = _mm256_fnmadd_ps (offsets_##name (w, scale, d, 0), _mm256_loadu_ps (s), sum[0]);      \
        sum[1] = _mm256_fnmadd_ps (offsets_##name (w, scale, d, 8), _mm256_loadu_ps (s + 8), sum[1]);  \
        vt_ask_ahead (w, bytes);                                                                       \
        for (int part = 0; part < 8; part++)                                                           \
          {                                                                                            \
            float f = d * x->d[i / 32 + part];                                                         \
            __m256 both = _mm256_set_m128 (_mm_set1_ps (f * scale[2 * part + 1]), _mm_set1_ps (f * scale[2 * part])); \
                                                                                                       \
            sum[part & 1] = add_products (sum[part & 1], numbers_##name (w, part), x->q + i + 32 * part, both); \
          }                                                                                            \
      }                                                                                                \
    return sum8 (_mm256_add_ps (sum[0], sum[1]));                                                      \
  }

GROUPS_OF_16 (q2_k, 84)
GROUPS_OF_16 (q3_k, 110)
GROUPS_OF_16 (q6_k, 210)

#define MATVEC(name)                                                                                   \
  void                                                                                                 \
  vt_matvec_##name##_vpmadd (const guint8 *w, gsize stride, gint64 rows, const void *x, gint64 k, float *y) \
  {                                                                                                    \
    for (gint64 r = 0; r < rows; r++)                                                                  \
      y[r] = name##_dot (w + (gsize) r * stride, x, k);                                                \
  }

MATVEC (q8_0)
MATVEC (q4_0)
MATVEC (q4_1)
MATVEC (q5_0)
MATVEC (q5_1)
MATVEC (iq4_nl)
MATVEC (q2_k)
MATVEC (q3_k)
MATVEC (q4_k)
MATVEC (q5_k)
MATVEC (q6_k)
