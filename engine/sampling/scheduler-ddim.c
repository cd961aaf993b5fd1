/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/sampling/scheduler-private.h"

#include <math.h>

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

/* The noise in @sample as the model's answer has it, in self->scratch. */
static void
find_noise (VtScheduler *self, const float *output, const float *sample, double root, double sigma)
{
  double of_output = 1, of_sample = 0;

  if (self->config.prediction_type == VT_PREDICTS_V)
    {
      of_output = root;
      of_sample = sigma;
    }
  else if (self->config.prediction_type == VT_PREDICTS_SAMPLE)
    {
      of_output = -root / sigma;
      of_sample = 1 / sigma;
    }
  for (gsize i = 0; i < self->n; i++)
    self->scratch[i] = (float) (of_output * output[i] + of_sample * sample[i]);
}

static void
step (VtScheduler *self, const float *output, float *sample)
{
  gint64 t = (gint64) vt_scheduler_time (self, self->index);
  double alpha = vt_scheduler_alpha (self, t), root = sqrt (alpha), sigma = sqrt (1 - alpha);
  double before = vt_scheduler_alpha (self, t - self->config.num_train_timesteps / self->n_steps);
  double fresh = self->eta * sqrt ((1 - before) / (1 - alpha) * (1 - alpha / before));
  double direction = sqrt (MAX (1 - before - fresh * fresh, 0));

  vt_scheduler_denoise (self, output, sample, root, sigma);
  vt_scheduler_clip (self);
  find_noise (self, output, sample, root, sigma);
  for (gsize i = 0; i < self->n; i++)
    sample[i] = (float) (sqrt (before) * self->denoised[i] + direction * self->scratch[i]);
  if (self->eta > 0)
    vt_scheduler_add_fresh_noise (self, sample, fresh);
}

const VtSchedulerClass vt_scheduler_ddim = {
  .name = "ddim", .diffusers = "DDIMScheduler", .order = 1,
  .defaults = defaults, .set_steps = set_steps, .step = step,
};
