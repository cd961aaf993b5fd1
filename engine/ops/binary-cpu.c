/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/ops/binary-cpu.h"

void
vt_binary_cpu (const VtTensor *node, const VtCpuSlice *slice, VtRowPairFunc both,
               void (*one) (const float *a, float b, float *y, gint64 n))
{
  const VtTensor *a = node->src[0], *b = node->src[1];
  gint64 begin, end;

  vt_cpu_slice_range (slice, vt_tensor_rows (node), &begin, &end);
  for (gint64 r = begin; r < end; r++)
    {
      const float *pb = (const float *) vt_row_broadcast (b, a, r);

      if (b->ne[0] == node->ne[0])
        both (vt_row_f32 (a, r), pb, vt_row_f32 (node, r), node->ne[0]);
      else
        one (vt_row_f32 (a, r), *pb, vt_row_f32 (node, r), node->ne[0]);
    }
}
