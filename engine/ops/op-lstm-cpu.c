/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/ops/op-cpu.h"

#include <math.h>

/* Numbers of one direction in the scratch: the gates, what the cells hold, and the states. */
#define NUMBERS(hidden) (6 * (hidden))

gsize
vt_lstm_cpu_scratch (const VtTensor *node, const VtCpuKernels *kernels, guint n_threads)
{
  return (gsize) (NUMBERS (node->src[1]->ne[0]) * vt_tensor_params (node, VtLstmParams)->directions) * sizeof (float);
}

static float
sigmoid (float x)
{
  return 1 / (1 + expf (-x));
}

static void
step (const float *gates, float *cells, float *states, gint64 hidden)
{
  for (gint64 i = 0; i < hidden; i++)
    {
      cells[i] = sigmoid (gates[hidden + i]) * cells[i] + sigmoid (gates[i]) * tanhf (gates[2 * hidden + i]);
      states[i] = sigmoid (gates[3 * hidden + i]) * tanhf (cells[i]);
    }
}

/* Each step needs the one before, so that a direction is one thread's work. */
static void
run_direction (const VtTensor *node, const VtCpuSlice *slice, gint64 direction)
{
  gint64 hidden = node->src[1]->ne[0], n = node->ne[1];
  const float *r = (const float *) node->src[1]->data + direction * 4 * hidden * hidden;
  float *gates = (float *) slice->scratch + direction * NUMBERS (hidden), *cells = gates + 4 * hidden, *states = cells + hidden;

  memset (cells, 0, (gsize) (2 * hidden) * sizeof *cells);
  for (gint64 i = 0; i < n; i++)
    {
      gint64 t = direction == 1 ? n - 1 - i : i;
      const float *x = vt_row_f32 (node->src[0], t) + direction * 4 * hidden;

      if (slice->cancellable != NULL && g_cancellable_is_cancelled (slice->cancellable))
        return;
      slice->kernels->dots (states, 1, r, 4 * hidden, hidden, gates, 4 * hidden);
      for (gint64 k = 0; k < 4 * hidden; k++)
        gates[k] += x[k];
      step (gates, cells, states, hidden);
      memcpy (vt_row_f32 (node, t) + direction * hidden, states, (gsize) hidden * sizeof *states);
    }
}

void
vt_lstm_cpu (const VtTensor *node, const VtCpuSlice *slice)
{
  gint64 begin, end;

  while (vt_cpu_slice_take (slice, vt_tensor_params (node, VtLstmParams)->directions, 1, &begin, &end))
    run_direction (node, slice, begin);
}
