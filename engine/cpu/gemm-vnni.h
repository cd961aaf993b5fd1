/* gemm-vnni.h: products of Q8_0 weights with many columns, in 8 bits, by AVX-512 VNNI.
 *
 * The functions of a VtGemm; all other types go to those of gemm-c.c.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "engine/base/type.h"

G_BEGIN_DECLS

gsize vt_gemm_vnni_packed_bytes (VtType type, gint64 k, gint64 n);
void vt_gemm_vnni_pack (VtType type, const float *const *x, gint64 k, gint64 begin, gint64 end, guint8 *packed);
gsize vt_gemm_vnni_scratch_bytes (VtType type, gint64 k);
void vt_gemm_vnni_multiply (VtType type, const guint8 *w, gsize stride, gint64 rows, const float *const *x,
                            const guint8 *packed, gint64 k, gint64 n, guint8 *scratch, float *out);

G_END_DECLS
