/* A tiny random Kokoro model, and the real one where it is in the Hub's cache,
 * against onnxruntime part by part (tests/vectors/make-kokoro.py), on every device.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <math.h>
#include <string.h>

#include "engine/base/error.h"
#include "engine/formats/json.h"
#include "engine/models/kokoro-source.h"
#include "engine/models/kokoro-style.h"
#include "engine/models/kokoro-symbols.h"
#include "engine/models/kokoro.h"
#include "engine/models/voice.h"
#include "tests/models/device.h"
#include "tests/models/real-kokoro.h"

#define TOLERANCE 1e-8 /* of the normalised mean square error */
#define STEP 8         /* of the spectrum's columns that are kept */

static char *
vector_path (const char *name)
{
  return g_build_filename (g_getenv ("VITRINE_SRCDIR"), "tests", "vectors", "kokoro", name, NULL);
}

static VtKokoro *
load (VtDevice *device, const char *path)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (VtWeights) weights = vt_weights_open (path, &error);
  VtKokoro *kokoro;

  g_assert_no_error (error);
  g_assert_true (vt_voice_kokoro.matches (weights));
  kokoro = vt_kokoro_load (device, weights, &error);
  g_assert_no_error (error);
  return kokoro;
}

/* What onnxruntime made, one after the other. */
typedef struct
{
  VtJson *json;
  char *bytes;
  gsize size, at;
} Expected;

static void
expected_init (Expected *e, const char *name)
{
  g_autofree char *about = g_strconcat (name, ".json", NULL), *numbers = g_strconcat (name, ".f32", NULL);
  g_autofree char *json = vector_path (about), *path = vector_path (numbers);

  e->at = 0;
  e->json = vt_json_load (json, NULL);
  g_assert_nonnull (e->json);
  g_assert_true (g_file_get_contents (path, &e->bytes, &e->size, NULL));
}

static void
expected_clear (Expected *e)
{
  vt_json_free (e->json);
  g_free (e->bytes);
}

static double
nmse (const float *got, const float *expected, gsize n)
{
  double error = 0, power = 0;

  for (gsize i = 0; i < n; i++)
    {
      error += (double) (got[i] - expected[i]) * (got[i] - expected[i]);
      power += (double) expected[i] * expected[i];
    }
  g_assert_cmpfloat (power, >, 0);
  return error / power;
}

static void
compare (Expected *e, const char *what, const float *got, gsize n)
{
  const float *expected = (const float *) (e->bytes + e->at);
  double off;

  g_assert_cmpint (vt_json_get_int (vt_json_get (vt_json_root (e->json), "sizes"), what, 0), ==, (gint64) n);
  e->at += n * sizeof (float);
  g_assert_cmpuint (e->at, <=, e->size);
  off = nmse (got, expected, n);
  g_test_message ("%s: NMSE %.2g", what, off);
  g_assert_cmpfloat (off, <, TOLERANCE);
}

static void
skip (Expected *e, gsize n)
{
  e->at += n * sizeof (float);
}

static gint32 *
read_ints (const VtJsonNode *list, guint *n)
{
  gint32 *numbers;

  *n = vt_json_length (list);
  numbers = g_new (gint32, *n);
  for (guint i = 0; i < *n; i++)
    {
      gint64 value;

      g_assert_true (vt_json_read_int (vt_json_at (list, i), &value));
      numbers[i] = (gint32) value;
    }
  return numbers;
}

/* The formula of make-kokoro.py. */
static float *
make_source (gint64 bins, gsize columns)
{
  float *source = g_new (float, bins * (gint64) columns);

  for (gsize t = 0; t < columns; t++)
    for (gint64 k = 0; k < bins; k++)
      source[(gint64) t * bins + k] = (float) sin (0.3 * (double) k + 0.7 * (double) t * (1 + (double) (k % 5)));
  return source;
}

/* Every STEP-th column, so that the kept file is small. */
static void
compare_spectrum (Expected *e, const float *spectrum, gint64 bins, gsize columns)
{
  g_autoptr (GArray) some = g_array_new (FALSE, FALSE, sizeof (float));

  for (gsize t = 0; t < columns; t += STEP)
    g_array_append_vals (some, spectrum + (gint64) t * bins, (guint) bins);
  compare (e, "spectrum", (const float *) some->data, some->len);
}

static void
compare_parts (VtKokoro *kokoro, Expected *e, const float *style, guint row)
{
  const VtKokoroConfig *c = vt_kokoro_config (kokoro);
  const VtJsonNode *root = vt_json_root (e->json);
  guint n, n_frames;
  g_autofree gint32 *symbols = read_ints (vt_json_get (root, "symbols"), &n), *frames = read_ints (vt_json_get (root, "frames"), &n_frames);
  g_auto (VtKokoroSentence) s = { .symbols = symbols, .n = n, .style = style + 2 * c->style * row, .speed = 1 };
  g_autofree float *source = NULL, *spectrum = NULL;
  g_autoptr (GError) error = NULL;
  gsize columns;

  g_assert_true (vt_kokoro_read_text (kokoro, &s, &error));
  g_assert_cmpmem (s.frames, n * sizeof *frames, frames, n_frames * sizeof *frames);
  compare (e, "states", s.states, (gsize) (c->dim + c->style) * n);
  skip (e, (gsize) c->durations * n);
  compare (e, "text", s.text, (gsize) c->dim * n);
  g_assert_true (vt_kokoro_intone (kokoro, &s, &error));
  compare (e, "pitch", s.pitch, 2 * s.n_frames);
  compare (e, "loudness", s.loudness, 2 * s.n_frames);
  columns = vt_kokoro_columns (kokoro, &s);
  source = make_source (c->n_fft + 2, columns);
  spectrum = vt_kokoro_decode (kokoro, &s, source, columns, &error);
  g_assert_no_error (error);
  compare_spectrum (e, spectrum, c->n_fft + 2, columns);
  g_assert_cmpuint (e->at, ==, e->size);
}

static void
test_parts (gconstpointer device_name)
{
  g_autoptr (VtDevice) device = open_device (device_name);
  g_autofree char *path = vector_path ("tiny/model.onnx"), *voice = vector_path ("tiny/voices/af_one.bin");
  g_autoptr (VtKokoro) kokoro = load (device, path);
  g_autofree char *style = NULL;
  Expected e;

  g_assert_true (g_file_get_contents (voice, &style, NULL, NULL));
  expected_init (&e, "tiny");
  compare_parts (kokoro, &e, (const float *) style, 8);
  expected_clear (&e);
}

/* As PyTorch saves it: networks in dictionaries, weights and LSTMs in pieces, voices as tensors. */
static void
test_pytorch (gconstpointer device_name)
{
  g_autoptr (VtDevice) device = open_device (device_name);
  g_autofree char *path = vector_path ("pytorch"), *model = vector_path ("pytorch/model.pth");
  g_autofree char *folder = vt_kokoro_style_folder (model);
  g_autoptr (VtKokoro) kokoro = load (device, path);
  g_autoptr (GError) error = NULL;
  g_autoptr (VtKokoroStyle) style = vt_kokoro_style_load (folder, "af_one", 2 * (guint) vt_kokoro_config (kokoro)->style, &error);
  Expected e;

  g_assert_no_error (error);
  expected_init (&e, "pytorch");
  compare_parts (kokoro, &e, vt_kokoro_style_row (style, 1), 8);
  expected_clear (&e);
}

static void
test_real (void)
{
  g_autoptr (VtDevice) device = open_device ("cpu");
  g_autofree char *path = real_kokoro (), *folder = path != NULL ? vt_kokoro_style_folder (path) : NULL;
  g_autofree char *voice = NULL, *style = NULL;
  g_autoptr (VtKokoro) kokoro = NULL;
  Expected e;

  if (path == NULL)
    {
      g_test_skip (NO_REAL_KOKORO);
      return;
    }
  kokoro = load (device, path);
  voice = g_build_filename (folder, "af_heart.bin", NULL);
  g_assert_true (g_file_get_contents (voice, &style, NULL, NULL));
  expected_init (&e, "real");
  compare_parts (kokoro, &e, (const float *) style, 4);
  expected_clear (&e);
}

static void
on_sound (const float *samples, gsize n, gpointer data)
{
  for (gsize i = 0; i < n; i++)
    g_assert_true (isfinite (samples[i]));
  g_array_append_vals (data, samples, (guint) n);
}

/* (element-type float): what the tiny voice makes of some phonemes. */
static GArray *
say (VtVoice *voice, const VtVoiceSettings *settings, guint64 seed, const char *phonemes, VtVoiceSaid *said)
{
  GArray *sound = g_array_new (FALSE, FALSE, sizeof (float));
  g_autoptr (GError) error = NULL;
  VtRng rng;

  vt_rng_init (&rng, seed, 0);
  g_assert_true (voice->kind->prepare (voice->voice, settings, &error));
  voice->kind->say (voice->voice, phonemes, TRUE, &rng, said, on_sound, sound, NULL, &error);
  g_assert_no_error (error);
  return sound;
}

static VtVoice *
load_voice (void)
{
  g_autoptr (VtDevice) device = open_device ("cpu");
  g_autofree char *path = vector_path ("tiny");
  g_autoptr (GError) error = NULL;
  VtVoice *voice = vt_voice_load (device, path, &error);

  g_assert_no_error (error);
  g_assert_true (voice->kind == &vt_voice_kokoro);
  return voice;
}

/* One seed, one sound; another voice, another; the phonemes' times add up to the sound. */
static void
test_say (void)
{
  static const VtVoiceSettings settings[] = {
    { "af_one", 1, 0, -1, -1 }, { "af_one", 1, 0, -1, -1 }, { "bm_two", 1, 0, -1, -1 }, { "af_one:1,bm_two:3", 1, 0, -1, -1 },
    { "af_one", 2, 0, -1, -1 },
  };
  g_autoptr (VtVoice) voice = load_voice ();
  GArray *sounds[G_N_ELEMENTS (settings)];

  for (guint i = 0; i < G_N_ELEMENTS (settings); i++)
    {
      g_auto (VtVoiceSaid) said;
      gint64 frames = 0;

      vt_voice_said_init (&said);
      sounds[i] = say (voice, &settings[i], 1, "hɛˈləʊ, wɔld.", &said);
      for (guint k = 0; k < said.frames->len; k++)
        frames += g_array_index (said.frames, gint32, k);
      g_assert_cmpfloat_with_epsilon ((double) frames * voice->kind->frame (voice->voice), sounds[i]->len / 24000.0, 1e-6);
    }
  g_assert_cmpmem (sounds[0]->data, sounds[0]->len, sounds[1]->data, sounds[1]->len);
  g_assert_true (sounds[2]->len != sounds[0]->len || memcmp (sounds[2]->data, sounds[0]->data, 4 * sounds[0]->len) != 0);
  g_assert_true (sounds[3]->len != sounds[2]->len || memcmp (sounds[3]->data, sounds[2]->data, 4 * sounds[2]->len) != 0);
  g_assert_cmpuint (sounds[4]->len, <, sounds[0]->len);
  for (guint i = 0; i < G_N_ELEMENTS (settings); i++)
    g_array_unref (sounds[i]);
}

/* More symbols than ALBERT has positions are said in parts; what is unknown, not at all. */
static void
test_long (void)
{
  static const VtVoiceSettings settings = { "af_one", 1, 0, 0, -1 };
  g_autoptr (VtVoice) voice = load_voice ();
  g_auto (VtVoiceSaid) said, none;
  g_autoptr (GArray) sound = NULL, silence = NULL;
  guint letters = 0;

  vt_voice_said_init (&said);
  vt_voice_said_init (&none);
  sound = say (voice, &settings, 1, "hɛlo hɛlo hɛlo hɛlo hɛlo hɛlo hɛlo hɛlo hɛlo", &said);
  for (guint i = 0; i < said.phonemes->len; i++)
    letters += g_array_index (said.phonemes, VtVoicePhoneme, i).length > 0;
  g_assert_cmpuint (letters, ==, 9 * 4 + 8);
  g_assert_cmpuint (sound->len, >, 0);
  silence = say (voice, &settings, 1, "語語", &none);
  g_assert_cmpuint (silence->len, ==, 0);
  g_assert_cmpuint (none.phonemes->len, ==, 0);
}

static void
check_refused (VtVoice *voice, const char *speaker, int code)
{
  VtVoiceSettings settings = { speaker, 1, 0, -1, -1 };
  g_autoptr (GError) error = NULL;

  g_assert_false (voice->kind->prepare (voice->voice, &settings, &error));
  g_assert_error (error, VT_ERROR, code);
}

static void
test_speakers (void)
{
  g_autoptr (VtVoice) voice = load_voice ();
  VtVoiceSettings settings = { NULL, 1, 0, -1, -1 };
  g_autoptr (GError) error = NULL;

  g_assert_true (voice->kind->prepare (voice->voice, &settings, &error));
  g_assert_cmpstr (voice->kind->espeak (voice->voice), ==, "en-us");
  settings.speaker = "jf_three:1,bm_two:0.5"; /* the first language that can be read */
  g_assert_true (voice->kind->prepare (voice->voice, &settings, &error));
  g_assert_cmpstr (voice->kind->espeak (voice->voice), ==, "en-gb");
  check_refused (voice, "nobody", VT_ERROR_NOT_FOUND);
  check_refused (voice, "../voices/af_one", VT_ERROR_NOT_FOUND);
  check_refused (voice, "af_one:", VT_ERROR_INVALID);
  check_refused (voice, "af_one:-1", VT_ERROR_INVALID);
  check_refused (voice, "af_one,,", VT_ERROR_INVALID);
  check_refused (voice, "jf_three", VT_ERROR_UNSUPPORTED);
}

static void
check_symbols (const char *language, const char *phonemes, const char *letters)
{
  g_autoptr (VtKokoroSymbols) symbols = vt_kokoro_symbols_new (NULL, 178);
  g_autoptr (GArray) got = g_array_new (FALSE, FALSE, sizeof (gint32)), list = g_array_new (FALSE, FALSE, sizeof (VtVoicePhoneme));
  g_autoptr (GArray) expected = g_array_new (FALSE, FALSE, sizeof (gint32)), other = g_array_new (FALSE, FALSE, sizeof (VtVoicePhoneme));

  vt_kokoro_symbols_read (symbols, language, phonemes, phonemes, 1000, got, list);
  vt_kokoro_symbols_read (symbols, "", letters, letters, 1000, expected, other);
  g_assert_cmpmem (got->data, got->len * sizeof (gint32), expected->data, expected->len * sizeof (gint32));
}

static void
test_symbols (void)
{
  check_symbols ("en-us", "həlˈoʊ wˈɜːld", "həlˈO wˈɜɹld");
  check_symbols ("en-gb", "həlˈəʊ wˈɜːld", "həlˈQ wˈɜːld");
  check_symbols ("en-us", "dʒˈʌdʒ tʃˈɪn", "ʤˈʌʤ ʧˈɪn");
  check_symbols ("en-us", "bˈʌɾɚ", "bˈʌTəɹ");
  check_symbols ("es", "pˈeɾo", "pˈeɾo");
  check_symbols ("fr-fr", "bɔ̃ʒˈuʁ", "bɔ̃ʒˈuʁ");
  check_symbols ("en-us", "bˈʌtn̩", "bˈʌtᵊn");
}

static const VtKokoroConfig sound_config = { .stages = 2, .up_rate = { 10, 6 }, .n_fft = 20, .hop = 5 };

/* The source is silent but for its bias where nothing is voiced, and follows the pitch where it is. */
static void
test_source (void)
{
  const float merge[VT_KOKORO_HARMONICS] = { 1, 0, 0.5f }, pitch[] = { 0, 0, 200, 200, 200, 200, 200, 200, 0, 0 };
  g_autofree float *wave = vt_kokoro_source (&sound_config, pitch, G_N_ELEMENTS (pitch), merge, 0.05f, 0, NULL);
  guint crossings = 0;

  g_assert_cmpfloat_with_epsilon (wave[10], tanh (0.05), 1e-6);
  g_assert_cmpfloat_with_epsilon (wave[2990], tanh (0.05), 1e-6);
  for (guint i = 900; i < 2100; i++)
    crossings += (wave[i - 1] < 0.05f) != (wave[i] < 0.05f);
  g_assert_cmpuint (crossings, >=, 19); /* 10 periods */
  g_assert_cmpuint (crossings, <=, 21);
}

/* A constant and a tone, whose transforms under Hann's window are known. */
static void
test_spectrum (void)
{
  float samples[200];
  g_autofree float *spectrum = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (samples); i++)
    samples[i] = 0.5f + 0.2f * (float) cos (2 * G_PI * 4 * i / 20);
  spectrum = vt_kokoro_spectrum (&sound_config, samples, G_N_ELEMENTS (samples));
  for (guint t = 4; t < 36; t += 4) /* where the tone's phase is 0 */
    {
      const float *column = spectrum + 22 * t;

      g_assert_cmpfloat_with_epsilon (column[0], 5, 1e-5);
      g_assert_cmpfloat_with_epsilon (column[1], 2.5, 1e-5);
      g_assert_cmpfloat_with_epsilon (column[4], 1, 1e-5);
      g_assert_cmpfloat_with_epsilon (column[8], 0, 1e-5);
      g_assert_cmpfloat_with_epsilon (column[11], 0, 1e-6);
      g_assert_cmpfloat_with_epsilon (fabsf (column[12]), G_PI, 1e-5);
    }
}

/* The way back: a tone stays within bounds, and a constant is known. */
static void
test_back (void)
{
  const gsize columns = 41;
  g_autofree float *spectrum = g_new0 (float, 22 * columns), *samples = NULL;

  for (gsize t = 0; t < columns; t++)
    {
      for (guint k = 0; k <= 10; k++)
        spectrum[22 * t + k] = -80;
      spectrum[22 * t] = logf (15);
      spectrum[22 * t + 4] = logf (3);
      spectrum[22 * t + 11 + 4] = (float) asin (1.0 / 4); /* a phase of a quarter */
    }
  samples = vt_kokoro_sound (&sound_config, spectrum, columns);
  for (gsize i = 0; i < 5 * (columns - 1); i++)
    g_assert_true (isfinite (samples[i]) && fabsf (samples[i]) < 3);
  for (gsize t = 0; t < columns; t++)
    spectrum[22 * t + 4] = -80;
  g_free (samples);
  samples = vt_kokoro_sound (&sound_config, spectrum, columns);
  for (gsize i = 0; i < 5 * (columns - 1); i++) /* 15 / 20 of a window's sum, 2, by the sum of its squares, 1.5 */
    g_assert_true (i < 10 || i >= 190 || fabsf (samples[i] - 1) < 1e-5f);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_data_func ("/kokoro/parts/cpu", "cpu", test_parts);
  g_test_add_data_func ("/kokoro/parts/vulkan", "vulkan", test_parts);
  g_test_add_data_func ("/kokoro/pytorch/cpu", "cpu", test_pytorch);
  g_test_add_data_func ("/kokoro/pytorch/vulkan", "vulkan", test_pytorch);
  g_test_add_func ("/kokoro/real", test_real);
  g_test_add_func ("/kokoro/say", test_say);
  g_test_add_func ("/kokoro/long", test_long);
  g_test_add_func ("/kokoro/speakers", test_speakers);
  g_test_add_func ("/kokoro/symbols", test_symbols);
  g_test_add_func ("/kokoro/source", test_source);
  g_test_add_func ("/kokoro/spectrum", test_spectrum);
  g_test_add_func ("/kokoro/back", test_back);
  return g_test_run ();
}
