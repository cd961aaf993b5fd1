/* quants-simple.c: the types with blocks of 32 elements and one scale.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <math.h>
#include <string.h>

#include "engine/base/half.h"
#include "engine/formats/quants.h"

const gint8 vt_iq4_nl_values[16] = { -127, -104, -83, -65, -49, -35, -22, -10,
                                     1,    13,   25,  38,  53,  69,  89,  113 };

/* The value farthest from zero, with its sign: it gets the level farthest from
 * zero, which only one sign has. */
static float
extreme (const float *x)
{
  float best = 0;

  for (guint i = 0; i < VT_QK; i++)
    if (fabsf (x[i]) > fabsf (best))
      best = x[i];
  return best;
}

static void
range (const float *x, float *low, float *high)
{
  *low = *high = x[0];
  for (guint i = 1; i < VT_QK; i++)
    {
      *low = MIN (*low, x[i]);
      *high = MAX (*high, x[i]);
    }
}

static guint8
level (float x, float scale, float offset, int top)
{
  float q = scale == 0 ? 0 : roundf ((x - offset) / scale);

  return (guint8) CLAMP (q, 0, (float) top);
}

/* Codes of 32 elements into nibbles, and the fifth bits into @qh if wanted. */
static void
pack (const guint8 *codes, guint8 *qs, guint8 *qh)
{
  for (guint j = 0; j < 16; j++)
    qs[j] = (guint8) ((codes[j] & 15) | (codes[j + 16] & 15) << 4);
  if (qh == NULL)
    return;
  memset (qh, 0, 4);
  for (guint i = 0; i < VT_QK; i++)
    qh[i / 8] |= (guint8) ((codes[i] >> 4) << i % 8);
}

static guint32
fifth_bits (const guint8 *qh)
{
  return qh[0] | (guint32) qh[1] << 8 | (guint32) qh[2] << 16 | (guint32) qh[3] << 24;
}

static void
from_q4_0 (const void *blocks, float *y, gint64 n)
{
  const VtBlockQ4_0 *block = blocks;

  for (; n > 0; n -= VT_QK, y += VT_QK, block++)
    {
      float d = vt_f16_to_f32 (block->d);

      for (guint j = 0; j < 16; j++)
        {
          y[j] = (float) ((block->qs[j] & 15) - 8) * d;
          y[j + 16] = (float) ((block->qs[j] >> 4) - 8) * d;
        }
    }
}

static void
to_q4_0 (const float *x, void *blocks, gint64 n)
{
  VtBlockQ4_0 *block = blocks;
  guint8 codes[VT_QK];

  for (; n > 0; n -= VT_QK, x += VT_QK, block++)
    {
      float d;

      block->d = vt_f32_to_f16 (extreme (x) / -8);
      d = vt_f16_to_f32 (block->d);
      for (guint i = 0; i < VT_QK; i++)
        codes[i] = level (x[i], d, -8 * d, 15);
      pack (codes, block->qs, NULL);
    }
}

static void
from_q4_1 (const void *blocks, float *y, gint64 n)
{
  const VtBlockQ4_1 *block = blocks;

  for (; n > 0; n -= VT_QK, y += VT_QK, block++)
    {
      float d = vt_f16_to_f32 (block->d), m = vt_f16_to_f32 (block->m);

      for (guint j = 0; j < 16; j++)
        {
          y[j] = (float) (block->qs[j] & 15) * d + m;
          y[j + 16] = (float) (block->qs[j] >> 4) * d + m;
        }
    }
}

static void
to_q4_1 (const float *x, void *blocks, gint64 n)
{
  VtBlockQ4_1 *block = blocks;
  guint8 codes[VT_QK];
  float low, high;

  for (; n > 0; n -= VT_QK, x += VT_QK, block++)
    {
      range (x, &low, &high);
      block->d = vt_f32_to_f16 ((high - low) / 15);
      block->m = vt_f32_to_f16 (low);
      for (guint i = 0; i < VT_QK; i++)
        codes[i] = level (x[i], vt_f16_to_f32 (block->d), vt_f16_to_f32 (block->m), 15);
      pack (codes, block->qs, NULL);
    }
}

static void
from_q5_0 (const void *blocks, float *y, gint64 n)
{
  const VtBlockQ5_0 *block = blocks;

  for (; n > 0; n -= VT_QK, y += VT_QK, block++)
    {
      float d = vt_f16_to_f32 (block->d);
      guint32 qh = fifth_bits (block->qh);

      for (guint j = 0; j < 16; j++)
        {
          y[j] = (float) ((int) ((block->qs[j] & 15) | (qh >> j & 1) << 4) - 16) * d;
          y[j + 16] = (float) ((int) (block->qs[j] >> 4 | (qh >> (j + 16) & 1) << 4) - 16) * d;
        }
    }
}

static void
to_q5_0 (const float *x, void *blocks, gint64 n)
{
  VtBlockQ5_0 *block = blocks;
  guint8 codes[VT_QK];

  for (; n > 0; n -= VT_QK, x += VT_QK, block++)
    {
      float d;

      block->d = vt_f32_to_f16 (extreme (x) / -16);
      d = vt_f16_to_f32 (block->d);
      for (guint i = 0; i < VT_QK; i++)
        codes[i] = level (x[i], d, -16 * d, 31);
      pack (codes, block->qs, block->qh);
    }
}

static void
from_q5_1 (const void *blocks, float *y, gint64 n)
{
  const VtBlockQ5_1 *block = blocks;

  for (; n > 0; n -= VT_QK, y += VT_QK, block++)
    {
      float d = vt_f16_to_f32 (block->d), m = vt_f16_to_f32 (block->m);
      guint32 qh = fifth_bits (block->qh);

      for (guint j = 0; j < 16; j++)
        {
          y[j] = (float) ((block->qs[j] & 15) | (qh >> j & 1) << 4) * d + m;
          y[j + 16] = (float) (block->qs[j] >> 4 | (qh >> (j + 16) & 1) << 4) * d + m;
        }
    }
}

static void
to_q5_1 (const float *x, void *blocks, gint64 n)
{
  VtBlockQ5_1 *block = blocks;
  guint8 codes[VT_QK];
  float low, high;

  for (; n > 0; n -= VT_QK, x += VT_QK, block++)
    {
      range (x, &low, &high);
      block->d = vt_f32_to_f16 ((high - low) / 31);
      block->m = vt_f32_to_f16 (low);
      for (guint i = 0; i < VT_QK; i++)
        codes[i] = level (x[i], vt_f16_to_f32 (block->d), vt_f16_to_f32 (block->m), 31);
      pack (codes, block->qs, block->qh);
    }
}

static void
from_q8_0 (const void *blocks, float *y, gint64 n)
{
  const VtBlockQ8_0 *block = blocks;

  for (; n > 0; n -= VT_QK, y += VT_QK, block++)
    {
      float d = vt_f16_to_f32 (block->d);

      for (guint i = 0; i < VT_QK; i++)
        y[i] = (float) block->qs[i] * d;
    }
}

static void
to_q8_0 (const float *x, void *blocks, gint64 n)
{
  VtBlockQ8_0 *block = blocks;

  for (; n > 0; n -= VT_QK, x += VT_QK, block++)
    {
      float d = fabsf (extreme (x)) / 127, inverse = d == 0 ? 0 : 1 / d;

      block->d = vt_f32_to_f16 (d);
      for (guint i = 0; i < VT_QK; i++)
        block->qs[i] = (gint8) CLAMP (roundf (x[i] * inverse), -127, 127);
    }
}

static void
from_iq4_nl (const void *blocks, float *y, gint64 n)
{
  const VtBlockIQ4_NL *block = blocks;

  for (; n > 0; n -= VT_QK, y += VT_QK, block++)
    {
      float d = vt_f16_to_f32 (block->d);

      for (guint j = 0; j < 16; j++)
        {
          y[j] = d * (float) vt_iq4_nl_values[block->qs[j] & 15];
          y[j + 16] = d * (float) vt_iq4_nl_values[block->qs[j] >> 4];
        }
    }
}

static guint8
nearest_iq4_nl (float x)
{
  guint best = 0;

  for (guint i = 1; i < 16; i++)
    if (fabsf (x - vt_iq4_nl_values[i]) < fabsf (x - vt_iq4_nl_values[best]))
      best = i;
  return (guint8) best;
}

static void
to_iq4_nl (const float *x, void *blocks, gint64 n)
{
  VtBlockIQ4_NL *block = blocks;
  guint8 codes[VT_QK];

  for (; n > 0; n -= VT_QK, x += VT_QK, block++)
    {
      float d;

      block->d = vt_f32_to_f16 (extreme (x) / vt_iq4_nl_values[0]);
      d = vt_f16_to_f32 (block->d);
      for (guint i = 0; i < VT_QK; i++)
        codes[i] = nearest_iq4_nl (d == 0 ? 0 : x[i] / d);
      pack (codes, block->qs, NULL);
    }
}

const VtQuantClass vt_quant_q4_0 = { VT_TYPE_Q4_0, from_q4_0, to_q4_0 };
const VtQuantClass vt_quant_q4_1 = { VT_TYPE_Q4_1, from_q4_1, to_q4_1 };
const VtQuantClass vt_quant_q5_0 = { VT_TYPE_Q5_0, from_q5_0, to_q5_0 };
const VtQuantClass vt_quant_q5_1 = { VT_TYPE_Q5_1, from_q5_1, to_q5_1 };
const VtQuantClass vt_quant_q8_0 = { VT_TYPE_Q8_0, from_q8_0, to_q8_0 };
const VtQuantClass vt_quant_iq4_nl = { VT_TYPE_IQ4_NL, from_iq4_nl, to_iq4_nl };
