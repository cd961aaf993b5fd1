/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/ops/op-cpu.h"

/* @b repeated: one number for the whole row. */
static void
mul_one (const float *a, float b, float *y, gint64 n)
{
  for (gint64 i = 0; i < n; i++)
    y[i] = a[i] * b;
}

void
vt_mul_cpu (const VtTensor *node, const VtCpuSlice *slice)
{
  const VtTensor *a = node->src[0], *b = node->src[1];
  gint64 begin, end;

  vt_cpu_slice_range (slice, vt_tensor_rows (node), &begin, &end);
  for (gint64 r = begin; r < end; r++)
    {
      const float *pb = (const float *) vt_row_broadcast (b, a, r);

      if (b->ne[0] == node->ne[0])
        slice->kernels->mul (vt_row_f32 (a, r), pb, vt_row_f32 (node, r), node->ne[0]);
      else
        mul_one (vt_row_f32 (a, r), *pb, vt_row_f32 (node, r), node->ne[0]);
    }
}
