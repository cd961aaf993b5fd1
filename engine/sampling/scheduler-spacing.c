/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "engine/sampling/scheduler-private.h"

static void
add_time (VtScheduler *self, double t)
{
  g_array_append_val (self->timesteps, t);
}

/* From the last timestep on down in equal parts, rounded; as many as numpy's arange gives. */
static void
space_trailing (VtScheduler *self, guint n)
{
  double all = self->config.num_train_timesteps, part = all / n;
  guint count = (guint) ceil (all / part);

  for (guint i = 0; i < count; i++)
    add_time (self, MAX (rint (all - i * part) - 1, 0));
}

/* @n of @parts equal whole parts, from above. */
static void
space_leading (VtScheduler *self, guint n, guint parts)
{
  guint part = self->config.num_train_timesteps / parts;

  for (guint i = 0; i < n; i++)
    add_time (self, MIN ((double) (parts - 1 - i) * part + (double) self->config.steps_offset,
                         self->config.num_train_timesteps - 1));
}

/* The first @n of @parts numbers from the last timestep down to 0. */
static void
space_linspace (VtScheduler *self, guint n, guint parts, gboolean whole)
{
  double last = self->config.num_train_timesteps - 1;

  for (guint i = 0; i < n; i++)
    {
      double t = parts > 1 ? last * (parts - 1 - i) / (parts - 1) : 0;

      add_time (self, whole ? rint (t) : (float) t);
    }
}

static void
space (VtScheduler *self, guint n, guint parts, gboolean whole)
{
  switch (self->config.timestep_spacing)
    {
    case VT_SPACING_LEADING: space_leading (self, n, parts); break;
    case VT_SPACING_TRAILING: space_trailing (self, n); break;
    case VT_SPACING_LINSPACE:
    default: space_linspace (self, n, parts, whole); break;
    }
}

void
vt_scheduler_space_whole (VtScheduler *self, guint n)
{
  space (self, n, n, TRUE);
}

void
vt_scheduler_space_fractions (VtScheduler *self, guint n)
{
  space (self, n, n, FALSE);
}

void
vt_scheduler_space_multistep (VtScheduler *self, guint n)
{
  space (self, n, n + 1, TRUE);
}

/* The schedule's sigma at a timestep between two whole ones. */
static double
sigma_at (VtScheduler *self, double t)
{
  guint last = self->config.num_train_timesteps - 1, below = (guint) CLAMP (t, 0, last);
  double low = vt_scheduler_table_sigma (self, below);

  if (below == last)
    return low;
  return low + (t - below) * (vt_scheduler_table_sigma (self, below + 1) - low);
}

/* The timestep at which the schedule has @sigma, between neighbours by logarithms. */
static double
time_of (VtScheduler *self, double sigma)
{
  double target = log (MAX (sigma, 1e-10)), low, high, w;
  guint below = 0, last = self->config.num_train_timesteps - 1;

  for (guint i = 0; i <= last; i++)
    if (target >= log (vt_scheduler_table_sigma (self, i)))
      below = i;
  below = MIN (below, last - 1);
  low = log (vt_scheduler_table_sigma (self, below));
  high = log (vt_scheduler_table_sigma (self, below + 1));
  w = CLAMP ((low - target) / (low - high), 0, 1);
  return (1 - w) * below + w * (below + 1);
}

static double
curved_sigma (VtSigmas kind, double min, double max, double ramp)
{
  const double rho = 7;

  if (kind == VT_SIGMAS_EXPONENTIAL)
    return exp (log (max) + ramp * (log (min) - log (max)));
  return pow (pow (max, 1 / rho) + ramp * (pow (min, 1 / rho) - pow (max, 1 / rho)), rho);
}

/* Replaces timesteps by those whose sigmas lie on a curve of the configuration's kind. */
static void
curve_sigmas (VtScheduler *self, gboolean whole_range, gboolean round, double *sigmas, guint n)
{
  const VtSchedulerConfig *c = &self->config;
  double min = whole_range ? vt_scheduler_table_sigma (self, 0) : sigmas[n - 1];
  double max = whole_range ? vt_scheduler_table_sigma (self, c->num_train_timesteps - 1) : sigmas[0];

  min = c->sigma_min > 0 ? c->sigma_min : min;
  max = c->sigma_max > 0 ? c->sigma_max : max;
  for (guint i = 0; i < n; i++)
    {
      double t;

      sigmas[i] = curved_sigma (c->sigmas, min, max, n > 1 ? (double) i / (n - 1) : 0);
      t = time_of (self, sigmas[i]);
      g_array_index (self->timesteps, double, i) = round ? rint (t) : (float) t;
    }
}

void
vt_scheduler_make_sigmas (VtScheduler *self, gboolean whole_range, gboolean round)
{
  const VtSchedulerConfig *c = &self->config;
  guint n = self->timesteps->len;
  g_autofree double *sigmas = g_new (double, n);
  float last = c->final_sigma_min ? (float) vt_scheduler_table_sigma (self, 0) : 0;

  for (guint i = 0; i < n; i++)
    sigmas[i] = sigma_at (self, vt_scheduler_time (self, i));
  if (c->sigmas != VT_SIGMAS_PLAIN)
    curve_sigmas (self, whole_range, round, sigmas, n);
  for (guint i = 0; i < n; i++)
    {
      float sigma = (float) sigmas[i];

      g_array_append_val (self->sigmas, sigma);
    }
  g_array_append_val (self->sigmas, last);
}
