/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/ops/op-cpu.h"

/* Row @r of the result: the window's pixels one after the other, all channels at once. */
static void
pool_pixel (const VtTensor *node, const VtPool *p, const VtCpuKernels *kernels, gint64 r)
{
  const VtTensor *x = node->src[0];
  gint64 left = r % node->ne[1] * p->stride[0] - p->pad[0], top = r / node->ne[1] % node->ne[2] * p->stride[1] - p->pad[2];
  gint64 x0 = MAX (left, 0), x1 = MIN (left + p->kernel[0], x->ne[1]);
  gint64 y0 = MAX (top, 0), y1 = MIN (top + p->kernel[1], x->ne[2]);
  VtRowPairFunc combine = p->average ? kernels->add : kernels->max;
  float *y = vt_row_f32 (node, r);

  for (gint64 iy = y0; iy < y1; iy++)
    for (gint64 ix = x0; ix < x1; ix++)
      {
        const float *pixel = (const float *) (x->data + ix * x->nb[1] + iy * x->nb[2] + r / node->ne[1] / node->ne[2] * x->nb[3]);

        if (ix == x0 && iy == y0)
          memcpy (y, pixel, (gsize) node->ne[0] * sizeof *y);
        else
          combine (y, pixel, y, node->ne[0]);
      }
  if (p->average)
    kernels->scale (y, 1.0f / (float) (p->count_pad ? p->kernel[0] * p->kernel[1] : (x1 - x0) * (y1 - y0)), 0, y, node->ne[0]);
}

void
vt_pool_2d_cpu (const VtTensor *node, const VtCpuSlice *slice)
{
  gint64 begin, end;

  vt_cpu_slice_range (slice, vt_tensor_rows (node), &begin, &end);
  for (gint64 r = begin; r < end; r++)
    pool_pixel (node, vt_tensor_params (node, VtPool), slice->kernels, r);
}
