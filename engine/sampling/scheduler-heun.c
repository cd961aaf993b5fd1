/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/sampling/scheduler-private.h"

#include <math.h>

#include <string.h>

static void
defaults (VtSchedulerConfig *c)
{
  c->beta_start = 0.00085;
  c->beta_end = 0.012;
}

/* Each timestep and sigma behind the first stands twice: once to arrive, once to set out. */
static void
double_all (GArray *array, gconstpointer copy, guint n)
{
  guint size = g_array_get_element_size (array);

  g_array_set_size (array, 0);
  for (guint i = 0; i < n; i++)
    g_array_append_vals (array, (const guint8 *) copy + i * size, 1);
  for (guint i = n - 1; i > 0; i--)
    g_array_insert_vals (array, i, (const guint8 *) copy + i * size, 1);
}

static gboolean
set_steps (VtScheduler *self, guint n, GError **error)
{
  g_autofree double *times = NULL;
  g_autofree float *sigmas = NULL;
  float last;

  vt_scheduler_space_fractions (self, n);
  vt_scheduler_make_sigmas (self, FALSE, FALSE);
  n = self->timesteps->len;
  times = g_memdup2 (self->timesteps->data, n * sizeof *times);
  sigmas = g_memdup2 (self->sigmas->data, (n + 1) * sizeof *sigmas);
  last = sigmas[n];
  double_all (self->timesteps, times, n);
  double_all (self->sigmas, sigmas, n);
  g_array_append_val (self->sigmas, last);
  return TRUE;
}

static void
first_half (VtScheduler *self, float *sample)
{
  double sigma = vt_scheduler_sigma (self, self->index), to = vt_scheduler_sigma (self, self->index + 1);
  float *derivative = vt_scheduler_push (self, 1);

  memcpy (self->last_sample, sample, self->n * sizeof (float));
  for (gsize i = 0; i < self->n; i++)
    {
      derivative[i] = (float) ((sample[i] - self->denoised[i]) / sigma);
      sample[i] += (float) (derivative[i] * (to - sigma));
    }
}

/* The mean of both slopes, from where the step began. */
static void
second_half (VtScheduler *self, float *sample)
{
  double from = vt_scheduler_sigma (self, self->index - 1), to = vt_scheduler_sigma (self, self->index);

  for (gsize i = 0; i < self->n; i++)
    {
      double derivative = (sample[i] - self->denoised[i]) / to;

      sample[i] = (float) (self->last_sample[i] + (self->history[0][i] + derivative) / 2 * (to - from));
    }
}

static void
step (VtScheduler *self, const float *output, float *sample)
{
  if (self->last_sample == NULL)
    self->last_sample = g_new0 (float, self->n);
  vt_scheduler_denoise_sigma (self, output, sample, vt_scheduler_sigma (self, self->index));
  vt_scheduler_clip (self);
  if (self->halfway)
    second_half (self, sample);
  else
    first_half (self, sample);
  self->halfway = !self->halfway;
}

const VtSchedulerClass vt_scheduler_heun = {
  .name = "heun", .diffusers = "HeunDiscreteScheduler", .order = 2, .scales_input = TRUE, .in_sigmas = TRUE,
  .defaults = defaults, .set_steps = set_steps, .step = step,
};
