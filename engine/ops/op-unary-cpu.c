/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/ops/op-cpu.h"
#include "engine/ops/unary-cpu.h"

static const gsize kernel_offsets[VT_UNARY_COUNT] = {
  [VT_UNARY_SILU] = offsetof (VtCpuKernels, silu),
  [VT_UNARY_GELU] = offsetof (VtCpuKernels, gelu),
  [VT_UNARY_GELU_TANH] = offsetof (VtCpuKernels, gelu_tanh),
  [VT_UNARY_GELU_QUICK] = offsetof (VtCpuKernels, gelu_quick),
  [VT_UNARY_RELU] = offsetof (VtCpuKernels, relu),
  [VT_UNARY_TANH] = offsetof (VtCpuKernels, tanh),
  [VT_UNARY_SIGMOID] = offsetof (VtCpuKernels, sigmoid),
  [VT_UNARY_EXP] = offsetof (VtCpuKernels, exp),
  [VT_UNARY_RELU6] = offsetof (VtCpuKernels, relu6),
  [VT_UNARY_SOFTPLUS] = offsetof (VtCpuKernels, softplus),
  [VT_UNARY_SIN] = offsetof (VtCpuKernels, sin),
  [VT_UNARY_COS] = offsetof (VtCpuKernels, cos),
  [VT_UNARY_NEG] = offsetof (VtCpuKernels, neg),
  [VT_UNARY_ABS] = offsetof (VtCpuKernels, abs),
  [VT_UNARY_SQRT] = offsetof (VtCpuKernels, sqrt),
  [VT_UNARY_LOG] = offsetof (VtCpuKernels, log),
};

VtRowFunc
vt_unary_kernel (const VtCpuKernels *kernels, VtUnary function)
{
  return G_STRUCT_MEMBER (VtRowFunc, kernels, kernel_offsets[function]);
}

void
vt_unary_cpu (const VtTensor *node, const VtCpuSlice *slice)
{
  VtRowFunc kernel = vt_unary_kernel (slice->kernels, (VtUnary) vt_tensor_params (node, VtUnaryParams)->function);
  gint64 begin, end;

  vt_cpu_slice_range (slice, vt_tensor_rows (node), &begin, &end);
  for (gint64 r = begin; r < end; r++)
    kernel (vt_row_f32 (node->src[0], r), vt_row_f32 (node, r), node->ne[0]);
}
