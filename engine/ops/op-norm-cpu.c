/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/ops/op-cpu.h"

void
vt_norm_cpu (const VtTensor *node, const VtCpuSlice *slice)
{
  const float *weight = vt_floats_or_null (node->src[1]), *bias = vt_floats_or_null (node->src[2]);
  float eps = vt_tensor_params (node, VtNormParams)->eps;
  gint64 begin, end;

  vt_cpu_slice_range (slice, vt_tensor_rows (node), &begin, &end);
  for (gint64 r = begin; r < end; r++)
    slice->kernels->norm (vt_row_f32 (node->src[0], r), weight, bias, eps, vt_row_f32 (node, r), node->ne[0]);
}
