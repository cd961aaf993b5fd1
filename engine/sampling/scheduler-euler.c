/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/sampling/scheduler-private.h"

#include <math.h>

static gboolean
set_steps (VtScheduler *self, guint n, GError **error)
{
  vt_scheduler_space_fractions (self, n);
  vt_scheduler_make_sigmas (self, FALSE, FALSE);
  if (self->config.continuous)
    for (guint i = 0; i < self->timesteps->len; i++)
      g_array_index (self->timesteps, double, i) = 0.25 * log (vt_scheduler_sigma (self, i));
  return TRUE;
}

static void
move (VtScheduler *self, const float *output, float *sample, double to)
{
  double sigma = vt_scheduler_sigma (self, self->index);

  vt_scheduler_denoise_sigma (self, output, sample, sigma);
  for (gsize i = 0; i < self->n; i++)
    sample[i] += (float) ((sample[i] - self->denoised[i]) / sigma * (to - sigma));
}

static void
step (VtScheduler *self, const float *output, float *sample)
{
  move (self, output, sample, vt_scheduler_sigma (self, self->index + 1));
}

/* Goes down further than the next sigma and adds noise up to it. */
static void
step_ancestral (VtScheduler *self, const float *output, float *sample)
{
  double from = vt_scheduler_sigma (self, self->index), to = vt_scheduler_sigma (self, self->index + 1);
  double up = sqrt (to * to * (from * from - to * to) / (from * from)), down = sqrt (to * to - up * up);

  move (self, output, sample, down);
  vt_scheduler_add_fresh_noise (self, sample, up);
}

const VtSchedulerClass vt_scheduler_euler = {
  .name = "euler", .diffusers = "EulerDiscreteScheduler", .order = 1,
  .scales_input = TRUE, .in_sigmas = TRUE, .zero_snr_floor = TRUE,
  .set_steps = set_steps, .step = step,
};

const VtSchedulerClass vt_scheduler_euler_ancestral = {
  .name = "euler_ancestral", .diffusers = "EulerAncestralDiscreteScheduler", .order = 1,
  .scales_input = TRUE, .in_sigmas = TRUE, .zero_snr_floor = TRUE,
  .set_steps = set_steps, .step = step_ancestral,
};
