/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/ops/op-cpu.h"

#include <math.h>

static void
rms_norm_row (const float *x, const float *weight, const VtNormParams *p, float *y, gint64 n)
{
  double sum = 0;
  float inverse;

  for (gint64 i = 0; i < n; i++)
    sum += x[i] * x[i];
  inverse = (float) (1.0 / sqrt (sum / n + p->eps));
  for (gint64 i = 0; i < n; i++)
    y[i] = x[i] * inverse * (weight ? weight[i] + p->weight_shift : 1.0f);
}

void
vt_rms_norm_cpu (const VtTensor *node, const VtCpuSlice *slice)
{
  const VtTensor *weight = node->src[1];
  gint64 begin, end;

  vt_cpu_slice_range (slice, vt_tensor_rows (node), &begin, &end);
  for (gint64 r = begin; r < end; r++)
    rms_norm_row (vt_row_f32 (node->src[0], r),
                  vt_floats_or_null (weight),
                  vt_tensor_params (node, VtNormParams), vt_row_f32 (node, r), node->ne[0]);
}
