/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/ops/op-cpu.h"

#include <math.h>

static void
norm_row (const float *x, const float *weight, const float *bias, float eps, float *y, gint64 n)
{
  double sum = 0, square = 0;
  float mean, inverse;

  for (gint64 i = 0; i < n; i++)
    sum += x[i];
  mean = (float) (sum / n);
  for (gint64 i = 0; i < n; i++)
    square += (x[i] - mean) * (x[i] - mean);
  inverse = (float) (1.0 / sqrt (square / n + eps));
  for (gint64 i = 0; i < n; i++)
    y[i] = (x[i] - mean) * inverse * (weight ? weight[i] : 1.0f) + (bias ? bias[i] : 0.0f);
}

void
vt_norm_cpu (const VtTensor *node, const VtCpuSlice *slice)
{
  const VtTensor *weight = node->src[1], *bias = node->src[2];
  gint64 begin, end;

  vt_cpu_slice_range (slice, vt_tensor_rows (node), &begin, &end);
  for (gint64 r = begin; r < end; r++)
    norm_row (vt_row_f32 (node->src[0], r),
              vt_floats_or_null (weight),
              vt_floats_or_null (bias),
              vt_tensor_params (node, VtNormParams)->eps, vt_row_f32 (node, r), node->ne[0]);
}
