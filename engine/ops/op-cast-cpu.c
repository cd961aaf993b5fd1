/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/ops/op-cpu.h"

void
vt_cast_cpu (const VtTensor *node, const VtCpuSlice *slice)
{
  const VtTensor *a = node->src[0];
  gint64 begin, end;

  vt_cpu_slice_range (slice, vt_tensor_rows (node), &begin, &end);
  for (gint64 r = begin; r < end; r++)
    {
      guint8 *from = vt_row (a, r), *to = vt_row (node, r);

      if (a->type == node->type)
        memcpy (to, from, vt_type_row_bytes (a->type, a->ne[0]));
      else if (node->type == VT_TYPE_F16)
        slice->kernels->f32_to_f16 ((const float *) from, (guint16 *) to, a->ne[0]);
      else
        slice->kernels->f16_to_f32 ((const guint16 *) from, (float *) to, a->ne[0]);
    }
}
