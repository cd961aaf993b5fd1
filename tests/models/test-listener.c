/* Networks that say what a sound is against PyTorch (tests/vectors/make-hearing.py):
 * what they make of a sound, layer by layer, on every device; and the task
 * audio-classification against transformers' pipeline.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <glib/gstdio.h>
#include <string.h>

#include "engine/api/job.h"
#include "engine/base/error.h"
#include "engine/formats/json.h"
#include "engine/models/listener.h"
#include "engine/tasks/sound-prepare.h"
#include "tests/models/device.h"
#include "tests/models/sound-signal.h"
#include "tests/models/states.h"

#define TOLERANCE 1e-8 /* of the normalised mean square error */
#define SCORE_DIFFERENCE 1e-4
#define N_LABELS 5

/* @samples: what the script gave */
typedef struct
{
  const char *model;
  const char *device;
  gsize samples;
} Case;

static char *
folder_of (const char *model)
{
  return g_build_filename (g_getenv ("VITRINE_SRCDIR"), "tests", "vectors", "hearing", model, NULL);
}

static VtWeights *
load_states (const char *model)
{
  g_autofree char *folder = folder_of (model);
  g_autofree char *path = g_build_filename (folder, "states.safetensors", NULL);
  g_autoptr(GError) error = NULL;
  VtWeights *states = vt_weights_open (path, &error);

  g_assert_no_error (error);
  return states;
}

static void
test_model (gconstpointer data)
{
  const Case *c = data;
  g_autofree char *folder = folder_of (c->model);
  g_autoptr(VtWeights) states = load_states (c->model);
  g_autoptr(VtDevice) device = open_device (c->device);
  g_autoptr(GError) error = NULL;
  g_autoptr(VtListener) listener = vt_listener_load (device, folder, &error);
  g_autofree float *samples = make_signal (c->samples), *heard = NULL;
  Comparison comparison = { states, TOLERANCE };
  const VtTensorInfo *expected = vt_weights_find (states, "logits");
  float logits[N_LABELS];

  g_assert_no_error (error);
  g_assert_cmpuint (listener->n_labels, ==, N_LABELS);
  heard = vt_sound_prepare (&listener->rules, samples, c->samples);
  compare_state ("features", heard, listener->rules.n_bands, listener->rules.n_frames, &comparison);
  /* The second run goes by a plan without a probe, the third by the one that is kept. */
  for (guint round = 0; round < 3; round++)
    {
      vt_listener_run (listener, heard, logits, NULL, round == 0 ? compare_state : NULL, &comparison, &error);
      g_assert_no_error (error);
      g_assert_cmpfloat (nmse (logits, (const float *) (const void *) expected->data, N_LABELS), <, TOLERANCE);
    }
  /* All but softmax and sigmoid. */
  g_assert_cmpuint (comparison.compared, ==, vt_weights_n_tensors (states) - 2);
}

/* --- the task --- */

static void
set (VtJob *job, const char *name, VtValue *value)
{
  g_autoptr(VtValue) owned = value;
  g_autoptr(GError) error = NULL;

  vt_job_set_parameter (job, name, owned, &error);
  g_assert_no_error (error);
}

/* Hears @n samples; @function and @beginning as parameters. */
static GHashTable *
classify (const Case *c, const float *samples, gsize n, const char *function, gboolean beginning, GError **error)
{
  g_autofree char *folder = folder_of (c->model);
  g_autoptr(VtEngine) engine = vt_engine_new ();
  g_autoptr(VtJob) job = vt_job_new (engine, vt_task_find ("audio-classification", NULL), folder, c->device);
  g_autoptr(GBytes) bytes = g_bytes_new (samples, n * sizeof *samples);
  g_autoptr(VtValue) audio = vt_value_new_audio (bytes, 16000, 1);

  vt_job_set_input (job, "audio", audio, error);
  set (job, "function_to_apply", vt_value_new_text (function));
  set (job, "only_beginning", vt_value_new_boolean (beginning));
  return vt_job_run (job, NULL, error);
}

static void
check_scores (GHashTable *outputs, VtWeights *states, const char *function)
{
  static const char *const names[N_LABELS] = { "bell", "rain", "speech", "thunder", "wind" };
  const float *expected = (const float *) (const void *) vt_weights_find (states, function)->data;
  guint n;
  const VtLabel *labels = vt_value_labels (g_hash_table_lookup (outputs, "labels"), &n);

  g_assert_cmpuint (n, ==, N_LABELS);
  for (guint i = 0; i < n; i++)
    {
      guint k = 0;

      while (strcmp (names[k], labels[i].label) != 0)
        g_assert_cmpuint (++k, <, N_LABELS);
      g_assert_cmpfloat_with_epsilon (labels[i].score, expected[k], SCORE_DIFFERENCE);
      g_assert_true (i == 0 || labels[i].score <= labels[i - 1].score);
    }
}

static void
test_scores (gconstpointer data)
{
  static const char *const functions[] = { "softmax", "sigmoid" };
  const Case *c = data;
  g_autoptr(VtWeights) states = load_states (c->model);
  g_autofree float *samples = make_signal (c->samples);
  g_autoptr(GError) error = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (functions); i++)
    {
      g_autoptr(GHashTable) outputs = classify (c, samples, c->samples, functions[i], FALSE, &error);

      g_assert_no_error (error);
      check_scores (outputs, states, functions[i]);
      g_assert_cmpint (vt_value_type (g_hash_table_lookup (outputs, "spectrogram")), ==, VT_VALUE_IMAGE);
    }
}

static const VtJsonNode *
chunks_of (GHashTable *outputs, VtJson **json)
{
  const char *text = vt_value_text (g_hash_table_lookup (outputs, "chunks"));

  *json = vt_json_parse (text, strlen (text), NULL);
  g_assert_nonnull (*json);
  return vt_json_root (*json);
}

/* Twice the same piece has the scores of one; silence behind it does not count if
 * only the beginning is heard, and changes them if all is. */
static void
test_long (void)
{
  static const Case c = { "ast", "cpu", 107 * 160 };
  gsize piece = c.samples;
  g_autofree float *samples = g_new0 (float, 3 * piece), *first = make_signal (piece);
  const struct { gsize n; gboolean beginning; guint pieces; } rounds[] = {
    { piece, FALSE, 1 }, { 2 * piece, FALSE, 2 }, { 3 * piece, TRUE, 1 }, { 3 * piece, FALSE, 3 },
    { piece + 399, FALSE, 1 }, { piece + 400, FALSE, 2 },
  };
  float best[G_N_ELEMENTS (rounds)];

  memcpy (samples, first, piece * sizeof *samples);
  memcpy (samples + piece, first, piece * sizeof *samples);
  for (guint i = 0; i < G_N_ELEMENTS (rounds); i++)
    {
      g_autoptr(GError) error = NULL;
      g_autoptr(GHashTable) outputs = classify (&c, samples, rounds[i].n, "softmax", rounds[i].beginning, &error);
      g_autoptr(VtJson) json = NULL;
      const VtJsonNode *chunks;
      double end;
      guint n;

      g_assert_no_error (error);
      chunks = chunks_of (outputs, &json);
      best[i] = vt_value_labels (g_hash_table_lookup (outputs, "labels"), &n)[0].score;
      g_assert_cmpuint (vt_json_length (chunks), ==, rounds[i].pieces);
      g_assert_true (vt_json_read_double (vt_json_at (vt_json_get (vt_json_at (chunks, 0), "timestamp"), 1), &end));
      g_assert_cmpfloat_with_epsilon (end, 1.07, 1e-9);
    }
  g_assert_cmpfloat_with_epsilon (best[1], best[0], 1e-6);
  g_assert_cmpfloat_with_epsilon (best[2], best[0], 1e-6);
  g_assert_cmpfloat_with_epsilon (best[4], best[0], 1e-6);
  g_assert_cmpfloat (fabsf (best[3] - best[0]), >, 1e-3);
}

static void
test_too_short (void)
{
  static const Case c = { "ast", "cpu", 0 };
  g_autofree float *samples = make_signal (399);

  for (gsize n = 0; n <= 399; n += 399)
    {
      g_autoptr(GError) error = NULL;

      g_assert_null (classify (&c, samples, n, "model", FALSE, &error));
      g_assert_error (error, VT_ERROR, VT_ERROR_INVALID);
    }
}

/* --- what is no such model, or a broken one --- */

static void
test_others (void)
{
  static const char *const others[] = { "tests/vectors/lm/llama2", "tests/vectors/whisper/transformers", "tests/vectors/seeing/vit" };

  for (guint i = 0; i < G_N_ELEMENTS (others); i++)
    {
      g_autofree char *path = g_build_filename (g_getenv ("VITRINE_SRCDIR"), others[i], NULL);
      g_autoptr(VtDevice) device = open_device ("cpu");
      g_autoptr(GError) error = NULL;

      g_assert_null (vt_listener_load (device, path, &error));
      g_assert_error (error, VT_ERROR, VT_ERROR_UNSUPPORTED);
    }
}

typedef struct
{
  const char *model, *file, *from, *to;
  gint code;
} Broken;

/* A copy of the folder with @from in @file replaced. */
static char *
break_folder (const Broken *b)
{
  static const char *const files[] = { "config.json", "preprocessor_config.json", "model.safetensors" };
  g_autofree char *folder = folder_of (b->model);
  char *copy = g_dir_make_tmp ("vitrine-listener-XXXXXX", NULL);

  for (guint i = 0; i < G_N_ELEMENTS (files); i++)
    {
      g_autofree char *from = g_build_filename (folder, files[i], NULL), *to = g_build_filename (copy, files[i], NULL), *text = NULL;
      gsize length;

      g_assert_true (g_file_get_contents (from, &text, &length, NULL));
      if (strcmp (files[i], b->file) == 0)
        {
          g_auto(GStrv) parts = g_strsplit (text, b->from, -1);

          g_assert_cmpuint (g_strv_length (parts), >, 1);
          g_free (text);
          text = g_strjoinv (b->to, parts);
          length = strlen (text);
        }
      g_assert_true (g_file_set_contents (to, text, (gssize) length, NULL));
    }
  return copy;
}

static void
remove_folder (const char *folder)
{
  static const char *const files[] = { "config.json", "preprocessor_config.json", "model.safetensors", NULL };

  for (guint i = 0; files[i] != NULL; i++)
    {
      g_autofree char *path = g_build_filename (folder, files[i], NULL);

      g_remove (path);
    }
  g_rmdir (folder);
}

static void
test_broken (void)
{
  static const Broken cases[] = {
    { "ast", "config.json", "\"num_mel_bins\": 24", "\"num_mel_bins\": 2400", VT_ERROR_CORRUPT },
    { "ast", "config.json", "\"max_length\": 107", "\"max_length\": -107", VT_ERROR_CORRUPT },
    { "ast", "config.json", "\"max_length\": 107", "\"max_length\": 10700000000", VT_ERROR_CORRUPT },
    { "ast", "config.json", "\"time_stride\": 5", "\"time_stride\": 0", VT_ERROR_CORRUPT },
    { "ast", "config.json", "\"frequency_stride\": 4", "\"frequency_stride\": 7000000000", VT_ERROR_CORRUPT },
    { "ast", "config.json", "\"patch_size\": 6", "\"patch_size\": 60", VT_ERROR_CORRUPT },
    { "ast", "config.json", "id2label", "other", VT_ERROR_CORRUPT },
    { "ast", "config.json", "\"4\": \"wind\"", "\"5\": \"wind\"", VT_ERROR_CORRUPT },
    { "ast", "preprocessor_config.json", "16000", "48000", VT_ERROR_UNSUPPORTED },
    { "ast", "preprocessor_config.json", "\"std\": 4.25", "\"std\": 0", VT_ERROR_CORRUPT },
    { "ast", "preprocessor_config.json", "\"max_length\": 107", "\"max_length\": 100", VT_ERROR_CORRUPT },
    { "whisper-classes", "config.json", "\"max_source_positions\": 50", "\"max_source_positions\": 0", VT_ERROR_CORRUPT },
    { "whisper-classes", "config.json", "\"max_source_positions\": 50", "\"max_source_positions\": 60", VT_ERROR_CORRUPT },
    { "whisper-classes", "config.json", "\"encoder_layers\": 3", "\"encoder_layers\": 4", VT_ERROR_CORRUPT },
    { "whisper-classes", "config.json", "\"classifier_proj_size\": 20", "\"classifier_proj_size\": 0", VT_ERROR_CORRUPT },
    { "whisper-classes", "preprocessor_config.json", "\"feature_size\": 80", "\"feature_size\": 128", VT_ERROR_CORRUPT },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *folder = break_folder (&cases[i]);
      g_autoptr(VtDevice) device = open_device ("cpu");
      g_autoptr(GError) error = NULL;

      g_test_message ("%s: %s", cases[i].model, cases[i].to);
      g_assert_null (vt_listener_load (device, folder, &error));
      remove_folder (folder);
      g_assert_error (error, VT_ERROR, cases[i].code);
    }
}

int
main (int argc, char **argv)
{
  static const Case cases[] = {
    { "ast", "cpu", 16000 },
    { "ast", "vulkan", 16000 },
    { "whisper-classes", "cpu", 12000 },
    { "whisper-classes", "vulkan", 12000 },
  };

  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *model = g_strdup_printf ("/listener/%s/%s", cases[i].model, cases[i].device);
      g_autofree char *scores = g_strdup_printf ("/audio-classification/%s/%s", cases[i].model, cases[i].device);

      g_test_add_data_func (model, &cases[i], test_model);
      g_test_add_data_func (scores, &cases[i], test_scores);
    }
  g_test_add_func ("/audio-classification/long", test_long);
  g_test_add_func ("/audio-classification/too-short", test_too_short);
  g_test_add_func ("/listener/others", test_others);
  g_test_add_func ("/listener/broken", test_broken);
  return g_test_run ();
}
