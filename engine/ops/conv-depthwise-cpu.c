/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/ops/conv-cpu.h"
#include "engine/formats/quants.h"

gboolean
vt_conv_is_depthwise (const VtTensor *node)
{
  const VtTensor *w = node->src[0];

  return w->ne[0] == 1 && w->ne[3] == node->src[1]->ne[0] && vt_type_info (w->type)->block == 1;
}

/* The weights as floats, all channels of a tap together. */
gsize
vt_conv_depthwise_cpu_scratch (const VtTensor *node)
{
  return (gsize) vt_tensor_elements (node->src[0]) * sizeof (float);
}

static void
gather_weights (const VtTensor *w, gint64 begin, gint64 end, float *to)
{
  gint64 taps = w->ne[1] * w->ne[2];
  gsize bytes = vt_type_info (w->type)->bytes;

  for (gint64 c = begin; c < end; c++)
    for (gint64 t = 0; t < taps; t++)
      vt_dequantise (w->type, w->data + (gsize) (c * taps + t) * bytes, to + t * w->ne[3] + c, 1);
}

/* One result's channels: the taps that meet the picture, one after the other. */
static void
convolve (const VtTensor *node, const VtConvPass *p, const VtCpuKernels *kernels, const float *weights, gint64 r)
{
  const VtTensor *x = node->src[1], *bias = node->src[2], *residual = node->src[3];
  gint64 ix = p->in[0] + r % node->ne[1] * p->in_step[0], iy = p->in[1] + r / node->ne[1] % node->ne[2] * p->in_step[1];
  gint64 picture = r / node->ne[1] / node->ne[2], n = node->ne[0];
  float *y = vt_row_f32 (node, r);

  if (bias != NULL)
    memcpy (y, bias->data, (gsize) n * sizeof *y);
  else
    memset (y, 0, (gsize) n * sizeof *y);
  for (gint64 ty = 0; ty < p->taps[1]; ty++)
    for (gint64 tx = 0; tx < p->taps[0]; tx++)
      {
        gint64 ax = ix + tx * p->tap_step[0], ay = iy + ty * p->tap_step[1];

        if (ax >= 0 && ax < x->ne[1] && ay >= 0 && ay < x->ne[2])
          kernels->add_product ((const float *) (x->data + ax * x->nb[1] + ay * x->nb[2] + picture * x->nb[3]),
                                weights + (ty * p->taps[0] + tx) * n, y, n);
      }
  if (residual != NULL)
    kernels->add (y, vt_row_f32 (residual, r), y, n);
}

void
vt_conv_depthwise_cpu (const VtTensor *node, const VtCpuSlice *slice)
{
  VtConvPass pass = vt_conv_pass (node, 0);
  float *weights = (float *) slice->scratch;
  gint64 begin, end;

  vt_cpu_slice_range (slice, node->ne[0], &begin, &end);
  gather_weights (node->src[0], begin, end, weights);
  vt_cpu_slice_barrier (slice);
  while (vt_cpu_slice_take (slice, vt_tensor_rows (node), MAX (node->ne[1] / 2, 1), &begin, &end))
    for (gint64 r = begin; r < end; r++)
      convolve (node, &pass, slice->kernels, weights, r);
}
