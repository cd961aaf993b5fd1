/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/ops/op-cpu.h"
#include "engine/ops/unary-cpu.h"

#define PIECE 256 /* stays in the first cache */

static void
glu_row (VtUnaryRow function, const float *gate, const float *up, float *y, gint64 n)
{
  float piece[PIECE];

  for (gint64 i = 0; i < n; i += PIECE)
    {
      gint64 m = MIN (PIECE, n - i);

      function (gate + i, piece, m);
      for (gint64 k = 0; k < m; k++)
        y[i + k] = piece[k] * up[i + k];
    }
}

void
vt_glu_cpu (const VtTensor *node, const VtCpuSlice *slice)
{
  VtUnaryRow function = vt_unary_rows[vt_tensor_params (node, VtUnaryParams)->function];
  gint64 begin, end;

  vt_cpu_slice_range (slice, vt_tensor_rows (node), &begin, &end);
  for (gint64 r = begin; r < end; r++)
    glu_row (function, vt_row_f32 (node->src[0], r),
             vt_row_f32 (node->src[1], r),
             vt_row_f32 (node, r), node->ne[0]);
}
