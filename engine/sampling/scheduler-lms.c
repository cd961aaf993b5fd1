/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/sampling/scheduler-private.h"

#include <math.h>

#include <string.h>

#define ORDER 4

static gboolean
set_steps (VtScheduler *self, guint n, GError **error)
{
  vt_scheduler_space_fractions (self, n);
  vt_scheduler_make_sigmas (self, FALSE, FALSE);
  return TRUE;
}

/* The Lagrange polynomial of point @k among @order ones, at @x. */
static double
lagrange (VtScheduler *self, guint order, guint k, double x)
{
  double at = vt_scheduler_sigma (self, self->index - k), product = 1;

  for (guint j = 0; j < order; j++)
    if (j != k)
      product *= (x - vt_scheduler_sigma (self, self->index - j)) / (at - vt_scheduler_sigma (self, self->index - j));
  return product;
}

/* Its integral over the step: two Gauss points are exact for cubics. */
static double
coefficient (VtScheduler *self, guint order, guint k)
{
  double from = vt_scheduler_sigma (self, self->index), to = vt_scheduler_sigma (self, self->index + 1);
  double middle = (from + to) / 2, half = (to - from) / 2, at = half / sqrt (3);

  return half * (lagrange (self, order, k, middle - at) + lagrange (self, order, k, middle + at));
}

static void
step (VtScheduler *self, const float *output, float *sample)
{
  double sigma = vt_scheduler_sigma (self, self->index);
  float *derivative;
  guint order;

  vt_scheduler_denoise_sigma (self, output, sample, sigma);
  derivative = vt_scheduler_push (self, ORDER);
  for (gsize i = 0; i < self->n; i++)
    derivative[i] = (float) ((sample[i] - self->denoised[i]) / sigma);
  order = MIN (self->index + 1, self->kept);
  for (guint k = 0; k < order; k++)
    {
      double c = coefficient (self, order, k);

      for (gsize i = 0; i < self->n; i++)
        sample[i] += (float) (c * self->history[k][i]);
    }
}

const VtSchedulerClass vt_scheduler_lms = {
  .name = "lms", .diffusers = "LMSDiscreteScheduler", .order = 1, .scales_input = TRUE, .in_sigmas = TRUE,
  .set_steps = set_steps, .step = step,
};
