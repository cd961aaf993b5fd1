/* states.h: hidden states of a model compared with those that the reference
 * implementation recorded.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "engine/formats/weights.h"

/* The mean square of what differs over that of what is expected; of @got every @step-th counts. */
static inline double
nmse_of_every (const float *got, gsize step, const float *expected, gsize n)
{
  double error = 0, power = 0;

  for (gsize i = 0; i < n; i++)
    {
      error += (double) (got[i * step] - expected[i]) * (got[i * step] - expected[i]);
      power += (double) expected[i] * expected[i];
    }
  g_assert_cmpfloat (power, >, 0);
  return error / power;
}

static inline double
nmse (const float *got, const float *expected, gsize n)
{
  return nmse_of_every (got, 1, expected, n);
}

/**
 * Comparison:
 * @states: what the reference recorded, by name
 * @tolerance: the most that the error may be, as nmse() counts it
 * @part: (nullable): what the names of this part of the model begin with
 * @samples: if not 0, of larger states only about so many numbers were kept, evenly
 * @compared: how many were there and right
 */
typedef struct
{
  VtWeights *states;
  double tolerance;
  const char *part;
  guint samples;
  guint compared;
} Comparison;

/* A probe of a model's run: names the first state that differs. */
static inline void
compare_state (const char *name, const float *values, gint64 ne0, gint64 rows, gpointer data)
{
  Comparison *c = data;
  g_autofree char *full = g_strconcat (c->part != NULL ? c->part : "", name, NULL);
  const VtTensorInfo *t = vt_weights_find (c->states, full);
  gsize all = (gsize) (ne0 * rows), step = c->samples > 0 ? MAX (all / c->samples, 1) : 1;
  double difference;

  if (t == NULL)
    return; /* the reference has no hook there */
  g_assert_cmpuint ((gsize) (t->ne[0] * t->ne[1] * t->ne[2] * t->ne[3]), ==, (all + step - 1) / step);
  difference = nmse_of_every (values, step, (const float *) (const void *) t->data, (all + step - 1) / step);
  if (!(difference <= c->tolerance))
    g_error ("“%s” is the first hidden state that differs (NMSE %g)", full, difference);
  c->compared++;
}
