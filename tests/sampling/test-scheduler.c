/* Schedulers and random numbers against diffusers and PyTorch
 * (tests/vectors/make-schedulers.py).
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <math.h>
#include <string.h>

#include "engine/base/error.h"
#include "engine/base/torch-rng.h"
#include "engine/formats/weights.h"
#include "engine/sampling/scheduler.h"

#define N 16
#define TOLERANCE 2e-4

static VtWeights *
load_vectors (void)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *path = g_build_filename (g_getenv ("VITRINE_SRCDIR"), "tests", "vectors", "diffusion", "schedulers.safetensors", NULL);
  VtWeights *vectors = vt_weights_open (path, &error);

  g_assert_no_error (error);
  return vectors;
}

static const float *
vector (VtWeights *vectors, const char *name, gsize *n)
{
  const VtTensorInfo *t = vt_weights_find (vectors, name);

  g_assert_nonnull (t);
  *n = (gsize) (t->ne[0] * t->ne[1]);
  return (const float *) (const void *) t->data;
}

static const float *
case_vector (VtWeights *vectors, guint i, const char *what, gsize *n)
{
  g_autofree char *name = g_strdup_printf ("%u.%s", i, what);

  return vector (vectors, name, n);
}

static void
assert_close (const float *got, const float *expected, gsize n, const char *what)
{
  for (gsize i = 0; i < n; i++)
    if (!(fabsf (got[i] - expected[i]) <= TOLERANCE * (1 + fabsf (expected[i]))))
      g_error ("%s: number %zu is %g instead of %g", what, i, (double) got[i], (double) expected[i]);
}

static void
draw (float *to, gsize n, gpointer rng)
{
  vt_torch_rng_normal (rng, to, n);
}

/* The fake model of the script. */
static void
answer (const float *x, double t, float *out)
{
  for (guint i = 0; i < N; i++)
    out[i] = tanhf (0.7f * x[i] + sinf ((float) (t / 150)));
}

static void
check_run (VtScheduler *s, VtWeights *vectors, guint index, const char *what)
{
  VtTorchRng rng;
  gsize n, n_times;
  const float *expected = case_vector (vectors, index, "samples", &n);
  const float *times = case_vector (vectors, index, "timesteps", &n_times);
  float sample[N], input[N], out[N], end[N];

  g_assert_cmpuint (vt_scheduler_n_timesteps (s), ==, n_times);
  vt_torch_rng_init (&rng, 7);
  vt_torch_rng_normal (&rng, sample, N);
  for (guint i = 0; i < N; i++)
    sample[i] *= (float) vt_scheduler_init_noise_sigma (s);
  assert_close (sample, expected, N, what);
  vt_scheduler_begin (s, 0, N, draw, &rng);
  for (guint i = 0; i < n_times; i++)
    {
      g_autofree char *where = g_strdup_printf ("%s, call %u", what, i);

      g_assert_cmpfloat_with_epsilon (vt_scheduler_timestep (s, i), times[i], 1e-3 + 1e-5 * fabsf (times[i]));
      vt_scheduler_scale_input (s, sample, input);
      answer (input, vt_scheduler_timestep (s, i), out);
      vt_scheduler_foresee (s, out, sample, end); /* which moves nothing on */
      vt_scheduler_step (s, out, sample);
      assert_close (sample, expected + (i + 1) * N, N, where);
    }
}

static void
check_noised (VtScheduler *s, VtWeights *vectors, guint index, guint begin, const char *what)
{
  gsize n;
  const float *expected = case_vector (vectors, index, "noised", &n);
  float sample[N], noise[N];

  for (guint i = 0; i < N; i++)
    {
      sample[i] = -1 + 2 * (float) i / (N - 1);
      noise[i] = 2 - 3 * (float) i / (N - 1);
    }
  vt_scheduler_add_noise (s, begin, sample, noise, N);
  assert_close (sample, expected, N, what);
}

static void
test_case (gconstpointer data)
{
  guint index = GPOINTER_TO_UINT (data);
  g_autoptr(GError) error = NULL;
  g_autoptr(VtWeights) vectors = load_vectors ();
  g_autofree char *key = g_strdup_printf ("%u", index);
  g_autofree char *text = vt_weights_dup_meta_string (vectors, key);
  g_autoptr(VtJson) json = vt_json_parse (text, strlen (text), &error);
  const VtJsonNode *root = json != NULL ? vt_json_root (json) : NULL, *config = vt_json_get (root, "config");
  const char *name = vt_json_get_string (root, "name", "");
  g_autofree char *noising = g_strdup_printf ("%s, noised", text);
  g_autoptr(VtScheduler) named = NULL, found = NULL;

  g_assert_no_error (error);
  /* By our name, and as the configuration's class name alone finds it. */
  named = vt_scheduler_new (vt_scheduler_class_find (name), config, &error);
  g_assert_no_error (error);
  found = vt_scheduler_new (NULL, config, &error);
  g_assert_no_error (error);
  vt_scheduler_set_steps (named, (guint) vt_json_get_int (root, "steps", 0), &error);
  g_assert_no_error (error);
  vt_scheduler_set_steps (found, (guint) vt_json_get_int (root, "steps", 0), &error);
  g_assert_no_error (error);
  check_run (named, vectors, index, text);
  check_run (found, vectors, index, text);
  check_run (found, vectors, index, text); /* and again: nothing is left of the run before */
  check_noised (named, vectors, index, (guint) vt_json_get_int (root, "begin", 0), noising);
}

static void
test_randn (void)
{
  g_autoptr(VtWeights) vectors = load_vectors ();
  static const guint sizes[] = { 1, 5, 15, 16, 17, 31, 32, 100 };
  VtTorchRng rng;
  float got[723];
  gsize n;

  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      g_autofree char *name = g_strdup_printf ("randn.%u", sizes[i]);

      vt_torch_rng_init (&rng, G_GUINT64_CONSTANT (1234567890123));
      vt_torch_rng_normal (&rng, got, sizes[i]);
      assert_close (got, vector (vectors, name, &n), sizes[i], name);
    }
  vt_torch_rng_init (&rng, 3);
  vt_torch_rng_normal (&rng, got, 700);
  vt_torch_rng_normal (&rng, got + 700, 3);
  vt_torch_rng_normal (&rng, got + 703, 20);
  assert_close (got, vector (vectors, "randn.chain", &n), 723, "several tensors");
}

/* What a configuration must not do is refused in words. */
static void
test_refused (void)
{
  static const struct { const char *text; gint code; } cases[] = {
    { "{\"_class_name\": \"KarrasVeScheduler\"}", VT_ERROR_UNSUPPORTED },
    { "{\"_class_name\": \"DDIMScheduler\", \"beta_schedule\": \"triangle\"}", VT_ERROR_UNSUPPORTED },
    { "{\"_class_name\": \"DDIMScheduler\", \"prediction_type\": \"colour\"}", VT_ERROR_UNSUPPORTED },
    { "{\"_class_name\": \"DDIMScheduler\", \"trained_betas\": [0.1, 2]}", VT_ERROR_CORRUPT },
    { "{\"_class_name\": \"UniPCMultistepScheduler\", \"use_beta_sigmas\": true}", VT_ERROR_UNSUPPORTED },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(GError) error = NULL;
      g_autoptr(VtJson) json = vt_json_parse (cases[i].text, strlen (cases[i].text), NULL);

      g_assert_null (vt_scheduler_new (NULL, vt_json_root (json), &error));
      g_assert_error (error, VT_ERROR, cases[i].code);
    }
}

/* What an answer would lead to is what the step with it takes the end to be. */
static void
test_foresee (void)
{
  static const char *const names[] = { "ddim", "ddpm", "pndm", "euler", "heun", "lms", "dpmsolver++", "unipc" };
  static const char *const configs[] = { "{\"clip_sample\": false, \"skip_prk_steps\": true}",
                                         "{\"clip_sample\": false, \"skip_prk_steps\": true, \"prediction_type\": \"v_prediction\"}" };

  for (guint k = 0; k < G_N_ELEMENTS (names) * G_N_ELEMENTS (configs); k++)
    {
      const char *name = names[k / 2], *config = configs[k % 2];
      g_autoptr(GError) error = NULL;
      g_autoptr(VtJson) json = vt_json_parse (config, strlen (config), &error);
      g_autoptr(VtScheduler) s = vt_scheduler_new (vt_scheduler_class_find (name), vt_json_root (json), &error);
      float sample[N], input[N], out[N], end[N];
      VtTorchRng rng;

      g_assert_no_error (error);
      vt_torch_rng_init (&rng, 3);
      vt_torch_rng_normal (&rng, sample, N);
      vt_scheduler_set_steps (s, 12, &error);
      g_assert_no_error (error);
      vt_scheduler_begin (s, 4, N, draw, &rng);
      vt_scheduler_scale_input (s, sample, input);
      answer (input, vt_scheduler_timestep (s, 4), out);
      vt_scheduler_foresee (s, out, sample, end);
      vt_scheduler_step (s, out, sample);
      assert_close (end, vt_scheduler_denoised (s), N, name);
    }
}

static void
test_too_many (void)
{
  g_autoptr(VtScheduler) s = vt_scheduler_new (vt_scheduler_class_find ("lcm"), NULL, NULL);
  g_autoptr(GError) error = NULL;

  g_assert_false (vt_scheduler_set_steps (s, 51, &error));
  g_assert_error (error, VT_ERROR, VT_ERROR_INVALID);
  g_clear_error (&error);
  g_assert_false (vt_scheduler_set_steps (s, 0, &error));
  g_assert_error (error, VT_ERROR, VT_ERROR_INVALID);
}

int
main (int argc, char **argv)
{
  g_autoptr(VtWeights) vectors = NULL;

  g_test_init (&argc, &argv, NULL);
  vectors = load_vectors ();
  for (guint i = 0; i < vt_weights_n_meta (vectors); i++)
    {
      g_autofree char *key = g_strdup_printf ("%u", i);
      g_autofree char *path = NULL;

      if (vt_weights_meta (vectors, key) == NULL)
        continue;
      path = g_strdup_printf ("/scheduler/%u", i);
      g_test_add_data_func (path, GUINT_TO_POINTER (i), test_case);
    }
  g_test_add_func ("/scheduler/refused", test_refused);
  g_test_add_func ("/scheduler/foresee", test_foresee);
  g_test_add_func ("/scheduler/too-many", test_too_many);
  g_test_add_func ("/torch-rng/randn", test_randn);
  return g_test_run ();
}
