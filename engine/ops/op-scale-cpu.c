/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/ops/op-cpu.h"

void
vt_scale_cpu (const VtTensor *node, const VtCpuSlice *slice)
{
  const VtScaleParams *p = vt_tensor_params (node, VtScaleParams);
  gint64 begin, end;

  vt_cpu_slice_range (slice, vt_tensor_rows (node), &begin, &end);
  for (gint64 r = begin; r < end; r++)
    {
      const float *a = vt_row_f32 (node->src[0], r);
      float *y = vt_row_f32 (node, r);

      for (gint64 i = 0; i < node->ne[0]; i++)
        y[i] = a[i] * p->scale + p->shift;
    }
}
