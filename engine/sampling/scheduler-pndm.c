/* scheduler-pndm.c: PNDM in its two forms. With skip_prk_steps (Stable
 * Diffusion's own): linear multistep, whose first step is taken twice. Without:
 * three Runge-Kutta steps of four calls before it.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "engine/sampling/scheduler-private.h"

#include <math.h>
#include <string.h>

#include "engine/base/error.h"

#define N_PRK 12 /* calls of three Runge-Kutta steps */

static void
defaults (VtSchedulerConfig *c)
{
  c->timestep_spacing = VT_SPACING_LEADING;
  c->set_alpha_to_one = FALSE;
}

/* Runge-Kutta visits each of the first four timesteps and the middles between them. */
static void
add_prk_times (GArray *times, const double *t, guint half)
{
  const double visited[N_PRK] = { t[0], t[1] + half, t[1] + half, t[1], t[1], t[2] + half, t[2] + half, t[2],
                                  t[2], t[3] + half, t[3] + half, t[3] };

  g_array_append_vals (times, visited, N_PRK);
}

static gboolean
set_steps (VtScheduler *self, guint n, GError **error)
{
  g_autofree double *t = NULL;

  vt_scheduler_space_whole (self, n);
  n = self->timesteps->len;
  t = g_memdup2 (self->timesteps->data, n * sizeof *t);
  if (self->config.skip_prk_steps)
    {
      /* The second timestep twice. */
      if (n > 1)
        g_array_insert_val (self->timesteps, 1, t[1]);
      return TRUE;
    }
  if (n < 4)
    {
      g_set_error_literal (error, VT_ERROR, VT_ERROR_INVALID, "The scheduler PNDM of this model needs at least 4 steps.");
      return FALSE;
    }
  g_array_set_size (self->timesteps, 0);
  add_prk_times (self->timesteps, t, self->config.num_train_timesteps / self->n_steps / 2);
  g_array_append_vals (self->timesteps, t + 3, n - 3);
  return TRUE;
}

/* Equation 11 of the paper, with @answer in terms of the noise. */
static void
move (VtScheduler *self, float *sample, const float *answer, gint64 t, gint64 to)
{
  double alpha = vt_scheduler_alpha (self, t), before = vt_scheduler_alpha (self, to);
  double of_sample = sqrt (before / alpha);
  double of_answer = -(before - alpha) / (alpha * sqrt (1 - before) + sqrt (alpha * (1 - alpha) * before));
  gboolean v = self->config.prediction_type == VT_PREDICTS_V;

  vt_scheduler_denoise (self, answer, sample, sqrt (alpha), sqrt (1 - alpha));
  for (gsize i = 0; i < self->n; i++)
    {
      double noise = v ? sqrt (alpha) * answer[i] + sqrt (1 - alpha) * sample[i] : answer[i];

      sample[i] = (float) (of_sample * sample[i] + of_answer * noise);
    }
}

/* scratch = a mix of the kept answers */
static void
mix (VtScheduler *self, const double *weights, guint n)
{
  memset (self->scratch, 0, self->n * sizeof (float));
  for (guint k = 0; k < n; k++)
    for (gsize i = 0; i < self->n; i++)
      self->scratch[i] += (float) (weights[k] * self->history[k][i]);
}

/* The four calls of a Runge-Kutta step, @calls counted from the start; what they add up to is in last_sample's second half. */
static void
step_prk (VtScheduler *self, const float *output, float *sample, guint calls)
{
  static const double share[4] = { 1.0 / 6, 1.0 / 3, 1.0 / 3, 1.0 / 6 };
  guint part = self->config.num_train_timesteps / self->n_steps / 2;
  gint64 t = (gint64) vt_scheduler_time (self, calls / 4 * 4);
  gint64 to = (gint64) vt_scheduler_time (self, calls) - (calls % 2 ? 0 : (gint64) part);
  float *start = self->last_sample, *sum = self->last_sample + self->n;

  if (calls % 4 == 0)
    {
      memcpy (vt_scheduler_push (self, 4), output, self->n * sizeof (float));
      memcpy (start, sample, self->n * sizeof (float));
      memset (sum, 0, self->n * sizeof (float));
    }
  for (gsize i = 0; i < self->n; i++)
    sum[i] += (float) (share[calls % 4] * output[i]);
  memcpy (sample, start, self->n * sizeof (float));
  move (self, sample, calls % 4 == 3 ? sum : output, t, to);
}

static void
step_plms (VtScheduler *self, const float *output, float *sample, guint calls)
{
  static const double weights[4][4] = { { 1 }, { 1.5, -0.5 }, { 23.0 / 12, -16.0 / 12, 5.0 / 12 },
                                        { 55.0 / 24, -59.0 / 24, 37.0 / 24, -9.0 / 24 } };
  gint64 t = (gint64) vt_scheduler_time (self, self->index);
  gint64 part = self->config.num_train_timesteps / self->n_steps;
  gboolean again = calls == 1 && self->config.skip_prk_steps;

  if (again)
    {
      for (gsize i = 0; i < self->n; i++)
        self->scratch[i] = (output[i] + self->history[0][i]) / 2;
      memcpy (sample, self->last_sample, self->n * sizeof (float));
      move (self, sample, self->scratch, t + part, t);
      return;
    }
  memcpy (vt_scheduler_push (self, 4), output, self->n * sizeof (float));
  if (calls == 0)
    memcpy (self->last_sample, sample, self->n * sizeof (float));
  mix (self, weights[self->kept - 1], self->kept);
  move (self, sample, self->scratch, t, t - part);
}

static void
step (VtScheduler *self, const float *output, float *sample)
{
  guint calls = self->order++;

  if (self->last_sample == NULL)
    self->last_sample = g_new0 (float, 2 * self->n);
  if (!self->config.skip_prk_steps && calls < N_PRK)
    step_prk (self, output, sample, calls);
  else
    step_plms (self, output, sample, calls);
}

const VtSchedulerClass vt_scheduler_pndm = {
  .name = "pndm", .diffusers = "PNDMScheduler", .order = 1,
  .defaults = defaults, .set_steps = set_steps, .step = step,
};
