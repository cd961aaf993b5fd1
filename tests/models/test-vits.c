/* Tiny random VITS voices, and the real one where it is in the Hub's cache,
 * against onnxruntime without noise (tests/vectors/make-vits.py), on every device.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <math.h>
#include <string.h>

#include <glib/gstdio.h>

#include "engine/base/error.h"
#include "engine/formats/json.h"
#include "engine/models/vits-spline.h"
#include "engine/models/vits.h"
#include "tests/models/device.h"
#include "tests/models/real-voice.h"
#include "tests/models/states.h"

#define TOLERANCE 1e-6 /* of the normalised mean square error */

typedef struct
{
  const char *voice; /* in tests/vectors/vits; "joe" for the real one */
  const char *device;
} Case;

static char *
vector_path (const char *name, const char *suffix)
{
  g_autofree char *file = g_strconcat (name, suffix, NULL);

  return g_build_filename (g_getenv ("VITRINE_SRCDIR"), "tests", "vectors", "vits", file, NULL);
}

static VtVits *
load (VtDevice *device, const char *path)
{
  g_autoptr (GError) error = NULL;
  VtVits *voice = vt_vits_load (device, path, &error);

  g_assert_no_error (error);
  return voice;
}

/* All samples of the reference as floats. */
static float *
load_samples (const char *name, gsize *n)
{
  g_autofree char *whole = vector_path (name, ".f32"), *half = vector_path (name, ".s16");
  char *bytes;
  float *samples;

  if (g_file_get_contents (whole, &bytes, n, NULL))
    {
      *n /= sizeof (float);
      return (float *) bytes;
    }
  g_assert_true (g_file_get_contents (half, &bytes, n, NULL));
  *n /= sizeof (gint16);
  samples = g_new (float, *n);
  for (gsize i = 0; i < *n; i++)
    samples[i] = (float) ((gint16 *) bytes)[i] / 32767;
  g_free (bytes);
  return samples;
}

static void
on_sound (const float *samples, gsize n, gpointer data)
{
  g_array_append_vals (data, samples, (guint) n);
}

static GArray *
read_ids (const VtJsonNode *node)
{
  GArray *ids = g_array_new (FALSE, FALSE, sizeof (gint32));

  for (guint i = 0; i < vt_json_length (node); i++)
    {
      gint64 id;
      gint32 value;

      g_assert_true (vt_json_read_int (vt_json_at (node, i), &id));
      value = (gint32) id;
      g_array_append_val (ids, value);
    }
  return ids;
}

/* The samples of one case; (element-type float). */
static GArray *
speak (VtVits *voice, const VtJsonNode *node, gboolean soon)
{
  g_autoptr (GArray) ids = read_ids (vt_json_get (node, "ids"));
  g_autofree gint32 *frames = g_new (gint32, ids->len);
  GArray *sound = g_array_new (FALSE, FALSE, sizeof (float));
  VtVitsSettings settings = { (guint) vt_json_get_int (node, "speaker", 0), vt_json_get_double (node, "length_scale", 1), 0, 0, soon };
  g_autoptr (GError) error = NULL;
  gint64 sum = 0;
  VtRng rng;

  vt_rng_init (&rng, 1, 0);
  vt_vits_speak (voice, (gint32 *) ids->data, ids->len, &settings, &rng, frames, on_sound, sound, NULL, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < ids->len; i++)
    sum += frames[i];
  g_assert_cmpint (sum * vt_vits_config (voice)->hop, ==, sound->len);
  return sound;
}

static void
compare_all (VtVits *voice, const char *name)
{
  g_autofree char *path = vector_path (name, ".cases.json");
  g_autoptr (VtJson) cases = vt_json_load (path, NULL);
  VtJsonIter iter = VT_JSON_ITER (vt_json_root (cases));
  gsize n, at = 0;
  g_autofree float *expected = load_samples (name, &n);

  while (vt_json_iter_next (&iter))
    {
      g_autoptr (GArray) sound = speak (voice, iter.value, FALSE);
      g_autoptr (GArray) soon = speak (voice, iter.value, TRUE);

      g_assert_cmpuint (at + sound->len, <=, n);
      g_assert_cmpfloat (nmse ((float *) sound->data, expected + at, sound->len), <, TOLERANCE);
      /* In other pieces it is the same. */
      g_assert_cmpuint (soon->len, ==, sound->len);
      g_assert_cmpfloat (nmse ((float *) soon->data, expected + at, sound->len), <, TOLERANCE);
      at += sound->len;
    }
  g_assert_cmpuint (at, ==, n);
}

static void
test_voice (gconstpointer data)
{
  const Case *c = data;
  g_autoptr (VtDevice) device = open_device (c->device);
  g_autofree char *path = vector_path (c->voice, ".onnx");
  g_autoptr (VtVits) voice = load (device, path);

  compare_all (voice, c->voice);
}

static void
test_real (void)
{
  g_autoptr (VtDevice) device = open_device ("cpu");
  g_autofree char *path = real_voice ();
  g_autoptr (VtVits) voice = NULL;

  if (path == NULL)
    {
      g_test_skip (NO_REAL_VOICE);
      return;
    }
  voice = load (device, path);
  compare_all (voice, "joe");
}

/* One seed gives one sound, another one another. */
static void
test_noise (void)
{
  g_autoptr (VtDevice) device = open_device ("cpu");
  g_autofree char *path = vector_path ("plain", ".onnx");
  g_autoptr (VtVits) voice = load (device, path);
  const gint32 ids[] = { 1, 0, 20, 0, 30, 0, 40, 0, 2 };
  const guint64 seeds[] = { 1, 1, 2 };
  g_autoptr (GError) error = NULL;
  GArray *sounds[3];

  for (guint i = 0; i < 3; i++)
    {
      gint32 frames[G_N_ELEMENTS (ids)];
      VtRng rng;

      sounds[i] = g_array_new (FALSE, FALSE, sizeof (float));
      vt_rng_init (&rng, seeds[i], 0);
      vt_vits_speak (voice, ids, G_N_ELEMENTS (ids), &(VtVitsSettings) { 0, 1, 0.667, 0.8 }, &rng, frames, on_sound,
                     sounds[i], NULL, &error);
      g_assert_no_error (error);
    }
  g_assert_cmpmem (sounds[0]->data, sounds[0]->len * sizeof (float), sounds[1]->data, sounds[1]->len * sizeof (float));
  g_assert_false (sounds[0]->len == sounds[2]->len && memcmp (sounds[0]->data, sounds[2]->data, sounds[0]->len) == 0);
  for (guint i = 0; i < 3; i++)
    g_array_unref (sounds[i]);
}

static void
test_limit (void)
{
  g_autoptr (VtDevice) device = open_device ("cpu");
  g_autofree char *path = vector_path ("plain", ".onnx");
  g_autoptr (VtVits) voice = load (device, path);
  g_autofree gint32 *ids = g_new0 (gint32, 3000), *frames = g_new0 (gint32, 3000);
  g_autoptr (GCancellable) cancelled = g_cancellable_new ();
  g_autoptr (GError) error = NULL, cancel = NULL;
  VtRng rng;

  vt_rng_init (&rng, 1, 0);
  g_assert_false (vt_vits_speak (voice, ids, 3000, &(VtVitsSettings) { 0, 50, 0, 0 }, &rng, frames, on_sound, NULL, NULL, &error));
  g_assert_error (error, VT_ERROR, VT_ERROR_LIMIT);
  g_cancellable_cancel (cancelled);
  g_assert_false (vt_vits_speak (voice, ids, 9, &(VtVitsSettings) { 0, 1, 0, 0 }, &rng, frames, on_sound, NULL, cancelled, &cancel));
  g_assert_error (cancel, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

/* The spline's forward direction, from the same paper. */
static void
test_spline (void)
{
  const float identity[] = { 0, 0, 0, 0, 0, 0, 0.541f, 0.541f }; /* softplus (0.541) = 0.999 */
  const float bent[] = { 1, -1, 0.5f, -2, 0.3f, 1, -1, 2 };
  double before = -6;

  for (double y = -7; y <= 7; y += 0.25)
    {
      double x = vt_vits_spline_inverse (y, identity, 3, 1), z = vt_vits_spline_inverse (y, bent, 3, 1);

      g_assert_cmpfloat (fabs (x - y), <, 1e-3);
      g_assert_true (y <= -5 || y >= 5 ? z == y : z > -5 && z < 5);
      g_assert_cmpfloat (z, >, y > -6 ? before : -8);
      before = z;
    }
  g_assert_true (isnan (vt_vits_spline_inverse (NAN, bent, 3, 1)));
}

/* What @text becomes when @from in it is replaced. */
static void
save_changed (const char *folder, const char *from, const char *to)
{
  g_autofree char *source = vector_path ("plain", ".onnx.json"), *path = g_build_filename (folder, "v.onnx.json", NULL);
  g_autofree char *text = NULL;
  g_autoptr (GString) changed = NULL;

  g_assert_true (g_file_get_contents (source, &text, NULL, NULL));
  changed = g_string_new (text);
  g_assert_cmpuint (g_string_replace (changed, from, to, 1), ==, 1);
  g_assert_true (g_file_set_contents (path, changed->str, -1, NULL));
}

static void
check_description (const char *folder, const char *from, const char *to, int code, const char *says)
{
  g_autofree char *path = g_build_filename (folder, "v.onnx", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (VtVitsVoice) voice = NULL;

  save_changed (folder, from, to);
  voice = vt_vits_voice_load (path, &error);
  g_assert_null (voice);
  g_assert_error (error, VT_ERROR, code);
  if (strstr (error->message, says) == NULL)
    g_error ("“%s” does not say “%s”", error->message, says);
}

static void
test_descriptions (void)
{
  g_autofree char *folder = g_dir_make_tmp ("vitrine-test-XXXXXX", NULL), *json = g_build_filename (folder, "v.onnx.json", NULL);
  g_autofree char *path = g_build_filename (folder, "v.onnx", NULL);
  g_autoptr (GError) error = NULL;

  g_assert_null (vt_vits_voice_load (path, &error));
  g_assert_error (error, VT_ERROR, VT_ERROR_NOT_FOUND);
  check_description (folder, "8000", "0", VT_ERROR_CORRUPT, "samples a second");
  check_description (folder, "\"en-us\"", "7", VT_ERROR_CORRUPT, "which language");
  check_description (folder, "\"phoneme_type\": \"espeak\"", "\"phoneme_type\": \"pinyin\"", VT_ERROR_UNSUPPORTED, "espeak");
  check_description (folder, "phoneme_id_map", "x", VT_ERROR_CORRUPT, "phoneme_id_map");
  check_description (folder, "{", "", VT_ERROR_CORRUPT, "");
  g_unlink (json);
  g_rmdir (folder);
}

/* Letters, replacements, and phonemes of several characters. */
static void
test_ids (void)
{
  g_autofree char *folder = g_dir_make_tmp ("vitrine-test-XXXXXX", NULL), *json = g_build_filename (folder, "v.onnx.json", NULL);
  g_autofree char *path = g_build_filename (folder, "v.onnx", NULL);
  const char *text = "{\"audio\":{\"sample_rate\":16000},\"phoneme_type\":\"text\",\"phoneme_map\":{\"z\":[\"a\",\"b\"]},"
                     "\"vowel_clusters\":[[\"a\",\"i\"]],\"phoneme_id_map\":{\"_\":[0],\"^\":[1],\"$\":[2],\"a\":[3],\"b\":4,\"ai\":[5,6]}}";
  const gint32 expected[] = { 1, 0, 3, 0, 3, 0, 4, 0, 5, 6, 0, 2 };
  g_autoptr (VtVitsVoice) voice = NULL;
  g_autoptr (GArray) ids = NULL, list = NULL;

  g_assert_true (g_file_set_contents (json, text, -1, NULL));
  voice = vt_vits_voice_load (path, NULL);
  g_assert_null (voice->espeak);
  g_assert_cmpint (vt_vits_voice_largest_id (voice), ==, 6);
  ids = vt_vits_voice_ids (voice, "a?zai", &list);
  g_assert_cmpmem (ids->data, ids->len * sizeof (gint32), expected, sizeof expected);
  g_assert_cmpuint (list->len, ==, 5);
  g_assert_cmpuint (g_array_index (list, VtVoicePhoneme, 2).n_ids, ==, 4);
  g_assert_cmpuint (g_array_index (list, VtVoicePhoneme, 3).begin, ==, 3);
  g_unlink (json);
  g_rmdir (folder);
}

/* A voice cut or changed anywhere is refused in words or speaks, but nothing else. */
static void
test_damaged (void)
{
  g_autoptr (VtDevice) device = open_device ("cpu");
  g_autofree char *source = vector_path ("plain", ".onnx"), *beside = vector_path ("plain", ".onnx.json");
  g_autofree char *folder = g_dir_make_tmp ("vitrine-test-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "v.onnx", NULL), *json = g_build_filename (folder, "v.onnx.json", NULL);
  g_autofree char *bytes = NULL, *text = NULL;
  gsize size;

  g_assert_true (g_file_get_contents (source, &bytes, &size, NULL) && g_file_get_contents (beside, &text, NULL, NULL));
  g_assert_true (g_file_set_contents (json, text, -1, NULL));
  for (guint i = 0; i < 60; i++)
    {
      gsize at = size * i / 60;
      g_autofree char *changed = g_memdup2 (bytes, size);
      g_autoptr (GError) error = NULL;
      g_autoptr (VtVits) voice = NULL;

      changed[at] ^= (char) (1 << (i % 8));
      g_assert_true (g_file_set_contents (path, changed, (gssize) (i % 3 == 0 ? at + 1 : size), NULL));
      voice = vt_vits_load (device, path, &error);
      g_assert_true ((voice != NULL) == (error == NULL));
    }
  g_unlink (path);
  g_unlink (json);
  g_rmdir (folder);
}

static const Case cases[] = {
  { "plain", "cpu" }, { "speakers", "cpu" }, { "plain", "vulkan" }, { "speakers", "vulkan" },
};

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strdup_printf ("/vits/%s/%s", cases[i].voice, cases[i].device);

      g_test_add_data_func (path, &cases[i], test_voice);
    }
  g_test_add_func ("/vits/joe/cpu", test_real);
  g_test_add_func ("/vits/noise", test_noise);
  g_test_add_func ("/vits/limit", test_limit);
  g_test_add_func ("/vits/spline", test_spline);
  g_test_add_func ("/vits/descriptions", test_descriptions);
  g_test_add_func ("/vits/ids", test_ids);
  g_test_add_func ("/vits/damaged", test_damaged);
  return g_test_run ();
}
