/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/ops/op-cpu.h"

#include "engine/base/half.h"

static void
cast_row (const guint8 *from, VtType from_type, guint8 *to, VtType to_type, gint64 n)
{
  const float *f32 = (const float *) from;
  const guint16 *f16 = (const guint16 *) from;

  if (from_type == to_type)
    memcpy (to, from, vt_type_row_bytes (to_type, n));
  else if (to_type == VT_TYPE_F16)
    for (gint64 i = 0; i < n; i++)
      ((guint16 *) to)[i] = vt_f32_to_f16 (f32[i]);
  else
    for (gint64 i = 0; i < n; i++)
      ((float *) to)[i] = vt_f16_to_f32 (f16[i]);
}

void
vt_cast_cpu (const VtTensor *node, const VtCpuSlice *slice)
{
  const VtTensor *a = node->src[0];
  gint64 begin, end;

  vt_cpu_slice_range (slice, vt_tensor_rows (node), &begin, &end);
  for (gint64 r = begin; r < end; r++)
    cast_row (vt_row (a, r), a->type, vt_row (node, r), node->type, node->ne[0]);
}
