/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/ops/op-cpu.h"
#include "engine/ops/rope-frequency.h"

#define PAIRS (VT_ROPE_MAX_DIMS / 2)

static void
turn (const VtRope *p, const VtCpuKernels *kernels, const float *x, const float *c, const float *s, float *y, gint64 n)
{
  if (!p->interleaved)
    kernels->turn (x, c, s, y, p->n_dims / 2);
  for (gint64 i = 0; p->interleaved && i < p->n_dims / 2; i++)
    {
      float a = x[2 * i], b = x[2 * i + 1];

      y[2 * i] = a * c[i] - b * s[i];
      y[2 * i + 1] = a * s[i] + b * c[i];
    }
  memcpy (y + p->n_dims, x + p->n_dims, (gsize) (n - p->n_dims) * sizeof *y);
}

/* cos and sin of a position are shared by all its heads. */
void
vt_rope_cpu (const VtTensor *node, const VtCpuSlice *slice)
{
  const VtRope *p = vt_tensor_params (node, VtRope);
  const VtTensor *x = node->src[0];
  const gint32 *positions = (const gint32 *) node->src[1]->data;
  double frequency[PAIRS];
  float c[PAIRS], s[PAIRS];
  gint64 begin, end;

  vt_cpu_slice_range (slice, node->ne[2], &begin, &end);
  if (begin < end)
    vt_rope_frequencies (p, vt_floats_or_null (node->src[2]), frequency);
  for (gint64 token = begin; token < end; token++)
    {
      slice->kernels->angles (frequency, positions[token], p->attn_factor, c, s, p->n_dims / 2);
      for (gint64 head = 0; head < node->ne[1]; head++)
        turn (p, slice->kernels, (const float *) (x->data + head * x->nb[1] + token * x->nb[2]), c, s,
              (float *) (node->data + head * node->nb[1] + token * node->nb[2]), node->ne[0]);
    }
}
