/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/sampling/scheduler-private.h"

#include <math.h>
#include <string.h>

#include "engine/base/error.h"

const VtSchedulerClass *
vt_scheduler_class_find (const char *name)
{
  for (guint i = 0; vt_scheduler_classes[i] != NULL; i++)
    if (strcmp (vt_scheduler_classes[i]->name, name) == 0)
      return vt_scheduler_classes[i];
  return NULL;
}

const char *
vt_scheduler_class_name (const VtSchedulerClass *klass)
{
  return klass->name;
}

static const VtSchedulerClass *
class_of (const VtJsonNode *config, GError **error)
{
  const char *name = vt_json_get_string (config, "_class_name", "DDPMScheduler");

  for (guint i = 0; vt_scheduler_classes[i] != NULL; i++)
    if (strcmp (vt_scheduler_classes[i]->diffusers, name) == 0)
      return vt_scheduler_classes[i];
  g_set_error (error, VT_ERROR, VT_ERROR_UNSUPPORTED,
               "The model comes with the scheduler “%s”, which this version does not know; choose another one.", name);
  return NULL;
}

VtScheduler *
vt_scheduler_new (const VtSchedulerClass *klass, const VtJsonNode *config, GError **error)
{
  g_autoptr(VtScheduler) self = g_new0 (VtScheduler, 1);

  self->timesteps = g_array_new (FALSE, FALSE, sizeof (double));
  self->sigmas = g_array_new (FALSE, FALSE, sizeof (float));
  self->klass = klass != NULL ? klass : class_of (config, error);
  if (self->klass == NULL || !vt_scheduler_config_read (&self->config, self->klass, config, error))
    return NULL;
  self->alphas_cumprod = vt_scheduler_alphas_cumprod (&self->config, config, self->klass->zero_snr_floor, error);
  return self->alphas_cumprod != NULL ? g_steal_pointer (&self) : NULL;
}

static void
free_memory (VtScheduler *self)
{
  for (guint i = 0; i < VT_SCHEDULER_HISTORY; i++)
    g_clear_pointer (&self->history[i], g_free);
  g_clear_pointer (&self->last_sample, g_free);
  g_clear_pointer (&self->denoised, g_free);
  g_clear_pointer (&self->scratch, g_free);
}

void
vt_scheduler_free (VtScheduler *self)
{
  free_memory (self);
  g_free (self->alphas_cumprod);
  g_array_unref (self->timesteps);
  g_array_unref (self->sigmas);
  g_free (self);
}

gboolean
vt_scheduler_set_steps (VtScheduler *self, guint n_steps, GError **error)
{
  if (n_steps == 0 || n_steps > self->config.num_train_timesteps)
    {
      g_set_error (error, VT_ERROR, VT_ERROR_INVALID, "This model can take 1 to %u steps, not %u.",
                   self->config.num_train_timesteps, n_steps);
      return FALSE;
    }
  g_array_set_size (self->timesteps, 0);
  g_array_set_size (self->sigmas, 0);
  self->n_steps = n_steps;
  return self->klass->set_steps (self, n_steps, error);
}

guint
vt_scheduler_n_timesteps (const VtScheduler *self)
{
  return self->timesteps->len;
}

double
vt_scheduler_timestep (const VtScheduler *self, guint index)
{
  return vt_scheduler_time (self, index);
}

guint
vt_scheduler_order (const VtScheduler *self)
{
  return self->klass->order;
}

double
vt_scheduler_init_noise_sigma (const VtScheduler *self)
{
  double most = 0;

  if (!self->klass->scales_input)
    return 1;
  for (guint i = 0; i < self->sigmas->len; i++)
    most = MAX (most, vt_scheduler_sigma (self, i));
  return self->config.timestep_spacing == VT_SPACING_LEADING ? sqrt (most * most + 1) : most;
}

void
vt_scheduler_begin (VtScheduler *self, guint first, gsize n, VtSchedulerNoise noise, gpointer data)
{
  free_memory (self);
  self->index = first;
  self->n = n;
  self->noise = noise;
  self->noise_data = data;
  self->kept = 0;
  self->order = self->lower_order_nums = 0;
  self->halfway = FALSE;
  self->denoised = g_new0 (float, n);
  self->scratch = g_new0 (float, n);
}

void
vt_scheduler_set_eta (VtScheduler *self, double eta)
{
  self->eta = eta;
}

void
vt_scheduler_scale_input (const VtScheduler *self, const float *sample, float *input)
{
  double scale = 1;

  if (self->klass->scales_input)
    scale = 1 / sqrt (pow (vt_scheduler_sigma (self, self->index), 2) + 1);
  for (gsize i = 0; i < self->n; i++)
    input[i] = (float) (sample[i] * scale);
}

void
vt_scheduler_step (VtScheduler *self, const float *output, float *sample)
{
  g_return_if_fail (self->index < self->timesteps->len);
  self->klass->step (self, output, sample);
  self->index++;
}

void
vt_scheduler_foresee (VtScheduler *self, const float *output, const float *sample, float *to)
{
  gsize size = self->n * sizeof *to;
  g_autofree float *kept = g_memdup2 (self->denoised, size), *scratch = g_memdup2 (self->scratch, size);

  if (!self->klass->in_sigmas)
    {
      double product = vt_scheduler_alpha (self, (gint64) vt_scheduler_time (self, self->index));

      vt_scheduler_denoise (self, output, sample, sqrt (product), sqrt (1 - product));
    }
  else if (self->klass->scales_input)
    vt_scheduler_denoise_sigma (self, output, sample, vt_scheduler_sigma (self, self->index));
  else
    {
      double sigma = vt_scheduler_sigma (self, self->index), alpha = 1 / sqrt (sigma * sigma + 1);

      vt_scheduler_denoise (self, output, sample, alpha, sigma * alpha);
    }
  memcpy (to, self->denoised, size);
  memcpy (self->denoised, kept, size);
  memcpy (self->scratch, scratch, size);
}

const float *
vt_scheduler_denoised (const VtScheduler *self)
{
  return self->denoised;
}

void
vt_scheduler_add_noise (const VtScheduler *self, guint index, float *sample, const float *noise, gsize n)
{
  double alpha, sigma;

  index = MIN (index, self->timesteps->len - 1);
  if (self->klass->in_sigmas)
    {
      sigma = vt_scheduler_sigma (self, index);
      alpha = self->klass->scales_input ? 1 : 1 / sqrt (sigma * sigma + 1);
      sigma *= alpha;
    }
  else
    {
      double product = vt_scheduler_alpha (self, (gint64) vt_scheduler_time (self, index));

      alpha = sqrt (product);
      sigma = sqrt (1 - product);
    }
  for (gsize i = 0; i < n; i++)
    sample[i] = (float) (alpha * sample[i] + sigma * noise[i]);
}

/*< parts of steps >*/

double
vt_scheduler_alpha (const VtScheduler *self, gint64 timestep)
{
  if (timestep < 0)
    return self->config.set_alpha_to_one ? 1 : self->alphas_cumprod[0];
  return self->alphas_cumprod[MIN (timestep, (gint64) self->config.num_train_timesteps - 1)];
}

double
vt_scheduler_table_sigma (const VtScheduler *self, guint timestep)
{
  float alpha = self->alphas_cumprod[timestep];

  return sqrtf ((1 - alpha) / alpha);
}

void
vt_scheduler_denoise (VtScheduler *self, const float *output, const float *sample, double alpha, double sigma)
{
  double of_sample = 0, of_output = 1;

  if (self->config.prediction_type == VT_PREDICTS_EPSILON)
    {
      of_sample = 1 / alpha;
      of_output = -sigma / alpha;
    }
  else if (self->config.prediction_type == VT_PREDICTS_V)
    {
      of_sample = alpha;
      of_output = -sigma;
    }
  for (gsize i = 0; i < self->n; i++)
    self->denoised[i] = (float) (of_sample * sample[i] + of_output * output[i]);
}

void
vt_scheduler_denoise_sigma (VtScheduler *self, const float *output, const float *sample, double sigma)
{
  double alpha = 1 / sqrt (sigma * sigma + 1);

  if (self->config.prediction_type == VT_PREDICTS_EPSILON)
    vt_scheduler_denoise (self, output, sample, 1, sigma);
  else
    {
      for (gsize i = 0; i < self->n; i++)
        self->scratch[i] = (float) (alpha * sample[i]);
      vt_scheduler_denoise (self, output, self->scratch, alpha, sigma * alpha);
    }
}

static int
compare_floats (gconstpointer a, gconstpointer b)
{
  float x = *(const float *) a, y = *(const float *) b;

  return (x > y) - (x < y);
}

/* The quantile of the absolute values, between neighbours as numpy takes it. */
static double
quantile (VtScheduler *self, double ratio)
{
  double place = ratio * (double) (self->n - 1);
  gsize below = (gsize) place;

  for (gsize i = 0; i < self->n; i++)
    self->scratch[i] = fabsf (self->denoised[i]);
  qsort (self->scratch, self->n, sizeof (float), compare_floats);
  if (below + 1 >= self->n)
    return self->scratch[self->n - 1];
  return self->scratch[below] + (place - (double) below) * (self->scratch[below + 1] - self->scratch[below]);
}

void
vt_scheduler_clip (VtScheduler *self)
{
  const VtSchedulerConfig *c = &self->config;
  float bound, divisor = 1;

  if (c->thresholding)
    divisor = bound = (float) CLAMP (quantile (self, c->dynamic_thresholding_ratio), 1, MAX (c->sample_max_value, 1));
  else if (c->clip_sample)
    bound = (float) c->clip_sample_range;
  else
    return;
  for (gsize i = 0; i < self->n; i++)
    self->denoised[i] = CLAMP (self->denoised[i], -bound, bound) / divisor;
}

float *
vt_scheduler_push (VtScheduler *self, guint most)
{
  float *oldest = self->history[most - 1];

  memmove (self->history + 1, self->history, (most - 1) * sizeof *self->history);
  self->history[0] = oldest != NULL ? oldest : g_new0 (float, self->n);
  self->kept = MIN (self->kept + 1, most);
  return self->history[0];
}

void
vt_scheduler_add_fresh_noise (VtScheduler *self, float *sample, double factor)
{
  self->noise (self->scratch, self->n, self->noise_data);
  for (gsize i = 0; i < self->n; i++)
    sample[i] += (float) factor * self->scratch[i];
}
