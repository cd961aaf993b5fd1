/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/sampling/scheduler-private.h"

#include <math.h>

#include "engine/base/error.h"

#define SIGMA_DATA 0.5

static void
defaults (VtSchedulerConfig *c)
{
  c->beta_start = 0.00085;
  c->beta_end = 0.012;
  c->beta_schedule = "scaled_linear";
  c->timestep_spacing = VT_SPACING_LEADING;
}

/* Some of the timesteps that the model was distilled on, from above. */
static gboolean
set_steps (VtScheduler *self, guint n, GError **error)
{
  guint original = self->config.original_inference_steps, part = self->config.num_train_timesteps / original;

  if (n > original)
    {
      g_set_error (error, VT_ERROR, VT_ERROR_INVALID,
                   "The scheduler LCM of this model can take at most %u steps, not %u; 4 to 8 are usual.", original, n);
      return FALSE;
    }
  for (guint i = 0; i < n; i++)
    {
      double t = (double) (original - (guint) floor ((double) i * original / n)) * part - 1;

      g_array_append_val (self->timesteps, t);
    }
  return TRUE;
}

static void
step (VtScheduler *self, const float *output, float *sample)
{
  double t = vt_scheduler_time (self, self->index), scaled = t * self->config.timestep_scaling;
  double alpha = vt_scheduler_alpha (self, (gint64) t), spread = scaled * scaled + SIGMA_DATA * SIGMA_DATA;
  double skip = SIGMA_DATA * SIGMA_DATA / spread, out = scaled / sqrt (spread), before;

  vt_scheduler_denoise (self, output, sample, sqrt (alpha), sqrt (1 - alpha));
  vt_scheduler_clip (self);
  for (gsize i = 0; i < self->n; i++)
    sample[i] = self->denoised[i] = (float) (out * self->denoised[i] + skip * sample[i]);
  if (self->index + 1 >= self->timesteps->len)
    return;
  before = vt_scheduler_alpha (self, (gint64) vt_scheduler_time (self, self->index + 1));
  for (gsize i = 0; i < self->n; i++)
    sample[i] = (float) (sqrt (before) * sample[i]);
  vt_scheduler_add_fresh_noise (self, sample, sqrt (1 - before));
}

const VtSchedulerClass vt_scheduler_lcm = {
  .name = "lcm", .diffusers = "LCMScheduler", .order = 1,
  .defaults = defaults, .set_steps = set_steps, .step = step,
};
