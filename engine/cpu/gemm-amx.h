/* gemm-amx.h: VtGemm on AMX tiles, for processors that have AMX-BF16 and AVX-512 BF16.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "engine/cpu/kernels.h"

gsize vt_gemm_amx_packed_bytes (VtType type, gint64 k, gint64 n);
void vt_gemm_amx_pack (VtType type, const float *const *x, gint64 k, gint64 begin, gint64 end, guint8 *packed);
gsize vt_gemm_amx_scratch_bytes (VtType type, gint64 k);
void vt_gemm_amx_multiply (VtType type, const guint8 *w, gsize stride, gint64 rows, const float *const *x,
                           const guint8 *packed, gint64 k, gint64 n, guint8 *scratch, float *out);
