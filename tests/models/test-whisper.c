/* A tiny random Whisper against transformers, hidden state by hidden state
 * (tests/vectors/whisper.py), out of every kind of file and on every device.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <glib/gstdio.h>
#include <math.h>
#include <string.h>
#include <unistd.h>

#include "engine/base/error.h"
#include "engine/models/whisper-session.h"
#include "engine/vulkan/devices.h"
#include "tests/models/device.h"
#include "tests/models/states.h"

#define EXACT 1e-8 /* of the normalised mean square error */
#define QUANTISED 5e-3

typedef struct
{
  const char *model; /* in tests/vectors/whisper */
  double tolerance;
  const char *device;
} Case;

static char *
vector_path (const char *name)
{
  return g_build_filename (g_getenv ("VITRINE_SRCDIR"), "tests", "vectors", "whisper", name, NULL);
}

static VtWeights *
load_states (void)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *path = vector_path ("states.safetensors");
  VtWeights *states = vt_weights_open (path, &error);

  g_assert_no_error (error);
  return states;
}

static const float *
state (VtWeights *states, const char *name, gsize *n)
{
  const VtTensorInfo *t = vt_weights_find (states, name);

  g_assert_nonnull (t);
  *n = t->size / sizeof (float);
  return (const float *) (const void *) t->data;
}

static VtWhisper *
load (VtDevice *device, const char *name)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *path = vector_path (name);
  VtWhisper *whisper = vt_whisper_load_bare (device, path, &error);

  g_assert_no_error (error);
  return whisper;
}

static void
hear (VtWhisperSession *session, VtWeights *states)
{
  g_autoptr(GError) error = NULL;
  gsize n;

  vt_whisper_session_hear (session, state (states, "mel", &n), NULL, &error);
  g_assert_no_error (error);
}

static guint
fill (VtWeights *states, VtWhisperInput *inputs, guint slot)
{
  const VtTensorInfo *t = vt_weights_find (states, "tokens");

  for (guint i = 0; i < t->ne[0]; i++)
    inputs[i] = (VtWhisperInput) { ((const gint32 *) (const void *) t->data)[i], slot, i, TRUE };
  return (guint) t->ne[0];
}

static void
read_tokens (VtWhisperSession *session, const VtWhisperInput *inputs, guint n, float *logits)
{
  g_autoptr(GError) error = NULL;

  vt_whisper_session_read (session, inputs, n, logits, NULL, &error);
  g_assert_no_error (error);
}

static void
test_layers (gconstpointer data)
{
  const Case *c = data;
  g_autoptr(VtDevice) device = open_device (c->device);
  g_autoptr(VtWhisper) whisper = load (device, c->model);
  g_autoptr(VtWhisperSession) session = vt_whisper_session_new (whisper, VT_TYPE_F32);
  g_autoptr(VtWeights) states = load_states ();
  Comparison comparison = { states, c->tolerance };
  VtWhisperInput inputs[32];
  g_autofree float *logits = g_new (float, 32 * 96);
  guint n = fill (states, inputs, 0);

  vt_whisper_session_set_probe (session, compare_state, &comparison);
  hear (session, states);
  read_tokens (session, inputs, n, logits);
  /* Two layers and a norm on each side, and the logits. */
  g_assert_cmpuint (comparison.compared, ==, 7);
}

/* One by one and beside another text: the same logits; so in a copied slot. */
static void
test_ways (gconstpointer data)
{
  const Case *c = data;
  g_autoptr(VtDevice) device = open_device (c->device);
  g_autoptr(VtWhisper) whisper = load (device, c->model);
  g_autoptr(VtWhisperSession) session = vt_whisper_session_new (whisper, VT_TYPE_F32);
  g_autoptr(VtWeights) states = load_states ();
  g_autoptr(GError) error = NULL;
  g_autofree float *got = g_new (float, 64 * 96);
  VtWhisperInput inputs[64];
  gsize n_logits;
  const float *expected = state (states, "logits", &n_logits);
  guint n = fill (states, inputs, 2);

  g_assert_true (vt_whisper_session_reserve (session, 3, &error));
  hear (session, states);
  for (guint i = 0; i < n; i++)
    read_tokens (session, inputs + i, 1, got + i * 96);
  g_assert_cmpfloat (nmse (got, expected, n_logits), <, c->tolerance);

  fill (states, inputs, 0);
  fill (states, inputs + n, 1);
  for (guint i = 0; i < n; i++)
    inputs[i].token = (inputs[i].token + 1) % 96;
  read_tokens (session, inputs, 2 * n, got);
  g_assert_cmpfloat (nmse (got + n_logits, expected, n_logits), <, c->tolerance);

  g_assert_true (vt_whisper_session_copy_slot (session, 0, 1, n - 1, &error));
  inputs[2 * n - 1].slot = 0;
  read_tokens (session, inputs + 2 * n - 1, 1, got);
  g_assert_cmpfloat (nmse (got, expected + n_logits - 96, 96), <, c->tolerance);

  inputs[0].position = 24;
  g_assert_false (vt_whisper_session_read (session, inputs, 1, got, NULL, &error));
  g_assert_error (error, VT_ERROR, VT_ERROR_LIMIT);
}

static void
softmax (float *values, guint n)
{
  float max = values[0], sum = 0;

  for (guint i = 1; i < n; i++)
    max = MAX (max, values[i]);
  for (guint i = 0; i < n; i++)
    sum += values[i] = expf (values[i] - max);
  for (guint i = 0; i < n; i++)
    values[i] /= sum;
}

static void
test_attention (gconstpointer data)
{
  const Case *c = data;
  g_autoptr(VtDevice) device = open_device (c->device);
  g_autoptr(VtWhisper) whisper = load (device, c->model);
  g_autoptr(VtWhisperSession) session = vt_whisper_session_new (whisper, VT_TYPE_F32);
  g_autoptr(VtWeights) states = load_states ();
  g_autoptr(GArray) heads = g_array_new (FALSE, FALSE, sizeof (VtWhisperHead));
  g_autoptr(GError) error = NULL;
  const VtTensorInfo *tokens = vt_weights_find (states, "tokens");
  guint n = (guint) tokens->ne[0];
  g_autofree float *scores = g_new (float, 3 * 30 * n);

  g_array_append_vals (heads, ((VtWhisperHead[]) { { 1, 1 }, { 0, 0 }, { 1, 0 } }), 3);
  hear (session, states);
  g_assert_true (vt_whisper_session_attend (session, (const gint32 *) (const void *) tokens->data, n, heads, scores, NULL, &error));
  for (guint h = 0; h < 3; h++)
    {
      VtWhisperHead head = g_array_index (heads, VtWhisperHead, h);
      g_autofree char *name = g_strdup_printf ("attention.%u.%u", head.layer, head.head);
      gsize size;
      const float *expected = state (states, name, &size);

      g_assert_cmpuint (size, ==, 30 * n);
      for (guint i = 0; i < n; i++)
        softmax (scores + (h * n + i) * 30, 30);
      g_assert_cmpfloat (nmse (scores + h * size, expected, size), <, c->tolerance);
    }
}

/* Configurations: what each kind of file says. */
static void
test_config (gconstpointer data)
{
  const Case *c = data;
  g_autoptr(VtDevice) device = open_device ("cpu");
  g_autoptr(VtWhisper) whisper = load (device, c->model);
  const VtWhisperConfig *config = &whisper->config;

  g_assert_cmpint (config->n_mels, ==, 80);
  g_assert_cmpint (config->n_audio_ctx, ==, 30);
  g_assert_cmpint (config->n_audio_head, ==, 2);
  g_assert_cmpint (config->n_audio_ff, ==, 64);
  g_assert_cmpint (config->n_text_ctx, ==, 24);
  g_assert_cmpint (config->n_text_layer, ==, 2);
  g_assert_cmpint (config->n_text_ff, ==, 96);
  g_assert_cmpint (config->n_vocab, ==, 96);
  g_assert_cmpuint (config->alignment_heads->len, >, 0);
  if (config->listed_suppress)
    g_assert_cmpint (g_array_index (config->suppress, gint32, 0), ==, 5);
}

/* A folder without what tells the numbers of heads, and one that is no Whisper. */
static void
test_wrong (void)
{
  g_autoptr(VtDevice) device = open_device ("cpu");
  g_autofree char *folder = g_dir_make_tmp ("vitrine-whisper-XXXXXX", NULL);
  g_autofree char *from = vector_path ("transformers/model.safetensors");
  g_autofree char *to = g_build_filename (folder, "model.safetensors", NULL);
  g_autofree char *other = g_build_filename (g_getenv ("VITRINE_SRCDIR"), "tests", "vectors", "lm", "gpt2", NULL);
  g_autoptr(GError) error = NULL;

  g_assert_cmpint (symlink (from, to), ==, 0);
  g_assert_null (vt_whisper_load_bare (device, folder, &error));
  g_assert_error (error, VT_ERROR, VT_ERROR_CORRUPT);
  g_clear_error (&error);
  g_assert_null (vt_whisper_load_bare (device, other, &error));
  g_assert_error (error, VT_ERROR, VT_ERROR_UNSUPPORTED);
  g_unlink (to);
  g_rmdir (folder);
}

static const Case models[] = {
  { "transformers", EXACT }, { "ctranslate2/float32", EXACT }, { "ctranslate2/float16", EXACT },
  { "ctranslate2/int8", QUANTISED }, { "ggml/ggml-tiny-random.bin", EXACT },
};
static const char *const devices[] = { "cpu", "vulkan" };

static gboolean
have_device (const char *name)
{
  g_autoptr(GPtrArray) vulkan = NULL;

  if (strcmp (name, "cpu") == 0)
    return TRUE;
  vulkan = vt_vulkan_list (NULL);
  return vulkan != NULL && vulkan->len > 0;
}

static void
add (const char *what, const Case *c, const char *device, GTestDataFunc func)
{
  g_autofree char *path = g_strdup_printf ("/whisper/%s/%s/%s", device, what, c->model);
  Case own = { c->model, c->tolerance, device };

  g_test_add_data_func_full (path, g_memdup2 (&own, sizeof own), func, g_free);
}

static void
test_no_vulkan (void)
{
  g_test_skip ("there is no Vulkan device here");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/whisper/wrong", test_wrong);
  for (guint i = 0; i < G_N_ELEMENTS (models); i++)
    add ("config", &models[i], "cpu", test_config);
  for (guint d = 0; d < G_N_ELEMENTS (devices); d++)
    {
      if (!have_device (devices[d]))
        {
          g_test_add_func ("/whisper/vulkan", test_no_vulkan);
          continue;
        }
      for (guint i = 0; i < G_N_ELEMENTS (models); i++)
        add ("layers", &models[i], devices[d], test_layers);
      add ("ways", &models[0], devices[d], test_ways);
      add ("attention", &models[0], devices[d], test_attention);
    }
  return g_test_run ();
}
