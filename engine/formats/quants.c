/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/formats/quants.h"

#include <string.h>

#include "engine/base/half.h"

static void
from_f32 (const void *blocks, float *values, gint64 n)
{
  memcpy (values, blocks, (gsize) n * sizeof *values);
}

static void
to_f32 (const float *values, void *blocks, gint64 n)
{
  memcpy (blocks, values, (gsize) n * sizeof *values);
}

static void
from_f16 (const void *blocks, float *values, gint64 n)
{
  const guint16 *halves = blocks;

  for (gint64 i = 0; i < n; i++)
    values[i] = vt_f16_to_f32 (halves[i]);
}

static void
to_f16 (const float *values, void *blocks, gint64 n)
{
  guint16 *halves = blocks;

  for (gint64 i = 0; i < n; i++)
    halves[i] = vt_f32_to_f16 (values[i]);
}

static void
from_bf16 (const void *blocks, float *values, gint64 n)
{
  const guint16 *halves = blocks;

  for (gint64 i = 0; i < n; i++)
    values[i] = vt_bf16_to_f32 (halves[i]);
}

static void
to_bf16 (const float *values, void *blocks, gint64 n)
{
  guint16 *halves = blocks;

  for (gint64 i = 0; i < n; i++)
    halves[i] = vt_f32_to_bf16 (values[i]);
}

#define FROM_PLAIN(name, element)                          \
  static void name (const void *blocks, float *values, gint64 n) \
  {                                                        \
    const guint8 *bytes = blocks;                          \
    for (gint64 i = 0; i < n; i++)                         \
      {                                                    \
        element value;                                     \
        memcpy (&value, bytes + i * sizeof value, sizeof value); \
        values[i] = (float) value;                         \
      }                                                    \
  }

FROM_PLAIN (from_f64, double)
FROM_PLAIN (from_i8, gint8)
FROM_PLAIN (from_i16, gint16)
FROM_PLAIN (from_i32, gint32)
FROM_PLAIN (from_i64, gint64)

static const VtQuantClass plain[] = {
  { VT_TYPE_F32, from_f32, to_f32 },
  { VT_TYPE_F16, from_f16, to_f16 },
  { VT_TYPE_BF16, from_bf16, to_bf16 },
  { VT_TYPE_F64, from_f64, NULL },
  { VT_TYPE_I8, from_i8, NULL },
  { VT_TYPE_I16, from_i16, NULL },
  { VT_TYPE_I32, from_i32, NULL },
  { VT_TYPE_I64, from_i64, NULL },
};

static const VtQuantClass *const blocked[] = {
  &vt_quant_q4_0, &vt_quant_q4_1, &vt_quant_q5_0, &vt_quant_q5_1, &vt_quant_q8_0, &vt_quant_iq4_nl,
  &vt_quant_q2_k, &vt_quant_q3_k, &vt_quant_q4_k, &vt_quant_q5_k, &vt_quant_q6_k,
};

const VtQuantClass *
vt_quant_class (VtType type)
{
  for (guint i = 0; i < G_N_ELEMENTS (plain); i++)
    if (plain[i].type == type)
      return &plain[i];
  for (guint i = 0; i < G_N_ELEMENTS (blocked); i++)
    if (blocked[i]->type == type)
      return blocked[i];
  return NULL;
}

void
vt_dequantise (VtType type, const void *blocks, float *values, gint64 n)
{
  vt_quant_class (type)->dequantise (blocks, values, n);
}

void
vt_quantise (VtType type, const float *values, void *blocks, gint64 n)
{
  vt_quant_class (type)->quantise (values, blocks, n);
}
