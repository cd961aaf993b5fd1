/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/ops/op-cpu.h"

void
vt_add_cpu (const VtTensor *node, const VtCpuSlice *slice)
{
  const VtTensor *a = node->src[0], *b = node->src[1];
  gint64 n = node->ne[0], step = b->ne[0] > 1, begin, end;

  vt_cpu_slice_range (slice, vt_tensor_rows (node), &begin, &end);
  for (gint64 r = begin; r < end; r++)
    {
      const float *pa = vt_row_f32 (a, r);
      const float *pb = (const float *) vt_row_broadcast (b, a, r);
      float *py = vt_row_f32 (node, r);

      for (gint64 i = 0; i < n; i++)
        py[i] = pa[i] + pb[i * step];
    }
}
