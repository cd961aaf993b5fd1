/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/ops/op-cpu.h"

void
vt_rms_norm_cpu (const VtTensor *node, const VtCpuSlice *slice)
{
  const VtNormParams *p = vt_tensor_params (node, VtNormParams);
  const float *weight = vt_floats_or_null (node->src[1]);
  gint64 begin, end;

  vt_cpu_slice_range (slice, vt_tensor_rows (node), &begin, &end);
  for (gint64 r = begin; r < end; r++)
    slice->kernels->rms_norm (vt_row_f32 (node->src[0], r), weight, p->weight_shift, p->eps,
                              vt_row_f32 (node, r), node->ne[0]);
}
