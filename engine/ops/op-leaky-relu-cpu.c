/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/ops/op-cpu.h"

void
vt_leaky_relu_cpu (const VtTensor *node, const VtCpuSlice *slice)
{
  float slope = vt_tensor_params (node, VtScaleParams)->scale;
  gint64 begin, end;

  vt_cpu_slice_range (slice, vt_tensor_rows (node), &begin, &end);
  for (gint64 r = begin; r < end; r++)
    slice->kernels->leaky_relu (vt_row_f32 (node->src[0], r), slope, vt_row_f32 (node, r), node->ne[0]);
}
