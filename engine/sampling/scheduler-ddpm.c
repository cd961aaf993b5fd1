/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/sampling/scheduler-private.h"

#include <math.h>

#include <string.h>

static void
defaults (VtSchedulerConfig *c)
{
  c->timestep_spacing = VT_SPACING_LEADING;
  c->clip_sample = TRUE;
}

static gboolean
set_steps (VtScheduler *self, guint n, GError **error)
{
  vt_scheduler_space_whole (self, n);
  return TRUE;
}

/* The deviation of the noise that is added. */
static double
deviation (VtScheduler *self, double alpha, double alpha_before)
{
  double beta = 1 - alpha / alpha_before;
  double variance = MAX ((1 - alpha_before) / (1 - alpha) * beta, 1e-20);

  return sqrt (strcmp (self->config.variance_type, "fixed_large") == 0 ? beta : variance);
}

static void
step (VtScheduler *self, const float *output, float *sample)
{
  gint64 t = (gint64) vt_scheduler_time (self, self->index);
  double alpha = vt_scheduler_alpha (self, t), before = 1, of_denoised, of_sample;

  if (self->index + 1 < self->timesteps->len)
    before = vt_scheduler_alpha (self, (gint64) vt_scheduler_time (self, self->index + 1));
  vt_scheduler_denoise (self, output, sample, sqrt (alpha), sqrt (1 - alpha));
  vt_scheduler_clip (self);
  of_denoised = sqrt (before) * (1 - alpha / before) / (1 - alpha);
  of_sample = sqrt (alpha / before) * (1 - before) / (1 - alpha);
  for (gsize i = 0; i < self->n; i++)
    sample[i] = (float) (of_denoised * self->denoised[i] + of_sample * sample[i]);
  if (t > 0)
    vt_scheduler_add_fresh_noise (self, sample, deviation (self, alpha, before));
}

const VtSchedulerClass vt_scheduler_ddpm = {
  .name = "ddpm", .diffusers = "DDPMScheduler", .order = 1,
  .defaults = defaults, .set_steps = set_steps, .step = step,
};
