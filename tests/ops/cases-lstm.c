/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cases.h"

#include <math.h>

#define MOST 64

/* a: of the hidden state and the length; variant: directions */
static const VtOpCase cases[] = {
  { { 1, 1, 1, 1 }, .variant = 1 },
  { { 7, 9, 1, 1 }, .variant = 1 },
  { { 16, 12, 1, 1 }, .variant = 2 },
  { { 33, 5, 1, 1 }, .variant = 2, .strided = TRUE },
};

static VtTensor *
build (VtOpTest *test, const VtOpCase *c)
{
  gint64 gates = 4 * c->a[0] * c->variant;

  return vt_lstm (vt_test_graph (test), vt_test_input (test, VT_TYPE_F32, gates, c->a[1], 1, 1, c->strided),
                  vt_test_input (test, VT_TYPE_F32, c->a[0], gates, 1, 1, FALSE), c->variant);
}

static double
gate (VtOpTest *test, const VtTensor *node, const double *states, gint64 row, gint64 t)
{
  double sum = vt_test_at (test, node->src[0], row, t, 0, 0);

  for (gint64 k = 0; k < node->src[1]->ne[0]; k++)
    sum += vt_test_at (test, node->src[1], k, row, 0, 0) * states[k];
  return sum;
}

static double
sigmoid (double x)
{
  return 1 / (1 + exp (-x));
}

/* All steps up to the one that is asked for. */
static double
reference (VtOpTest *test, const VtTensor *node, gint64 i0, gint64 i1, gint64 i2, gint64 i3)
{
  gint64 h = node->src[1]->ne[0], n = node->ne[1], direction = i0 / h, first = direction * 4 * h;
  gint64 steps = direction == 1 ? n - i1 : i1 + 1;
  double states[MOST] = { 0 }, cells[MOST] = { 0 }, next[MOST];

  for (gint64 s = 0; s < steps; s++)
    {
      gint64 t = direction == 1 ? n - 1 - s : s;

      for (gint64 i = 0; i < h; i++)
        {
          cells[i] = sigmoid (gate (test, node, states, first + h + i, t)) * cells[i]
                     + sigmoid (gate (test, node, states, first + i, t)) * tanh (gate (test, node, states, first + 2 * h + i, t));
          next[i] = sigmoid (gate (test, node, states, first + 3 * h + i, t)) * tanh (cells[i]);
        }
      for (gint64 i = 0; i < h; i++)
        states[i] = next[i];
    }
  return states[i0 - direction * h];
}

const VtOpCases vt_cases_lstm = { "lstm", cases, G_N_ELEMENTS (cases), build, reference, NULL };
