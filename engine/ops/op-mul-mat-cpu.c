/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/ops/op-cpu.h"
#include "engine/formats/quants.h"

/* One weight row as floats for each thread. */
gsize
vt_mul_mat_cpu_scratch (const VtTensor *node, guint n_threads)
{
  return (gsize) node->src[0]->ne[0] * sizeof (float) * n_threads;
}

static float
dot (const float *a, const float *b, gint64 n)
{
  float sums[16] = { 0 }, sum = 0;
  gint64 i = 0;

  for (; i + 16 <= n; i += 16)
    for (int k = 0; k < 16; k++)
      sums[k] += a[i + k] * b[i + k];
  for (; i < n; i++)
    sum += a[i] * b[i];
  for (int k = 0; k < 16; k++)
    sum += sums[k];
  return sum;
}

/* Row @m of the weights at (@i2, @i3) times all columns there. */
static void
multiply_row (const VtTensor *node, const float *w, gint64 m, gint64 i2, gint64 i3)
{
  const VtTensor *x = node->src[1], *bias = node->src[2], *residual = node->src[3];

  for (gint64 i = 0; i < x->ne[1]; i++)
    {
      gint64 row = i + x->ne[1] * (i2 + x->ne[2] * i3);
      float y = dot (w, vt_row_f32 (x, row), x->ne[0]);

      if (bias != NULL)
        y += ((const float *) bias->data)[m];
      if (residual != NULL)
        y += (vt_row_f32 (residual, row))[m];
      (vt_row_f32 (node, row))[m] = y;
    }
}

void
vt_mul_mat_cpu (const VtTensor *node, const VtCpuSlice *slice)
{
  const VtTensor *w = node->src[0], *x = node->src[1];
  gint64 repeat2 = x->ne[2] / w->ne[2], repeat3 = x->ne[3] / w->ne[3];
  float *row = (float *) slice->scratch + slice->index * w->ne[0];
  gint64 begin, end;

  while (vt_cpu_slice_take (slice, w->ne[1] * x->ne[2] * x->ne[3], 16, &begin, &end))
    for (gint64 r = begin; r < end; r++)
      {
        gint64 m = r % w->ne[1], i2 = r / w->ne[1] % x->ne[2], i3 = r / w->ne[1] / x->ne[2];

        vt_dequantise (w->type, w->data + m * w->nb[1] + i2 / repeat2 * w->nb[2] + i3 / repeat3 * w->nb[3],
                       row, w->ne[0]);
        multiply_row (node, row, m, i2, i3);
      }
}
