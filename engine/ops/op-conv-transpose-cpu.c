/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/ops/conv-cpu.h"

gsize
vt_conv_transpose_cpu_scratch (const VtTensor *node, const VtCpuKernels *kernels, guint n_threads)
{
  return vt_conv_cpu_scratch (node, kernels, n_threads);
}

void
vt_conv_transpose_cpu (const VtTensor *node, const VtCpuSlice *slice)
{
  vt_conv_cpu (node, slice);
}
