/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <string.h>

#include "engine/base/error.h"
#include "engine/sampling/scheduler-private.h"

#define MAX_TRAIN_TIMESTEPS 100000

static gboolean
unsupported (const char *key, const char *value, GError **error)
{
  g_set_error (error, VT_ERROR, VT_ERROR_UNSUPPORTED,
               "The model's scheduler wants “%s” to be “%s”, which this version cannot do; choose another scheduler.", key, value);
  return FALSE;
}

/* One of @words, as its number; @value stays where the key is missing. */
static gboolean
read_word (const VtJsonNode *json, const char *key, const char *const *words, int *value, GError **error)
{
  const char *word = vt_json_get_string (json, key, NULL);

  if (word == NULL)
    return TRUE;
  for (int i = 0; words[i] != NULL; i++)
    if (strcmp (word, words[i]) == 0)
      {
        *value = i;
        return TRUE;
      }
  return unsupported (key, word, error);
}

static gboolean
read_words (VtSchedulerConfig *c, const VtJsonNode *json, GError **error)
{
  int spacing = c->timestep_spacing, prediction = c->prediction_type, algorithm = c->sde;
  int type = 0, interpolation = 0, final = c->final_sigma_min;

  if (!read_word (json, "timestep_spacing", (const char *const[]) { "leading", "trailing", "linspace", NULL }, &spacing, error)
      || !read_word (json, "prediction_type", (const char *const[]) { "epsilon", "sample", "v_prediction", NULL }, &prediction, error)
      || !read_word (json, "algorithm_type", (const char *const[]) { "dpmsolver++", "sde-dpmsolver++", NULL }, &algorithm, error)
      || !read_word (json, "timestep_type", (const char *const[]) { "discrete", "continuous", NULL }, &type, error)
      || !read_word (json, "interpolation_type", (const char *const[]) { "linear", NULL }, &interpolation, error)
      || !read_word (json, "final_sigmas_type", (const char *const[]) { "zero", "sigma_min", NULL }, &final, error))
    return FALSE;
  c->timestep_spacing = spacing;
  c->prediction_type = prediction;
  c->sde = algorithm;
  c->continuous = type && prediction == VT_PREDICTS_V;
  c->final_sigma_min = final;
  return TRUE;
}

static gboolean
read_sigmas (VtSchedulerConfig *c, const VtJsonNode *json, GError **error)
{
  static const char *const unknown[] = { "use_beta_sigmas", "use_flow_sigmas", "use_lu_lambdas" };

  for (guint i = 0; i < G_N_ELEMENTS (unknown); i++)
    if (vt_json_get_boolean (json, unknown[i], FALSE))
      return unsupported (unknown[i], "true", error);
  if (vt_json_get_boolean (json, "use_karras_sigmas", FALSE))
    c->sigmas = VT_SIGMAS_KARRAS;
  else if (vt_json_get_boolean (json, "use_exponential_sigmas", FALSE))
    c->sigmas = VT_SIGMAS_EXPONENTIAL;
  c->sigma_min = MAX (vt_json_get_double (json, "sigma_min", 0), 0);
  c->sigma_max = MAX (vt_json_get_double (json, "sigma_max", 0), 0);
  return TRUE;
}

static void
read_solver (VtSchedulerConfig *c, const VtJsonNode *json)
{
  const char *solver = vt_json_get_string (json, "solver_type", NULL);

  c->solver_order = (guint) CLAMP (vt_json_get_int (json, "solver_order", c->solver_order), 1, 3);
  c->heun_solver = g_strcmp0 (solver, "heun") == 0;
  c->bh1 = g_strcmp0 (solver, "bh1") == 0;
  c->lower_order_final = vt_json_get_boolean (json, "lower_order_final", c->lower_order_final);
  c->euler_at_final = vt_json_get_boolean (json, "euler_at_final", c->euler_at_final);
  c->predict_x0 = vt_json_get_boolean (json, "predict_x0", c->predict_x0);
}

static void
read_numbers (VtSchedulerConfig *c, const VtJsonNode *json)
{
#define BOOLEAN(key) c->key = vt_json_get_boolean (json, #key, c->key)
#define DOUBLE(key) c->key = vt_json_get_double (json, #key, c->key)
  c->num_train_timesteps = (guint) CLAMP (vt_json_get_int (json, "num_train_timesteps", c->num_train_timesteps), 2, MAX_TRAIN_TIMESTEPS);
  c->steps_offset = CLAMP (vt_json_get_int (json, "steps_offset", c->steps_offset), 0, MAX_TRAIN_TIMESTEPS);
  c->original_inference_steps = (guint) CLAMP (vt_json_get_int (json, "original_inference_steps", c->original_inference_steps), 1,
                                               c->num_train_timesteps);
  DOUBLE (beta_start);
  DOUBLE (beta_end);
  BOOLEAN (set_alpha_to_one);
  BOOLEAN (clip_sample);
  BOOLEAN (thresholding);
  BOOLEAN (rescale_betas_zero_snr);
  BOOLEAN (skip_prk_steps);
  DOUBLE (clip_sample_range);
  DOUBLE (dynamic_thresholding_ratio);
  DOUBLE (sample_max_value);
  DOUBLE (timestep_scaling);
#undef BOOLEAN
#undef DOUBLE
  c->dynamic_thresholding_ratio = CLAMP (c->dynamic_thresholding_ratio, 0, 1);
}

/* Names of our own: the document may be gone when they are used. */
static gboolean
read_names (VtSchedulerConfig *c, const VtJsonNode *json, GError **error)
{
  static const char *const betas[] = { "linear", "scaled_linear", "squaredcos_cap_v2", "sigmoid", NULL };
  static const char *const variances[] = { "fixed_small", "fixed_small_log", "fixed_large", NULL };
  int beta = -1, variance = 0;

  if (!read_word (json, "beta_schedule", betas, &beta, error) || !read_word (json, "variance_type", variances, &variance, error))
    return FALSE;
  if (beta >= 0)
    c->beta_schedule = betas[beta];
  c->variance_type = variances[variance];
  return TRUE;
}

gboolean
vt_scheduler_config_read (VtSchedulerConfig *c, const VtSchedulerClass *klass, const VtJsonNode *json, GError **error)
{
  *c = (VtSchedulerConfig){
    .num_train_timesteps = 1000, .beta_start = 0.0001, .beta_end = 0.02, .beta_schedule = "linear",
    .timestep_spacing = VT_SPACING_LINSPACE, .set_alpha_to_one = TRUE, .clip_sample_range = 1,
    .dynamic_thresholding_ratio = 0.995, .sample_max_value = 1, .solver_order = 2, .lower_order_final = TRUE,
    .predict_x0 = TRUE, .original_inference_steps = 50, .timestep_scaling = 10,
  };
  if (klass->defaults != NULL)
    klass->defaults (c);
  if (!read_words (c, json, error) || !read_names (c, json, error) || !read_sigmas (c, json, error))
    return FALSE;
  read_numbers (c, json);
  read_solver (c, json);
  if (klass->preset != NULL)
    klass->preset (c);
  return TRUE;
}

/* --- betas --- */

static float *
trained_betas (const VtSchedulerConfig *c, const VtJsonNode *node, GError **error)
{
  g_autofree float *betas = g_new (float, c->num_train_timesteps);
  double beta;

  for (guint i = 0; i < c->num_train_timesteps; i++)
    {
      if (!vt_json_read_double (vt_json_at (node, i), &beta) || !(beta > 0 && beta < 1))
        {
          g_set_error (error, VT_ERROR, VT_ERROR_CORRUPT,
                       "The scheduler's “trained_betas” are not %u numbers between 0 and 1.", c->num_train_timesteps);
          return NULL;
        }
      betas[i] = (float) beta;
    }
  return g_steal_pointer (&betas);
}

/* torch.linspace: counted from both ends. */
static float
linspace (double start, double end, guint n, guint i)
{
  float a = (float) start, b = (float) end, step = (b - a) / (float) (n - 1);

  return i < n / 2 ? a + step * (float) i : b - step * (float) (n - i - 1);
}

static double
alpha_bar (double t)
{
  return pow (cos ((t + 0.008) / 1.008 * G_PI / 2), 2);
}

static float
beta_at (const VtSchedulerConfig *c, guint i)
{
  guint n = c->num_train_timesteps;
  float x;

  if (strcmp (c->beta_schedule, "scaled_linear") == 0)
    {
      x = linspace (sqrt (c->beta_start), sqrt (c->beta_end), n, i);
      return x * x;
    }
  if (strcmp (c->beta_schedule, "squaredcos_cap_v2") == 0)
    return (float) MIN (1 - alpha_bar ((double) (i + 1) / n) / alpha_bar ((double) i / n), 0.999);
  if (strcmp (c->beta_schedule, "sigmoid") == 0)
    return (float) ((c->beta_end - c->beta_start) / (1 + exp (-linspace (-6, 6, n, i))) + c->beta_start);
  return linspace (c->beta_start, c->beta_end, n, i);
}

/* Shifts and stretches the roots of the products so that the last is 0. */
static void
rescale_zero_snr (float *products, guint n)
{
  double first = sqrt (products[0]), last = sqrt (products[n - 1]);

  for (guint i = 0; i < n; i++)
    products[i] = (float) pow ((sqrt (products[i]) - last) * first / (first - last), 2);
}

float *
vt_scheduler_alphas_cumprod (const VtSchedulerConfig *c, const VtJsonNode *json, gboolean floor, GError **error)
{
  const VtJsonNode *trained = vt_json_get (json, "trained_betas");
  guint n = c->num_train_timesteps;
  g_autofree float *betas = NULL;
  float *products;
  double product = 1;

  if (vt_json_type (trained) == VT_JSON_ARRAY)
    {
      betas = trained_betas (c, trained, error);
      if (betas == NULL)
        return NULL;
    }
  products = g_new (float, n);
  for (guint i = 0; i < n; i++)
    {
      product *= 1 - (betas != NULL ? betas[i] : beta_at (c, i));
      products[i] = (float) CLAMP (product, 0, 1);
    }
  if (c->rescale_betas_zero_snr)
    rescale_zero_snr (products, n);
  if (c->rescale_betas_zero_snr && floor)
    products[n - 1] = 0x1p-24f;
  return products;
}
