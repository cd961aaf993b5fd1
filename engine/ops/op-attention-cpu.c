/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/ops/op-cpu.h"
#include "engine/formats/quants.h"

#include <math.h>

/* The sums of one head of one token while rows go by (Milakov and Gimelshein 2018). */
typedef struct
{
  float max;
  float sum;
  float *out; /* dv */
} Running;

/* Two rows as floats for each thread. */
gsize
vt_attention_cpu_scratch (const VtTensor *node, const VtCpuKernels *kernels, guint n_threads)
{
  return (gsize) (node->src[1]->ne[0] + node->src[2]->ne[0]) * sizeof (float) * n_threads;
}

static float
score_of (const VtTensor *node, const float *q, const float *k)
{
  const VtAttentionParams *p = vt_tensor_params (node, VtAttentionParams);
  float sum = 0;

  for (gint64 i = 0; i < node->src[0]->ne[0]; i++)
    sum += q[i] * k[i];
  sum *= p->scale;
  return p->softcap > 0 ? p->softcap * tanhf (sum / p->softcap) : sum;
}

static void
add_value (Running *running, float score, const float *v, gint64 n)
{
  float max = MAX (running->max, score), keep = expf (running->max - max), weight = expf (score - max);

  for (gint64 i = 0; i < n; i++)
    running->out[i] = running->out[i] * keep + v[i] * weight;
  running->sum = running->sum * keep + weight;
  running->max = max;
}

static void
attend (const VtTensor *node, gint64 head, gint64 token, float *k_row, float *v_row)
{
  const VtTensor *q = node->src[0], *k = node->src[1], *v = node->src[2];
  const gint32 *span = (const gint32 *) node->src[3]->data + 2 * token;
  const float *query = (const float *) (q->data + head * q->nb[1] + token * q->nb[2]);
  gint64 group = head / (q->ne[1] / k->ne[1]), end = MIN (span[1], k->ne[2]);
  Running running = { -INFINITY, 0, (float *) (node->data + head * node->nb[1] + token * node->nb[2]) };

  memset (running.out, 0, (gsize) node->ne[0] * sizeof (float));
  for (gint64 r = MAX (span[0], 0); r < end; r++)
    {
      vt_dequantise (k->type, k->data + group * k->nb[1] + r * k->nb[2], k_row, k->ne[0]);
      vt_dequantise (v->type, v->data + group * v->nb[1] + r * v->nb[2], v_row, v->ne[0]);
      add_value (&running, score_of (node, query, k_row), v_row, v->ne[0]);
    }
  for (gint64 i = 0; i < node->ne[0] && running.sum > 0; i++)
    running.out[i] /= running.sum;
}

void
vt_attention_cpu (const VtTensor *node, const VtCpuSlice *slice)
{
  gint64 dk = node->src[1]->ne[0], dv = node->src[2]->ne[0], begin, end;
  float *k_row = (float *) slice->scratch + slice->index * (dk + dv);

  while (vt_cpu_slice_take (slice, node->ne[1] * node->ne[2], 1, &begin, &end))
    attend (node, begin % node->ne[1], begin / node->ne[1], k_row, k_row + dk);
}
