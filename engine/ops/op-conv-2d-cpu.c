/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/ops/conv-cpu.h"

gsize
vt_conv_2d_cpu_scratch (const VtTensor *node, const VtCpuKernels *kernels, guint n_threads)
{
  if (vt_conv_is_depthwise (node))
    return vt_conv_depthwise_cpu_scratch (node);
  return vt_conv_cpu_scratch (node, kernels, n_threads);
}

void
vt_conv_2d_cpu (const VtTensor *node, const VtCpuSlice *slice)
{
  if (vt_conv_is_depthwise (node))
    vt_conv_depthwise_cpu (node, slice);
  else
    vt_conv_cpu (node, slice);
}
