/* quants-k.c: the types with super-blocks of 256 elements, whose sub-blocks
 * have small integer scales of a common binary16 scale.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <math.h>
#include <string.h>

#include "engine/base/half.h"
#include "engine/formats/quants.h"

static void
from_q2_k (const void *blocks, float *y, gint64 n)
{
  const VtBlockQ2_K *block = blocks;

  for (; n > 0; n -= VT_QK_K, y += VT_QK_K, block++)
    {
      float d = vt_f16_to_f32 (block->d), dmin = vt_f16_to_f32 (block->dmin);

      for (guint b = 0; b < 16; b++)
        {
          const guint8 *q = block->qs + b / 8 * 32 + b % 2 * 16;
          float scale = d * (float) (block->scales[b] & 15);
          float min = dmin * (float) (block->scales[b] >> 4);
          guint shift = b % 8 / 2 * 2;

          for (guint l = 0; l < 16; l++)
            y[16 * b + l] = scale * (float) (q[l] >> shift & 3) - min;
        }
    }
}

static void
from_q3_k (const void *blocks, float *y, gint64 n)
{
  const VtBlockQ3_K *block = blocks;

  for (; n > 0; n -= VT_QK_K, y += VT_QK_K, block++)
    {
      float d = vt_f16_to_f32 (block->d);

      for (guint b = 0; b < 16; b++)
        {
          const guint8 *q = block->qs + b / 8 * 32 + b % 2 * 16;
          const guint8 *high = block->hmask + b % 2 * 16;
          float scale = d * (float) vt_q3_k_scale (block->scales, b);
          guint shift = b % 8 / 2 * 2, bit = b / 2;

          for (guint l = 0; l < 16; l++)
            y[16 * b + l] = scale * (float) ((q[l] >> shift & 3) + (high[l] >> bit & 1) * 4 - 4);
        }
    }
}

static void
from_q4_k (const void *blocks, float *y, gint64 n)
{
  const VtBlockQ4_K *block = blocks;

  for (; n > 0; n -= VT_QK_K, y += VT_QK_K, block++)
    {
      float d = vt_f16_to_f32 (block->d), dmin = vt_f16_to_f32 (block->dmin);

      for (guint b = 0; b < 8; b++)
        {
          const guint8 *q = block->qs + b / 2 * 32;
          guint8 scale, min;
          float step, offset;

          vt_k4_scale_min (block->scales, b, &scale, &min);
          step = d * (float) scale;
          offset = dmin * (float) min;
          for (guint l = 0; l < 32; l++)
            y[32 * b + l] = step * (float) (q[l] >> b % 2 * 4 & 15) - offset;
        }
    }
}

static void
from_q5_k (const void *blocks, float *y, gint64 n)
{
  const VtBlockQ5_K *block = blocks;

  for (; n > 0; n -= VT_QK_K, y += VT_QK_K, block++)
    {
      float d = vt_f16_to_f32 (block->d), dmin = vt_f16_to_f32 (block->dmin);

      for (guint b = 0; b < 8; b++)
        {
          const guint8 *q = block->qs + b / 2 * 32;
          guint8 scale, min;
          float step, offset;

          vt_k4_scale_min (block->scales, b, &scale, &min);
          step = d * (float) scale;
          offset = dmin * (float) min;
          for (guint l = 0; l < 32; l++)
            y[32 * b + l]
                = step * (float) ((q[l] >> b % 2 * 4 & 15) + (block->qh[l] >> b & 1) * 16) - offset;
        }
    }
}

static void
from_q6_k (const void *blocks, float *y, gint64 n)
{
  const VtBlockQ6_K *block = blocks;

  for (; n > 0; n -= VT_QK_K, y += VT_QK_K, block++)
    {
      float d = vt_f16_to_f32 (block->d);

      for (guint b = 0; b < 16; b++)
        {
          guint s = b % 8 / 2, half = b % 2 * 16;
          const guint8 *ql = block->ql + b / 8 * 64 + s % 2 * 32 + half;
          const guint8 *qh = block->qh + b / 8 * 32 + half;
          float scale = d * (float) block->scales[b];

          for (guint l = 0; l < 16; l++)
            y[16 * b + l]
                = scale * (float) ((ql[l] >> s / 2 * 4 & 15) + (qh[l] >> 2 * s & 3) * 16 - 32);
        }
    }
}

/* What the quantisers work out before packing: a common scale and minimum,
 * small integers for each sub-block, and a code for each element. */
typedef struct
{
  guint16 d, dmin;
  gint8 scales[16];
  guint8 mins[16];
  guint8 codes[VT_QK_K];
} Plan;

static guint8
level (float x, float scale, int top)
{
  float q = scale == 0 ? 0 : roundf (x / scale);

  return (guint8) CLAMP (q, 0, (float) top);
}

/* x = d scale q - dmin min, with q in 0…@top, and scale, min in 0…@small_top. */
static void
plan_affine (Plan *plan, const float *x, guint length, int top, int small_top)
{
  float scales[16], mins[16], d, dmin, most = 0, lowest = 0;
  guint n = VT_QK_K / length;

  for (guint b = 0; b < n; b++)
    {
      float low = 0, high = x[b * length];

      for (guint l = 0; l < length; l++)
        {
          low = MIN (low, x[b * length + l]);
          high = MAX (high, x[b * length + l]);
        }
      scales[b] = (high - low) / (float) top;
      mins[b] = -low;
      most = MAX (most, scales[b]);
      lowest = MAX (lowest, mins[b]);
    }
  plan->d = vt_f32_to_f16 (most / (float) small_top);
  plan->dmin = vt_f32_to_f16 (lowest / (float) small_top);
  d = vt_f16_to_f32 (plan->d);
  dmin = vt_f16_to_f32 (plan->dmin);
  for (guint i = 0; i < VT_QK_K; i++)
    {
      guint b = i / length;

      plan->scales[b] = (gint8) level (scales[b], d, small_top);
      plan->mins[b] = level (mins[b], dmin, small_top);
      plan->codes[i] = level (x[i] + dmin * plan->mins[b], d * plan->scales[b], top);
    }
}

/* x = d scale (q - @middle), sub-blocks of 16, q in 0…2 @middle - 1, scale in
 * -@small_middle…@small_middle - 1. */
static void
plan_symmetric (Plan *plan, const float *x, int middle, int small_middle)
{
  float scales[16], d, most = 0;

  for (guint b = 0; b < 16; b++)
    {
      float best = 0;

      for (guint l = 0; l < 16; l++)
        if (fabsf (x[16 * b + l]) > fabsf (best))
          best = x[16 * b + l];
      scales[b] = best / (float) -middle;
      if (fabsf (scales[b]) > fabsf (most))
        most = scales[b];
    }
  plan->d = vt_f32_to_f16 (most / (float) -small_middle);
  d = vt_f16_to_f32 (plan->d);
  for (guint b = 0; b < 16; b++)
    {
      float scale = d == 0 ? 0 : roundf (scales[b] / d);

      plan->scales[b] = (gint8) CLAMP (scale, (float) -small_middle, (float) small_middle - 1);
    }
  for (guint i = 0; i < VT_QK_K; i++)
    {
      float step = d * plan->scales[i / 16];

      plan->codes[i] = level (x[i] + step * (float) middle, step, 2 * middle - 1);
    }
}

static void
to_q2_k (const float *x, void *blocks, gint64 n)
{
  VtBlockQ2_K *block = blocks;
  Plan plan;

  for (; n > 0; n -= VT_QK_K, x += VT_QK_K, block++)
    {
      plan_affine (&plan, x, 16, 3, 15);
      memset (block, 0, sizeof *block);
      block->d = plan.d;
      block->dmin = plan.dmin;
      for (guint b = 0; b < 16; b++)
        block->scales[b] = (guint8) (plan.scales[b] | plan.mins[b] << 4);
      for (guint e = 0; e < VT_QK_K; e++)
        block->qs[e / 128 * 32 + e % 32] |= (guint8) (plan.codes[e] << e % 128 / 32 * 2);
    }
}

static void
pack_q3_k_scale (guint8 *scales, guint b, guint code)
{
  scales[b % 8] |= (guint8) ((code & 15) << b / 8 * 4);
  scales[8 + b % 4] |= (guint8) (code >> 4 << b / 4 * 2);
}

static void
to_q3_k (const float *x, void *blocks, gint64 n)
{
  VtBlockQ3_K *block = blocks;
  Plan plan;

  for (; n > 0; n -= VT_QK_K, x += VT_QK_K, block++)
    {
      plan_symmetric (&plan, x, 4, 32);
      memset (block, 0, sizeof *block);
      block->d = plan.d;
      for (guint b = 0; b < 16; b++)
        pack_q3_k_scale (block->scales, b, (guint) (plan.scales[b] + 32));
      for (guint e = 0; e < VT_QK_K; e++)
        {
          block->qs[e / 128 * 32 + e % 32] |= (guint8) ((plan.codes[e] & 3) << e % 128 / 32 * 2);
          block->hmask[e % 32] |= (guint8) (plan.codes[e] >> 2 << e / 32);
        }
    }
}

static void
pack_k4_scales (guint8 *packed, const Plan *plan)
{
  memset (packed, 0, 12);
  for (guint b = 0; b < 4; b++)
    {
      guint8 scale = (guint8) plan->scales[b + 4], min = plan->mins[b + 4];

      packed[b] = (guint8) (plan->scales[b] | (scale >> 4) << 6);
      packed[b + 4] = (guint8) (plan->mins[b] | (min >> 4) << 6);
      packed[b + 8] = (guint8) ((scale & 15) | (min & 15) << 4);
    }
}

static void
to_q4_k (const float *x, void *blocks, gint64 n)
{
  VtBlockQ4_K *block = blocks;
  Plan plan;

  for (; n > 0; n -= VT_QK_K, x += VT_QK_K, block++)
    {
      plan_affine (&plan, x, 32, 15, 63);
      memset (block, 0, sizeof *block);
      block->d = plan.d;
      block->dmin = plan.dmin;
      pack_k4_scales (block->scales, &plan);
      for (guint e = 0; e < VT_QK_K; e++)
        block->qs[e / 64 * 32 + e % 32] |= (guint8) (plan.codes[e] << e % 64 / 32 * 4);
    }
}

static void
to_q5_k (const float *x, void *blocks, gint64 n)
{
  VtBlockQ5_K *block = blocks;
  Plan plan;

  for (; n > 0; n -= VT_QK_K, x += VT_QK_K, block++)
    {
      plan_affine (&plan, x, 32, 31, 63);
      memset (block, 0, sizeof *block);
      block->d = plan.d;
      block->dmin = plan.dmin;
      pack_k4_scales (block->scales, &plan);
      for (guint e = 0; e < VT_QK_K; e++)
        {
          block->qs[e / 64 * 32 + e % 32] |= (guint8) ((plan.codes[e] & 15) << e % 64 / 32 * 4);
          block->qh[e % 32] |= (guint8) (plan.codes[e] >> 4 << e / 32);
        }
    }
}

static void
to_q6_k (const float *x, void *blocks, gint64 n)
{
  VtBlockQ6_K *block = blocks;
  Plan plan;

  for (; n > 0; n -= VT_QK_K, x += VT_QK_K, block++)
    {
      plan_symmetric (&plan, x, 32, 128);
      memset (block, 0, sizeof *block);
      block->d = plan.d;
      memcpy (block->scales, plan.scales, 16);
      for (guint e = 0; e < VT_QK_K; e++)
        {
          guint s = e % 128 / 32, l = e % 32;

          block->ql[e / 128 * 64 + s % 2 * 32 + l] |= (guint8) ((plan.codes[e] & 15) << s / 2 * 4);
          block->qh[e / 128 * 32 + l] |= (guint8) (plan.codes[e] >> 4 << 2 * s);
        }
    }
}

const VtQuantClass vt_quant_q2_k = { VT_TYPE_Q2_K, from_q2_k, to_q2_k };
const VtQuantClass vt_quant_q3_k = { VT_TYPE_Q3_K, from_q3_k, to_q3_k };
const VtQuantClass vt_quant_q4_k = { VT_TYPE_Q4_K, from_q4_k, to_q4_k };
const VtQuantClass vt_quant_q5_k = { VT_TYPE_Q5_K, from_q5_k, to_q5_k };
const VtQuantClass vt_quant_q6_k = { VT_TYPE_Q6_K, from_q6_k, to_q6_k };
