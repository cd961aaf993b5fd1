/* Tiny random pipelines against diffusers, layer by layer
 * (tests/vectors/make-diffusion.py), on every device.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <math.h>
#include <string.h>

#include "engine/base/error.h"
#include "engine/models/diffusion.h"
#include "tests/models/device.h"
#include "tests/models/states.h"

#define TOLERANCE 1e-8 /* of the normalised mean square error */

typedef struct
{
  const char *pipeline;
  const char *device;
  gboolean words;
} Case;

static char *
folder_of (const Case *c)
{
  return g_build_filename (g_getenv ("VITRINE_SRCDIR"), "tests", "vectors", "diffusion", c->pipeline, NULL);
}

static VtWeights *
load_states (const Case *c)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *folder = folder_of (c);
  g_autofree char *path = g_build_filename (folder, "states.safetensors", NULL);
  VtWeights *states = vt_weights_open (path, &error);

  g_assert_no_error (error);
  return states;
}

static const float *
state (VtWeights *states, const char *name)
{
  const VtTensorInfo *t = vt_weights_find (states, name);

  g_assert_nonnull (t);
  return (const float *) (const void *) t->data;
}

/* Every state that the reference recorded has been compared. */
static void
assert_all (const Comparison *c)
{
  static const char *const inputs[] = { "sample", "words", "text_embeds", "time_ids", "z", "picture", "ids", NULL };
  guint expected = 0;

  for (guint i = 0; i < vt_weights_n_tensors (c->states); i++)
    {
      const char *name = vt_weights_tensor (c->states, i)->name;

      if (g_str_has_prefix (name, c->part) && !g_strv_contains (inputs, name + strlen (c->part)))
        expected++;
    }
  g_assert_cmpuint (expected, >, 3);
  g_assert_cmpuint (c->compared, ==, expected);
}

static VtDiffusion *
load (const Case *c, VtDevice *device)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *folder = folder_of (c);
  VtDiffusion *d = vt_diffusion_load (device, folder, &error);

  g_assert_no_error (error);
  return d;
}

static void
test_unet (gconstpointer data)
{
  const Case *c = data;
  g_autoptr(VtDevice) device = open_device (c->device);
  g_autoptr(VtDiffusion) d = load (c, device);
  g_autoptr(VtWeights) states = load_states (c);
  g_autoptr(GError) error = NULL;
  Comparison comparison = { states, TOLERANCE, .part = "unet:" };
  VtUnetCall call = { .width = 8, .height = 4, .n = 2, .sample = state (states, "unet:sample"), .time = 321, .guidance_scale = 7.5 };
  g_autofree float *out = g_new (float, 8 * 4 * 2 * 4);

  if (d->unet->words > 0)
    {
      call.words = state (states, "unet:words");
      call.n_words = 5;
    }
  if (d->unet->added > 0)
    {
      call.pooled = state (states, "unet:text_embeds");
      call.ids = state (states, "unet:time_ids");
    }
  vt_unet_run (d->unet, &call, out, NULL, compare_state, &comparison, &error);
  g_assert_no_error (error);
  assert_all (&comparison);
}

/* At which words the picture looks, without changing what comes out (tests/vectors/make-looks.py). */
static void
test_looks (gconstpointer data)
{
  const Case *c = data;
  g_autoptr(VtDevice) device = open_device (c->device);
  g_autoptr(VtDiffusion) d = load (c, device);
  g_autoptr(VtWeights) states = load_states (c), vectors = NULL;
  g_autoptr(GError) error = NULL;
  g_autofree char *folder = folder_of (c), *path = g_build_filename (folder, "looks.safetensors", NULL);
  VtUnetCall call = { .width = 8, .height = 4, .n = 2, .sample = state (states, "unet:sample"), .time = 321, .words = state (states, "unet:words"),
                      .n_words = 5 };
  g_autofree float *out = g_new (float, 8 * 4 * 2 * 4), *looks = g_new (float, 8 * 4 * 2 * 5);
  gint64 width = 8, height = 4;
  const VtTensorInfo *expected;

  vectors = vt_weights_open (path, &error);
  g_assert_no_error (error);
  expected = vt_weights_find (vectors, "call");
  if (d->unet->added > 0)
    {
      call.pooled = state (states, "unet:text_embeds");
      call.ids = state (states, "unet:time_ids");
    }
  call.looks = looks;
  g_assert_true (vt_unet_looks_size (d->unet, &width, &height));
  g_assert_cmpint (expected->ne[1], ==, width);
  g_assert_cmpint (expected->ne[2], ==, height);
  vt_unet_run (d->unet, &call, out, NULL, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpfloat (nmse (looks, state (vectors, "call"), (gsize) (5 * width * height * 2)), <=, TOLERANCE);
  g_assert_cmpfloat (nmse (out, state (states, "unet:conv_out"), 8 * 4 * 2 * 4), <=, TOLERANCE);
}

static void
test_vae (gconstpointer data)
{
  const Case *c = data;
  g_autoptr(VtDevice) device = open_device (c->device);
  g_autoptr(VtDiffusion) d = load (c, device);
  g_autoptr(VtWeights) states = load_states (c);
  g_autoptr(GError) error = NULL;
  Comparison comparison = { states, TOLERANCE, .part = "vae:" };
  g_autofree float *picture = g_new (float, 3 * 8 * 6), *mean = g_new (float, 4 * 12), *deviation = g_new (float, 4 * 12);

  vt_vae_decode (d->vae, state (states, "vae:z"), 4, 3, FALSE, picture, NULL, compare_state, &comparison, &error);
  g_assert_no_error (error);
  vt_vae_encode (d->vae, state (states, "vae:picture"), 6, 8, mean, deviation, NULL, compare_state, &comparison, &error);
  g_assert_no_error (error);
  assert_all (&comparison);
}

/* The small autoencoder for previews (tests/vectors/make-additions.py). */
static void
test_tiny (gconstpointer device_name)
{
  const Case c = { "taesd" };
  g_autoptr(VtDevice) device = open_device (device_name);
  g_autoptr(VtWeights) states = load_states (&c);
  g_autofree char *folder = folder_of (&c), *file = g_build_filename (folder, "config.json", NULL);
  g_autofree char *path = g_build_filename (folder, "diffusion_pytorch_model.safetensors", NULL);
  g_autoptr(GError) error = NULL;
  g_autoptr(VtJson) config = vt_json_load (file, &error);
  g_autoptr(VtWeights) source = vt_weights_open (path, &error);
  g_autoptr(VtVae) vae = vt_vae_new (device, source, vt_json_root (config), &error);
  Comparison comparison = { states, TOLERANCE, .part = "" };
  g_autofree float *picture = g_new (float, 3 * 10 * 6), *latents = g_new (float, 4 * 12), *deviation = g_new (float, 4 * 12);

  g_assert_no_error (error);
  vt_vae_decode (vae, state (states, "z"), 5, 3, FALSE, picture, NULL, compare_state, &comparison, &error);
  g_assert_no_error (error);
  vt_vae_encode (vae, state (states, "picture"), 6, 8, latents, deviation, NULL, compare_state, &comparison, &error);
  g_assert_no_error (error);
  g_assert_cmpfloat (deviation[0], ==, 0);
  assert_all (&comparison);
}

/* How far each concept is beyond its limit, and what follows from it (tests/vectors/make-safety.py). */
static void
test_safety (gconstpointer device_name)
{
  g_autoptr(VtDevice) device = open_device (device_name);
  g_autoptr(VtWeights) states = load_states (&(Case) { "safety" });
  g_autofree char *root = folder_of (&(Case) { "safety" }), *path = g_build_filename (root, "safety_checker", NULL);
  g_autofree char *rules = g_build_filename (root, "feature_extractor", NULL);
  g_autoptr(GError) error = NULL;
  g_autoptr(VtSafetyChecker) checker = vt_safety_checker_load (device, path, rules, &error);

  g_assert_no_error (error);
  for (guint i = 0; i < 2; i++)
    {
      float scores[VT_SAFETY_CONCEPTS];
      gboolean fit;

      vt_safety_checker_look (checker, state (states, "pixels") + i * 3 * 24 * 24, scores, &fit, NULL, &error);
      g_assert_no_error (error);
      g_assert_cmpint (fit, ==, i == 1);
      for (guint k = 0; k < VT_SAFETY_CONCEPTS; k++)
        g_assert_cmpfloat_with_epsilon (scores[k], state (states, "scores")[i * VT_SAFETY_CONCEPTS + k], 6e-4);
    }
}

/* One picture in many tiles is nearly the picture at once: norms see less of it. */
static void
test_tiles (gconstpointer data)
{
  const Case *c = data;
  g_autoptr(VtDevice) device = open_device (c->device);
  g_autoptr(VtDiffusion) d = load (c, device);
  g_autoptr(GError) error = NULL;
  gsize n = 96 * 80;
  g_autofree float *z = g_new (float, 4 * n), *whole = g_new (float, 12 * n), *tiled = g_new (float, 12 * n);

  for (gsize i = 0; i < 4 * n; i++)
    z[i] = (float) ((i * 2654435761u >> 8) % 2000) / 1000 - 1;
  vt_vae_decode (d->vae, z, 96, 80, FALSE, whole, NULL, NULL, NULL, &error);
  g_assert_no_error (error);
  vt_vae_decode (d->vae, z, 96, 80, TRUE, tiled, NULL, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpfloat (nmse (tiled, whole, 12 * n), <, 0.02);
}

/* What would be shown as a picture but is none. */
static void
test_no_picture (gconstpointer data)
{
  const Case *c = data;
  g_autoptr(VtDevice) device = open_device (c->device);
  g_autoptr(VtDiffusion) d = load (c, device);
  g_autoptr(GError) error = NULL;
  g_autofree float *z = g_new (float, 4 * 64), *picture = g_new (float, 12 * 64);

  for (guint i = 0; i < 4 * 64; i++)
    z[i] = NAN;
  g_assert_false (vt_vae_decode (d->vae, z, 8, 8, FALSE, picture, NULL, NULL, NULL, &error));
  g_assert_error (error, VT_ERROR, VT_ERROR_FAILED);
}

static void
test_text (gconstpointer data)
{
  const Case *c = data;
  g_autoptr(VtDevice) device = open_device (c->device);
  g_autoptr(VtDiffusion) d = load (c, device);
  g_autoptr(VtWeights) states = load_states (c);

  for (guint i = 0; i < d->n_text; i++)
    {
      g_autoptr(GError) error = NULL;
      Comparison comparison = { states, TOLERANCE, .part = i == 0 ? "text_encoder:" : "text_encoder_2:" };
      g_autofree char *ids = g_strconcat (comparison.part, "ids", NULL);
      g_autofree float *hidden = g_new (float, 77 * d->text[i]->n_embd), *pooled = g_new (float, d->text[i]->n_embd);

      vt_clip_text_encode (d->text[i], (const gint32 *) (const void *) state (states, ids), 77, NULL, 0, TRUE, hidden, pooled,
                           compare_state, &comparison, &error);
      g_assert_no_error (error);
      assert_all (&comparison);
    }
}

/* The ids of the whole prompt, begin, end and filling included. */
static void
test_tokenizer (gconstpointer data)
{
  const Case *c = data;
  g_autoptr(VtDevice) device = open_device ("cpu");
  g_autoptr(VtDiffusion) d = load (c, device);
  g_autoptr(VtWeights) states = load_states (c);

  for (guint i = 0; i < d->n_text; i++)
    {
      const gint32 *expected = (const gint32 *) (const void *) state (states, i == 0 ? "text_encoder:ids" : "text_encoder_2:ids");
      g_autoptr(GArray) ids = vt_tokenizer_encode (d->tokenizers[i], "A red Apple, on the table's edge: it's 25% off!", -1,
                                                   VT_ENCODE_ADD_SPECIAL | VT_ENCODE_PARSE_SPECIAL);

      g_assert_cmpuint (ids->len, >, 10);
      for (guint k = 0; k < ids->len; k++)
        g_assert_cmpint (g_array_index (ids, gint32, k), ==, expected[k]);
    }
}

static void
add_cases (const Case *c)
{
  static const struct { const char *name; GTestDataFunc func; gboolean words; } tests[] = {
    { "unet", test_unet, FALSE }, { "vae", test_vae, TRUE }, { "text", test_text, TRUE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (tests); i++)
    {
      g_autofree char *path = g_strdup_printf ("/diffusion/%s/%s/%s", tests[i].name, c->pipeline, c->device);

      if (!tests[i].words || c->words)
        g_test_add_data_func (path, c, tests[i].func);
    }
}

int
main (int argc, char **argv)
{
  static const Case cases[] = {
    { "sd1", "cpu", TRUE }, { "sd2", "cpu", TRUE }, { "sdxl", "cpu", TRUE },
    { "lcm", "cpu", TRUE }, { "inpaint", "cpu", TRUE }, { "ddpm", "cpu", FALSE }, { "ddpm-old", "cpu", FALSE },
    { "sd1", "vulkan", TRUE }, { "sd2", "vulkan", TRUE }, { "sdxl", "vulkan", TRUE },
    { "ddpm", "vulkan", FALSE }, { "ddpm-old", "vulkan", FALSE },
  };

  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    add_cases (&cases[i]);
  for (guint i = 0; i < 3; i++)
    {
      static const char *const names[] = { "/diffusion/looks/sd1", "/diffusion/looks/sd2", "/diffusion/looks/sdxl" };
      g_autofree char *cpu = g_strconcat (names[i], "/cpu", NULL), *vulkan = g_strconcat (names[i], "/vulkan", NULL);

      g_test_add_data_func (cpu, &cases[i], test_looks);
      g_test_add_data_func (vulkan, &cases[7 + i], test_looks);
    }
  g_test_add_data_func ("/diffusion/safety/cpu", "cpu", test_safety);
  g_test_add_data_func ("/diffusion/safety/vulkan", "vulkan", test_safety);
  g_test_add_data_func ("/diffusion/taesd/cpu", "cpu", test_tiny);
  g_test_add_data_func ("/diffusion/taesd/vulkan", "vulkan", test_tiny);
  g_test_add_data_func ("/diffusion/vae/tiles", &cases[0], test_tiles);
  g_test_add_data_func ("/diffusion/vae/no-picture", &cases[0], test_no_picture);
  g_test_add_data_func ("/diffusion/tokenizer/sd1", &cases[0], test_tokenizer);
  g_test_add_data_func ("/diffusion/tokenizer/sd2", &cases[1], test_tokenizer);
  g_test_add_data_func ("/diffusion/tokenizer/sdxl", &cases[2], test_tokenizer);
  return g_test_run ();
}
