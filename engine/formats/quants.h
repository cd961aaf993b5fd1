/* quants.h: rows of any element type to floats, and back.
 *
 * Dequantising is bit for bit what ggml does. The quantisers round to nearest
 * with the simplest choice of scales: they make test data and benchmarks, not
 * the best models.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "engine/base/type.h"
#include "engine/formats/quant-blocks.h"

G_BEGIN_DECLS

/**
 * VtQuantClass:
 * @type: the element type
 * @dequantise: writes @n floats from the row at @blocks, which may be unaligned
 *   to more than 2 bytes (1 for I8)
 * @quantise: the reverse; %NULL where there is no need (integers, F64)
 *
 * @n is a multiple of the type's block. Thread-safe, nothing allocated.
 */
typedef struct
{
  VtType type;
  void (*dequantise) (const void *blocks, float *values, gint64 n);
  void (*quantise) (const float *values, void *blocks, gint64 n);
} VtQuantClass;

/* The conversions of @type, or %NULL where the type is unknown. */
const VtQuantClass *vt_quant_class (VtType type);

/* Shorthand for types that are known to exist (checked when loading). */
void vt_dequantise (VtType type, const void *blocks, float *values, gint64 n);
void vt_quantise (VtType type, const float *values, void *blocks, gint64 n);

/* The classes; listed in quants.c. */
extern const VtQuantClass vt_quant_q4_0, vt_quant_q4_1, vt_quant_q5_0, vt_quant_q5_1, vt_quant_q8_0,
    vt_quant_iq4_nl, vt_quant_q2_k, vt_quant_q3_k, vt_quant_q4_k, vt_quant_q5_k, vt_quant_q6_k;

G_END_DECLS
