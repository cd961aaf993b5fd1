/* scheduler-dpm.c: DPM-Solver++ multistep of orders 1 to 3, and its stochastic
 * form of orders 1 and 2.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "engine/sampling/scheduler-private.h"

#include <math.h>
#include <string.h>

static gboolean
set_steps (VtScheduler *self, guint n, GError **error)
{
  vt_scheduler_space_multistep (self, n);
  vt_scheduler_make_sigmas (self, TRUE, strcmp (self->config.beta_schedule, "squaredcos_cap_v2") != 0);
  /* The model is told whole timesteps in any case. */
  for (guint i = 0; i < self->timesteps->len; i++)
    g_array_index (self->timesteps, double, i) = floor (vt_scheduler_time (self, i));
  return TRUE;
}

typedef struct
{
  double alpha, sigma, lambda;
} Point;

static Point
point_at (VtScheduler *self, guint index)
{
  double sigma = vt_scheduler_sigma (self, index), alpha = 1 / sqrt (sigma * sigma + 1);

  return (Point) { alpha, sigma * alpha, -log (sigma) };
}

/* How much each kept answer counts: D0, D1, D2 as sums of the answers. */
static void
weigh (VtScheduler *self, guint order, double h, double of_d0, double of_d1, double of_d2, double weights[3])
{
  double r0, r1 = 0, first, second;

  weights[0] = of_d0;
  weights[1] = weights[2] = 0;
  if (order == 1)
    return;
  r0 = (point_at (self, self->index).lambda - point_at (self, self->index - 1).lambda) / h;
  first = of_d1;
  if (order == 3)
    {
      r1 = (point_at (self, self->index - 1).lambda - point_at (self, self->index - 2).lambda) / h;
      second = (-of_d1 * r0 + of_d2 * -1) / (r0 + r1); /* of the older difference */
      first = of_d1 * (1 + r0 / (r0 + r1)) + of_d2 / (r0 + r1);
      weights[1] += second / r1;
      weights[2] -= second / r1;
    }
  weights[0] += first / r0;
  weights[1] -= first / r0;
}

static void
move (VtScheduler *self, float *sample, guint order)
{
  const VtSchedulerConfig *c = &self->config;
  Point s = point_at (self, self->index), t = point_at (self, self->index + 1);
  double h = t.lambda - s.lambda, of_sample = t.sigma / s.sigma, weights[3];
  double e = self->config.sde ? 1 - exp (-2 * h) : 1 - exp (-h); /* what is left to go, 0 … 1 */
  double slope = t.alpha * e / 2;

  if (self->config.sde)
    of_sample *= exp (-h);
  if (order == 3 || c->heun_solver)
    slope = t.alpha * (c->sde ? 1 - e / (2 * h) : 1 - e / h);
  weigh (self, order, h, t.alpha * e, slope, -t.alpha * ((h - e) / (h * h) - 0.5), weights);
  for (gsize i = 0; i < self->n; i++)
    {
      double x = of_sample * sample[i];

      for (guint k = 0; k < order; k++)
        x += weights[k] * self->history[k][i];
      sample[i] = (float) x;
    }
  if (self->config.sde)
    vt_scheduler_add_fresh_noise (self, sample, t.sigma * sqrt (e));
}

/* Few steps end in lower orders, or the last one overshoots. */
static guint
order_now (VtScheduler *self)
{
  const VtSchedulerConfig *c = &self->config;
  guint left = self->timesteps->len - self->index, order = MIN (c->sde ? MIN (c->solver_order, 2) : c->solver_order, self->kept);
  gboolean few = c->lower_order_final && self->timesteps->len < 15;

  if (left == 1 && (c->euler_at_final || few || !c->final_sigma_min))
    return 1;
  return left == 2 && few ? MIN (order, 2) : order;
}

static void
step (VtScheduler *self, const float *output, float *sample)
{
  Point s = point_at (self, self->index);

  vt_scheduler_denoise (self, output, sample, s.alpha, s.sigma);
  if (self->config.thresholding)
    vt_scheduler_clip (self);
  memcpy (vt_scheduler_push (self, 3), self->denoised, self->n * sizeof (float));
  move (self, sample, order_now (self));
}

static void
karras (VtSchedulerConfig *c)
{
  c->sigmas = VT_SIGMAS_KARRAS;
}

static void
stochastic (VtSchedulerConfig *c)
{
  c->sde = TRUE;
}

const VtSchedulerClass vt_scheduler_dpm = {
  .name = "dpmsolver++", .diffusers = "DPMSolverMultistepScheduler", .order = 1, .in_sigmas = TRUE, .zero_snr_floor = TRUE,
  .set_steps = set_steps, .step = step,
};

const VtSchedulerClass vt_scheduler_dpm_karras = {
  .name = "dpmsolver++_karras", .diffusers = "DPMSolverMultistepScheduler", .order = 1, .in_sigmas = TRUE, .zero_snr_floor = TRUE,
  .preset = karras, .set_steps = set_steps, .step = step,
};

const VtSchedulerClass vt_scheduler_dpm_sde = {
  .name = "dpmsolver++_sde", .diffusers = "DPMSolverMultistepScheduler", .order = 1, .in_sigmas = TRUE, .zero_snr_floor = TRUE,
  .preset = stochastic, .set_steps = set_steps, .step = step,
};
