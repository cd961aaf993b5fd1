/* quant-blocks.h: how the blocks of the quantised types lie in memory.
 *
 * The layouts are ggml's (a GGUF file holds them as they are), all little
 * endian and without padding. `d`, `m`, `dmin` are binary16. A block holds the
 * elements of one row in order; which element sits in which bits is told with
 * each type. CPU kernels and shaders follow this file.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define VT_QK 32   /* elements in a simple block */
#define VT_QK_K 256 /* elements in a super-block */

/* x[j] = d (low nibble of qs[j] - 8), x[j + 16] = d (high nibble - 8), j < 16 */
typedef struct
{
  guint16 d;
  guint8 qs[16];
} VtBlockQ4_0;

/* x[j] = d low + m, x[j + 16] = d high + m */
typedef struct
{
  guint16 d, m;
  guint8 qs[16];
} VtBlockQ4_1;

/* As Q4_0 with a fifth bit: bit i of qh (32 bits) belongs to x[i]; minus 16. */
typedef struct
{
  guint16 d;
  guint8 qh[4];
  guint8 qs[16];
} VtBlockQ5_0;

/* As Q4_1 with the fifth bit of Q5_0. */
typedef struct
{
  guint16 d, m;
  guint8 qh[4];
  guint8 qs[16];
} VtBlockQ5_1;

/* x[j] = d qs[j] */
typedef struct
{
  guint16 d;
  gint8 qs[32];
} VtBlockQ8_0;

/* As Q4_0, but the nibble is an index into vt_iq4_nl_values. */
typedef struct
{
  guint16 d;
  guint8 qs[16];
} VtBlockIQ4_NL;

/* 16 sub-blocks of 16. Element e = 128 h + 32 s + l (h < 2, s < 4, l < 32) has
 * the two bits 2s of qs[32 h + l], and the sub-block e / 16 = b:
 * x = d (low nibble of scales[b]) q - dmin (high nibble of scales[b]) */
typedef struct
{
  guint8 scales[16];
  guint8 qs[64];
  guint16 d, dmin;
} VtBlockQ2_K;

/* Two bits as in Q2_K; the third, worth 4, is bit 4h + s of hmask[l], and 4 is
 * taken off: x = d (scale[b] - 32) (q - 4). The 16 scales have six bits: the
 * low four are the nibbles of scales[0…7] (first the low nibbles, then the high
 * ones), the high two are bits 2 (b / 4) of scales[8 + b % 4]. */
typedef struct
{
  guint8 hmask[32];
  guint8 qs[64];
  guint8 scales[12];
  guint16 d;
} VtBlockQ3_K;

/* 8 sub-blocks of 32. Element 64 c + l is the low nibble of qs[32 c + l],
 * element 64 c + 32 + l its high nibble (c < 4, l < 32):
 * x = d scale[b] q - dmin min[b]. The six-bit scales and mins: for b < 4 the
 * low six bits of scales[b] and scales[b + 4]; for b >= 4 the low and the high
 * nibble of scales[b + 4], each with its two high bits from the top of
 * scales[b - 4] and scales[b]. */
typedef struct
{
  guint16 d, dmin;
  guint8 scales[12];
  guint8 qs[128];
} VtBlockQ4_K;

/* As Q4_K with a fifth bit: bit b of qh[l] for element 32 b + l. */
typedef struct
{
  guint16 d, dmin;
  guint8 scales[12];
  guint8 qh[32];
  guint8 qs[128];
} VtBlockQ5_K;

/* 16 sub-blocks of 16. Element e = 128 h + 32 s + l has the low (s < 2) or
 * high (s >= 2) nibble of ql[64 h + 32 (s % 2) + l] and above it the two bits
 * 2s of qh[32 h + l]: x = d scales[e / 16] (q - 32) */
typedef struct
{
  guint8 ql[128];
  guint8 qh[64];
  gint8 scales[16];
  guint16 d;
} VtBlockQ6_K;

G_STATIC_ASSERT (sizeof (VtBlockQ4_0) == 18 && sizeof (VtBlockQ4_1) == 20);
G_STATIC_ASSERT (sizeof (VtBlockQ5_0) == 22 && sizeof (VtBlockQ5_1) == 24);
G_STATIC_ASSERT (sizeof (VtBlockQ8_0) == 34 && sizeof (VtBlockIQ4_NL) == 18);
G_STATIC_ASSERT (sizeof (VtBlockQ2_K) == 84 && sizeof (VtBlockQ3_K) == 110);
G_STATIC_ASSERT (sizeof (VtBlockQ4_K) == 144 && sizeof (VtBlockQ5_K) == 176);
G_STATIC_ASSERT (sizeof (VtBlockQ6_K) == 210);

/* The levels of IQ4_NL. */
extern const gint8 vt_iq4_nl_values[16];

/* The six-bit scale and min of sub-block @b of a Q4_K or Q5_K block. */
static inline void
vt_k4_scale_min (const guint8 *scales, guint b, guint8 *scale, guint8 *min)
{
  if (b < 4)
    {
      *scale = scales[b] & 63;
      *min = scales[b + 4] & 63;
    }
  else
    {
      *scale = (guint8) ((scales[b + 4] & 15) | (scales[b - 4] >> 6) << 4);
      *min = (guint8) (scales[b + 4] >> 4 | (scales[b] >> 6) << 4);
    }
}

/* The scale of sub-block @b of a Q3_K block, -32 to 31. */
static inline int
vt_q3_k_scale (const guint8 *scales, guint b)
{
  int low = b < 8 ? scales[b] & 15 : scales[b - 8] >> 4;

  return (low | (scales[8 + b % 4] >> 2 * (b / 4) & 3) << 4) - 32;
}

G_END_DECLS
