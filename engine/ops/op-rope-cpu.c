/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/ops/op-cpu.h"
#include "engine/ops/rope-frequency.h"

#include <math.h>

#define PAIRS (VT_ROPE_MAX_DIMS / 2)

/* cos and sin of all pairs at one position, which every head shares. */
static void
angles (const VtRope *p, const double *frequency, gint32 position, float *c, float *s)
{
  for (gint64 i = 0; i < p->n_dims / 2; i++)
    {
      c[i] = (float) cos (frequency[i] * position) * p->attn_factor;
      s[i] = (float) sin (frequency[i] * position) * p->attn_factor;
    }
}

static void
turn (const VtRope *p, const float *x, const float *c, const float *s, float *y, gint64 n)
{
  gint64 half = p->n_dims / 2;
  gint64 apart = p->interleaved ? 1 : half, step = p->interleaved ? 2 : 1;

  for (gint64 i = 0; i < half; i++)
    {
      float a = x[i * step], b = x[i * step + apart];

      y[i * step] = a * c[i] - b * s[i];
      y[i * step + apart] = a * s[i] + b * c[i];
    }
  for (gint64 i = p->n_dims; i < n; i++)
    y[i] = x[i];
}

void
vt_rope_cpu (const VtTensor *node, const VtCpuSlice *slice)
{
  const VtRope *p = vt_tensor_params (node, VtRope);
  const VtTensor *x = node->src[0], *factors = node->src[2];
  const gint32 *positions = (const gint32 *) node->src[1]->data;
  double frequency[PAIRS];
  float c[PAIRS], s[PAIRS];
  gint64 begin, end;

  vt_rope_frequencies (p, vt_floats_or_null (factors), frequency);
  vt_cpu_slice_range (slice, node->ne[2], &begin, &end);
  for (gint64 token = begin; token < end; token++)
    {
      angles (p, frequency, positions[token], c, s);
      for (gint64 head = 0; head < node->ne[1]; head++)
        turn (p, (const float *) (x->data + head * x->nb[1] + token * x->nb[2]), c, s,
              (float *) (node->data + head * node->nb[1] + token * node->nb[2]), node->ne[0]);
    }
}
