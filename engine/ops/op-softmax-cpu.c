/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/ops/op-cpu.h"

#include <math.h>

void
vt_softmax_cpu (const VtTensor *node, const VtCpuSlice *slice)
{
  const VtTensor *x = node->src[0], *mask = node->src[1];
  float scale = vt_tensor_params (node, VtScaleParams)->scale;
  gint64 n = node->ne[0], begin, end;

  vt_cpu_slice_range (slice, vt_tensor_rows (node), &begin, &end);
  for (gint64 r = begin; r < end; r++)
    {
      float *y = vt_row_f32 (node, r), max = -INFINITY, sum = 0;

      slice->kernels->scale (vt_row_f32 (x, r), scale, 0, y, n);
      if (mask != NULL)
        slice->kernels->add (y, (const float *) vt_row_broadcast (mask, x, r), y, n);
      slice->kernels->soften (y, n, 1, 0, &max, &sum);
      if (isinf (max)) /* nothing is to be seen */
        memset (y, 0, (gsize) n * sizeof *y);
      else
        slice->kernels->scale (y, 1.0f / sum, 0, y, n);
    }
}
