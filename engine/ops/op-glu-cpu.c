/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/ops/op-cpu.h"
#include "engine/ops/unary-cpu.h"

#define PIECE 512 /* stays in the first cache */

static void
glu_row (const VtCpuKernels *kernels, VtRowFunc function, const float *gate, const float *up, float *y, gint64 n)
{
  float piece[PIECE];

  for (gint64 i = 0; i < n; i += PIECE)
    {
      gint64 m = MIN (PIECE, n - i);

      function (gate + i, piece, m);
      kernels->mul (piece, up + i, y + i, m);
    }
}

void
vt_glu_cpu (const VtTensor *node, const VtCpuSlice *slice)
{
  VtRowFunc function = vt_unary_kernel (slice->kernels, (VtUnary) vt_tensor_params (node, VtUnaryParams)->function);
  gint64 begin, end;

  vt_cpu_slice_range (slice, vt_tensor_rows (node), &begin, &end);
  for (gint64 r = begin; r < end; r++)
    glu_row (slice->kernels, function, vt_row_f32 (node->src[0], r), vt_row_f32 (node->src[1], r),
             vt_row_f32 (node, r), node->ne[0]);
}
