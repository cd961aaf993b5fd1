/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/ops/binary-cpu.h"

static void
add_one (const float *a, float b, float *y, gint64 n)
{
  for (gint64 i = 0; i < n; i++)
    y[i] = a[i] + b;
}

void
vt_add_cpu (const VtTensor *node, const VtCpuSlice *slice)
{
  vt_binary_cpu (node, slice, slice->kernels->add, add_one);
}
