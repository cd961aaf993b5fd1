/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/cpu/unpack.h"

#include <string.h>

#include "engine/cpu/kernels-c.h"

static inline float
half_at (const guint8 *p)
{
  return vt_f16_to_f32 ((guint16) (p[0] | p[1] << 8));
}

/* 16 bytes of two 4-bit numbers: the low ones are elements 0 to 15. */
static inline void
nibbles_16 (const guint8 *from, gint8 *q, int minus)
{
  for (int i = 0; i < 16; i++)
    {
      q[i] = (gint8) ((from[i] & 15) - minus);
      q[i + 16] = (gint8) ((from[i] >> 4) - minus);
    }
}

/* 32 bits, each as a byte that is 16 or 0. */
static inline void
spread_bits (const guint8 *from, gint8 *to)
{
#if defined __AVX512BW__ && defined __AVX512VL__
  guint32 bits;

  memcpy (&bits, from, 4);
  _mm256_storeu_si256 ((void *) to, _mm256_maskz_set1_epi8 (bits, 16));
#else
  for (int byte = 0; byte < 4; byte++)
    for (int i = 0; i < 8; i++)
      to[byte * 8 + i] = (gint8) ((from[byte] >> i & 1) << 4);
#endif
}

/* Nibbles with a fifth bit from the 32 of @high. */
static inline void
fives_16 (const guint8 *from, const guint8 *high, gint8 *q, int minus)
{
  gint8 fifth[32];

  spread_bits (high, fifth);
  for (int i = 0; i < 16; i++)
    {
      q[i] = (gint8) (((from[i] & 15) | fifth[i]) - minus);
      q[i + 16] = (gint8) (((from[i] >> 4) | fifth[i + 16]) - minus);
    }
}

static void
unpack_q4_0 (const guint8 *b, VtUnpacked *out)
{
  out->scale[0] = half_at (b);
  out->offset[0] = 0;
  nibbles_16 (b + 2, out->q, 8);
}

static void
unpack_q4_1 (const guint8 *b, VtUnpacked *out)
{
  out->scale[0] = half_at (b);
  out->offset[0] = half_at (b + 2);
  nibbles_16 (b + 4, out->q, 0);
}

static void
unpack_q5_0 (const guint8 *b, VtUnpacked *out)
{
  out->scale[0] = half_at (b);
  out->offset[0] = 0;
  fives_16 (b + 6, b + 2, out->q, 16);
}

static void
unpack_q5_1 (const guint8 *b, VtUnpacked *out)
{
  out->scale[0] = half_at (b);
  out->offset[0] = half_at (b + 2);
  fives_16 (b + 8, b + 4, out->q, 0);
}

static void
unpack_q8_0 (const guint8 *b, VtUnpacked *out)
{
  out->scale[0] = half_at (b);
  out->offset[0] = 0;
  memcpy (out->q, b + 2, 32);
}

static void
unpack_iq4_nl (const guint8 *b, VtUnpacked *out)
{
  static const gint8 values[16] = { -127, -104, -83, -65, -49, -35, -22, -10, 1, 13, 25, 38, 53, 69, 89, 113 };

  out->scale[0] = half_at (b);
  out->offset[0] = 0;
#ifdef __AVX2__
  __m128i table = _mm_loadu_si128 ((const void *) values), both = _mm_loadu_si128 ((const void *) (b + 2));
  __m128i nibble = _mm_set1_epi8 (15);

  _mm_storeu_si128 ((void *) out->q, _mm_shuffle_epi8 (table, _mm_and_si128 (both, nibble)));
  _mm_storeu_si128 ((void *) (out->q + 16), _mm_shuffle_epi8 (table, _mm_and_si128 (_mm_srli_epi16 (both, 4), nibble)));
#else
  for (int i = 0; i < 16; i++)
    {
      out->q[i] = values[b[2 + i] & 15];
      out->q[i + 16] = values[b[2 + i] >> 4];
    }
#endif
}

/* 128 elements of 2 bits in 32 bytes: bits 0-1 are elements 0 to 31, and so on. */
static inline void
pairs_128 (const guint8 *from, gint8 *q)
{
  for (int part = 0; part < 4; part++)
    for (int i = 0; i < 32; i++)
      q[part * 32 + i] = (gint8) (from[i] >> (2 * part) & 3);
}

static void
unpack_q2_k (const guint8 *b, VtUnpacked *out)
{
  float d = half_at (b + 80), dmin = half_at (b + 82);

  for (int g = 0; g < 16; g++)
    {
      out->scale[g] = d * (b[g] & 15);
      out->offset[g] = -dmin * (b[g] >> 4);
    }
  pairs_128 (b + 16, out->q);
  pairs_128 (b + 48, out->q + 128);
}

static void
unpack_q3_k (const guint8 *b, VtUnpacked *out)
{
  const guint8 *scales = b + 96;
  float d = half_at (b + 108);

  for (int g = 0; g < 16; g++)
    {
      int low = g < 8 ? scales[g] & 15 : scales[g - 8] >> 4;
      int high = scales[8 + g % 4] >> (2 * (g / 4)) & 3;

      out->scale[g] = d * ((low | high << 4) - 32);
      out->offset[g] = 0;
    }
  pairs_128 (b + 32, out->q);
  pairs_128 (b + 64, out->q + 128);
  for (int part = 0; part < 8; part++)
    for (int i = 0; i < 32; i++)
      out->q[part * 32 + i] = (gint8) (out->q[part * 32 + i] - (b[i] >> part & 1 ? 0 : 4));
}

/* The eight 6-bit scales and minima of Q4_K and Q5_K. */
static inline void
k_scales (const guint8 *b, VtUnpacked *out)
{
  float d = half_at (b), dmin = half_at (b + 2);
  const guint8 *s = b + 4;

  for (int g = 0; g < 8; g++)
    {
      int scale = g < 4 ? s[g] & 63 : (s[g + 4] & 15) | s[g - 4] >> 6 << 4;
      int min = g < 4 ? s[g + 4] & 63 : s[g + 4] >> 4 | s[g] >> 6 << 4;

      out->scale[g] = d * scale;
      out->offset[g] = -dmin * min;
    }
}

/* Every 32 bytes hold 64 elements, the low nibbles first. */
static inline void
nibbles_256 (const guint8 *from, gint8 *q)
{
  for (int part = 0; part < 4; part++)
    for (int i = 0; i < 32; i++)
      {
        q[part * 64 + i] = (gint8) (from[part * 32 + i] & 15);
        q[part * 64 + 32 + i] = (gint8) (from[part * 32 + i] >> 4);
      }
}

static void
unpack_q4_k (const guint8 *b, VtUnpacked *out)
{
  k_scales (b, out);
  nibbles_256 (b + 16, out->q);
}

static void
unpack_q5_k (const guint8 *b, VtUnpacked *out)
{
  k_scales (b, out);
  nibbles_256 (b + 48, out->q);
  for (int part = 0; part < 8; part++)
    for (int i = 0; i < 32; i++)
      out->q[part * 32 + i] = (gint8) (out->q[part * 32 + i] | (b[16 + i] >> part & 1) << 4);
}

static void
unpack_q6_k (const guint8 *b, VtUnpacked *out)
{
  float d = half_at (b + 208);

  for (int g = 0; g < 16; g++)
    {
      out->scale[g] = d * (gint8) b[192 + g];
      out->offset[g] = 0;
    }
  for (int half = 0; half < 2; half++)
    for (int part = 0; part < 4; part++)
      {
        const guint8 *low = b + half * 64 + part % 2 * 32, *high = b + 128 + half * 32;
        gint8 *q = out->q + half * 128 + part * 32;

        for (int i = 0; i < 32; i++)
          q[i] = (gint8) (((low[i] >> (part / 2 * 4) & 15) | (high[i] >> (2 * part) & 3) << 4) - 32);
      }
}

const VtUnpack VT_NAMED (vt_unpacks)[VT_TYPE_COUNT] = {
  [VT_TYPE_Q4_0] = { 32, 18, 32, unpack_q4_0 },
  [VT_TYPE_Q4_1] = { 32, 20, 32, unpack_q4_1 },
  [VT_TYPE_Q5_0] = { 32, 22, 32, unpack_q5_0 },
  [VT_TYPE_Q5_1] = { 32, 24, 32, unpack_q5_1 },
  [VT_TYPE_Q8_0] = { 32, 34, 32, unpack_q8_0 },
  [VT_TYPE_IQ4_NL] = { 32, 18, 32, unpack_iq4_nl },
  [VT_TYPE_Q2_K] = { 256, 84, 16, unpack_q2_k },
  [VT_TYPE_Q3_K] = { 256, 110, 16, unpack_q3_k },
  [VT_TYPE_Q4_K] = { 256, 144, 32, unpack_q4_k },
  [VT_TYPE_Q5_K] = { 256, 176, 32, unpack_q5_k },
  [VT_TYPE_Q6_K] = { 256, 210, 16, unpack_q6_k },
};
