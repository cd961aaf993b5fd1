/* The task automatic-speech-recognition as a job, on the real starter models
 * where they are in the Hub's cache.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <math.h>

#include "engine/api/dictation.h"
#include "engine/api/job.h"
#include "engine/base/error.h"
#include "engine/formats/json.h"
#include "engine/models/whisper-tokens.h"
#include "tests/models/speech.h"

#define TINY "models--Systran--faster-whisper-tiny.en"
#define BASE "models--Systran--faster-whisper-base"

/* What CTranslate2 4.8.5 writes, greedy, in float32: the commas are the model's. */
#define BASE_TEXT " And so my fellow Americans, ask not what your country can do for you, ask what you can do for your country."
#define TINY_TEXT " And so my fellow Americans ask not what your country can do for you, ask what you can do for your country."
#define TINY_TIMED " And so my fellow Americans ask not what your country can do for you ask what you can do for your country."

typedef struct
{
  VtEngine *engine;
  VtJob *job;
  GHashTable *outputs;
  GError *error;
} Fixture;

typedef struct
{
  const char *model, *device;
  const char *text, *timed; /* without times, and with them */
  double ends[2];           /* of its segments */
} Case;

static const Case tiny = { TINY, "cpu" }, base = { BASE, "cpu" };

static void
fixture_clear (Fixture *f)
{
  g_clear_object (&f->job);
  g_clear_object (&f->engine);
  g_clear_pointer (&f->outputs, g_hash_table_unref);
  g_clear_error (&f->error);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Fixture, fixture_clear)

static gboolean
begin (Fixture *f, const Case *c)
{
  g_autofree char *path = hub_model (c->model);
  const VtTaskClass *task = vt_task_find ("automatic-speech-recognition", NULL);

  if (path == NULL)
    {
      g_test_skip ("the model is not in the Hub's cache; “vitrine models get” fetches it");
      return FALSE;
    }
  if (f->engine == NULL)
    f->engine = vt_engine_new ();
  g_clear_object (&f->job);
  g_clear_pointer (&f->outputs, g_hash_table_unref);
  f->job = vt_job_new (f->engine, task, path, c->device);
  return TRUE;
}

static void
set (Fixture *f, const char *name, const char *text)
{
  g_autoptr(VtValue) value = vt_value_new_text (text);

  vt_job_set_parameter (f->job, name, value, &f->error);
  g_assert_no_error (f->error);
}

static void
give (Fixture *f, VtValue *audio)
{
  vt_job_set_input (f->job, "audio", audio, &f->error);
  g_assert_no_error (f->error);
}

static void
run (Fixture *f)
{
  f->outputs = vt_job_run (f->job, NULL, &f->error);
  g_assert_no_error (f->error);
}

static const char *
text_of (Fixture *f, const char *name)
{
  return vt_value_text (g_hash_table_lookup (f->outputs, name));
}

static VtValue *
speech (void)
{
  g_autoptr(GArray) samples = load_speech ();

  return audio_value ((const float *) (const void *) samples->data, samples->len, 16000);
}

static double
time_of (const VtJsonNode *chunk, guint which)
{
  double time = -1;

  vt_json_read_double (vt_json_at (vt_json_get (chunk, "timestamp"), which), &time);
  return time;
}

/* Within 0.2 s of CTranslate2's. */
static void
check_ends (const Case *c, const char *chunks)
{
  g_autoptr(VtJson) json = vt_json_parse (chunks, strlen (chunks), NULL);
  guint n = c->ends[1] > 0 ? 2 : 1;

  g_assert_cmpuint (vt_json_length (vt_json_root (json)), ==, n);
  for (guint i = 0; i < n; i++)
    g_assert_cmpfloat (fabs (time_of (vt_json_at (vt_json_root (json), i), 1) - c->ends[i]), <=, 0.2);
}

/* The sentence word for word, with and without times. */
static void
test_sentence (gconstpointer data)
{
  const Case *c = data;
  g_auto(Fixture) f = { 0 };
  g_autoptr(VtValue) audio = speech ();
  g_autofree char *json = NULL;

  if (!begin (&f, c))
    return;
  give (&f, audio);
  run (&f);
  g_test_message ("%s", text_of (&f, "chunks"));
  json = vt_job_dup_stats_json (f.job);
  g_test_message ("%s", json);
  g_assert_cmpstr (text_of (&f, "text"), ==, c->timed);
  g_assert_cmpstr (text_of (&f, "language"), ==, "en");
  check_ends (c, text_of (&f, "chunks"));
  begin (&f, c);
  give (&f, audio);
  set (&f, "return_timestamps", "false");
  run (&f);
  g_assert_cmpstr (text_of (&f, "text"), ==, c->text);
}

/* When each word begins, as CTranslate2's align() says. */
static void
test_words (void)
{
  static const double begins[] = { 0, 0.52, 0.82, 1.18, 1.56, 3.18, 3.74, 4.24, 5.52, 5.76, 6.26,
                                   6.62, 6.82, 7.06, 7.74, 8.48, 8.76, 9.02, 9.32, 9.56, 9.78, 9.94 };
  g_auto(Fixture) f = { 0 };
  g_autoptr(VtValue) audio = speech ();
  g_autoptr(VtJson) json = NULL;
  const VtImage *image;

  if (!begin (&f, &base))
    return;
  give (&f, audio);
  set (&f, "return_timestamps", "word");
  run (&f);
  json = vt_json_parse (text_of (&f, "words"), strlen (text_of (&f, "words")), NULL);
  g_assert_cmpuint (vt_json_length (vt_json_root (json)), ==, G_N_ELEMENTS (begins));
  for (guint i = 0; i < G_N_ELEMENTS (begins); i++)
    g_assert_cmpfloat (fabs (time_of (vt_json_at (vt_json_root (json), i), 0) - begins[i]), <, 0.05);
  g_assert_cmpstr (text_of (&f, "words"), ==, text_of (&f, "chunks"));
  image = vt_value_image (g_hash_table_lookup (f.outputs, "spectrogram"));
  g_assert_cmpuint (image->width, ==, 1100);
  g_assert_cmpuint (image->height, ==, 240); /* three rows a band */
  g_assert_cmpuint (vt_value_image (g_hash_table_lookup (f.outputs, "attention"))->width, ==, 550);
}

/* The recording @times times, with @pause seconds of a faint hiss before each. */
static GArray *
long_speech (guint times, double pause)
{
  g_autoptr(GArray) samples = load_speech ();
  GArray *all = g_array_new (FALSE, FALSE, sizeof (float));
  guint32 state = 7;

  for (guint t = 0; t < times; t++)
    {
      for (guint i = 0; i < pause * 16000; i++)
        {
          float hiss = (float) ((state = state * 1664525u + 1013904223u) / 2147483648.0 - 1) * 1e-3f;
          g_array_append_val (all, hiss);
        }
      g_array_append_vals (all, samples->data, samples->len);
    }
  return all;
}

static guint
count (const char *text, const char *part)
{
  guint n = 0;

  for (; (text = strstr (text, part)) != NULL; text++)
    n++;
  return n;
}

/* More than a window, with pauses: nothing is lost, nothing comes twice, and
 * the times stay right to the end. Without times it is the same text. */
static void
test_long (void)
{
  g_auto(Fixture) f = { 0 };
  g_autoptr(GArray) samples = long_speech (4, 8);
  g_autoptr(VtValue) audio = audio_value ((const float *) (const void *) samples->data, samples->len, 16000);
  g_autofree char *text = NULL;
  g_autoptr(VtJson) json = NULL;
  guint n;

  if (!begin (&f, &tiny))
    return;
  give (&f, audio);
  run (&f);
  g_test_message ("%s", text_of (&f, "chunks"));
  text = g_strdup (text_of (&f, "text"));
  g_assert_cmpuint (count (text, "fellow Americans"), ==, 4);
  g_assert_cmpuint (count (text, "do for your country."), ==, 4);
  json = vt_json_parse (text_of (&f, "chunks"), strlen (text_of (&f, "chunks")), NULL);
  n = vt_json_length (vt_json_root (json));
  g_assert_cmpfloat (fabs (time_of (vt_json_at (vt_json_root (json), n - 1), 1) - 76), <, 0.7);
  g_assert_cmpfloat (vt_job_get_stat (f.job, "audio_s"), ==, 76);
  begin (&f, &tiny);
  give (&f, audio);
  set (&f, "return_timestamps", "false");
  run (&f);
  g_assert_cmpstr (text_of (&f, "text"), ==, text);
  g_assert_cmpint (vt_value_type (g_hash_table_lookup (f.outputs, "chunks")), ==, VT_VALUE_NONE);
}

/* The same words from other rates and channels. */
static void
test_rates (void)
{
  g_auto(Fixture) f = { 0 };
  g_autoptr(GArray) samples = load_speech ();
  g_autoptr(GArray) wide = g_array_new (FALSE, FALSE, sizeof (float));
  g_autoptr(GBytes) bytes = NULL;
  g_autoptr(VtValue) audio = NULL;

  /* 48 kHz, eight channels: straight lines between samples, on one side only. */
  for (guint i = 0; i + 1 < samples->len; i++)
    for (int part = 0; part < 3; part++)
      for (int c = 0; c < 8; c++)
        {
          float value = c < 4 ? 2 * ((float) (3 - part) * g_array_index (samples, float, i) + (float) part * g_array_index (samples, float, i + 1)) / 3 : 0;
          g_array_append_val (wide, value);
        }
  bytes = g_bytes_new (wide->data, wide->len * sizeof (float));
  audio = vt_value_new_audio (bytes, 48000, 8);
  if (!begin (&f, &tiny))
    return;
  give (&f, audio);
  set (&f, "return_timestamps", "false");
  run (&f);
  g_assert_cmpstr (text_of (&f, "text"), ==, TINY_TEXT);
}

/* What nobody says is not written down. */
static void
test_nothing (void)
{
  g_auto(Fixture) f = { 0 };
  g_autofree float *samples = g_new0 (float, 16000 * 12);
  guint32 state = 5;

  for (guint round = 0; round < 3; round++)
    {
      /* Silence, a faint hiss, loud noise. */
      float loudness = round == 0 ? 0 : round == 1 ? 1e-4f : 0.3f;
      g_autoptr(VtValue) audio = NULL;

      for (guint i = 0; i < 16000 * 12; i++)
        samples[i] = (float) ((state = state * 1664525u + 1013904223u) / 2147483648.0 - 1) * loudness;
      audio = audio_value (samples, 16000 * 12, 16000);
      if (!begin (&f, &base))
        return;
      give (&f, audio);
      set (&f, "language", "en");
      run (&f);
      g_assert_cmpstr (text_of (&f, "text"), ==, "");
      g_assert_cmpstr (text_of (&f, "chunks"), ==, "[]");
      g_assert_cmpstr (text_of (&f, "srt"), ==, "");
    }
}

/* An hour in which nobody speaks is soon over, and the model is not asked. */
static void
test_hour (void)
{
  g_auto(Fixture) f = { 0 };
  gsize n = 3600 * 16000;
  g_autoptr(GBytes) bytes = g_bytes_new_take (g_new0 (float, n), n * sizeof (float));
  g_autoptr(VtValue) audio = vt_value_new_audio (bytes, 16000, 1);

  if (!begin (&f, &tiny))
    return;
  give (&f, audio);
  run (&f);
  g_assert_cmpstr (text_of (&f, "text"), ==, "");
  g_assert_cmpfloat (vt_job_get_stat (f.job, "generated_tokens"), ==, 0);
  g_assert_cmpfloat (vt_job_get_stat (f.job, "audio_s"), ==, 3600);
}

static void
test_empty (void)
{
  g_auto(Fixture) f = { 0 };
  g_autoptr(VtValue) audio = audio_value (NULL, 0, 16000);

  if (!begin (&f, &tiny))
    return;
  give (&f, audio);
  f.outputs = vt_job_run (f.job, NULL, &f.error);
  g_assert_error (f.error, VT_ERROR, VT_ERROR_INVALID);
  g_assert_nonnull (strstr (f.error->message, "empty"));
}

static void
fails_with (Fixture *f, const Case *c, const char *param, const char *value, int code)
{
  g_autoptr(VtValue) audio = speech ();

  if (!begin (f, c))
    return;
  give (f, audio);
  set (f, param, value);
  f->outputs = vt_job_run (f->job, NULL, &f->error);
  g_assert_error (f->error, VT_ERROR, code);
  g_clear_error (&f->error);
}

static void
test_wrong (void)
{
  g_auto(Fixture) f = { 0 };

  fails_with (&f, &tiny, "language", "klingon", VT_ERROR_INVALID);
  fails_with (&f, &tiny, "language", "german", VT_ERROR_UNSUPPORTED);
  fails_with (&f, &tiny, "task", "translate", VT_ERROR_UNSUPPORTED);
}

/* Beams, a prompt, chance and previous words all give the sentence. */
static void
test_ways (void)
{
  static const char *const ways[][2] = {
    { "num_beams", "5" }, { "initial_prompt", "A speech of a president." }, { "temperature", "0.2" },
    { "condition_on_prev_tokens", "true" }, { "language", "English" }, { "vad_filter", "false" },
  };
  g_auto(Fixture) f = { 0 };
  g_autoptr(VtValue) audio = speech ();

  for (guint i = 0; i < G_N_ELEMENTS (ways); i++)
    {
      if (!begin (&f, &base))
        return;
      give (&f, audio);
      vt_job_set_seed (f.job, 3);
      set (&f, ways[i][0], ways[i][1]);
      run (&f);
      g_test_message ("%s: %s", ways[i][0], text_of (&f, "text"));
      g_assert_nonnull (strstr (text_of (&f, "text"), "ask what you can do for your country."));
    }
}

/* The tokenizer that is made of a list of tokens gives the ids of the real one. (No
 * word here begins with t: the tokenizer.json of these models lacks the merge of “ t”.) */
static void
test_vocabulary (void)
{
  static const char *const texts[] = {
    " And so my fellow Americans, ask not what your country can do for you", "Straßenbahnhaltestelle", " 東京タワーへようこそ。",
    " don't, won't; 12,345.67 €!", "  many  blanks\nand a line ", "🙂 emoji", "",
  };
  g_autofree char *path = hub_model (BASE);
  g_autofree char *lines = NULL, *list = NULL;
  g_autoptr(VtTokenizer) real = NULL, made = NULL;
  g_auto(GStrv) tokens = NULL;

  if (path == NULL)
    {
      g_test_skip ("the model is not in the Hub's cache; “vitrine models get” fetches it");
      return;
    }
  list = g_build_filename (path, "vocabulary.txt", NULL);
  real = vt_tokenizer_new_from_folder (path, NULL);
  g_assert_true (g_file_get_contents (list, &lines, NULL, NULL));
  tokens = g_strsplit (lines, "\n", 0);
  made = vt_whisper_tokenizer_new (tokens, g_strv_length (tokens) - 1, 51865, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr(GArray) a = vt_tokenizer_encode (real, texts[i], -1, 0), b = vt_tokenizer_encode (made, texts[i], -1, 0);

      g_assert_cmpmem (a->data, a->len * 4, b->data, b->len * 4);
    }
  g_assert_cmpint (vt_tokenizer_find (made, "<|notimestamps|>"), ==, vt_tokenizer_find (real, "<|notimestamps|>"));
  /* The words alone, as whisper.cpp has them: the rest is numbered as OpenAI does. */
  g_clear_pointer (&made, vt_tokenizer_unref);
  made = vt_whisper_tokenizer_new (tokens, 50257, 51865, NULL);
  for (guint i = 0; i < 3; i++)
    {
      static const char *const words[] = { "<|startoftranscript|>", "<|su|>", "<|notimestamps|>" };
      g_assert_cmpint (vt_tokenizer_find (made, words[i]), ==, vt_tokenizer_find (real, words[i]));
    }
}

typedef struct
{
  GCancellable *cancellable;
  gint64 cancelled;
  guint partials;
  double fraction;
} Watch;

static void
on_partial (VtJob *job, const char *output, VtValue *value, Watch *w)
{
  w->partials++;
  if (w->cancellable != NULL && w->cancelled == 0)
    {
      w->cancelled = g_get_monotonic_time ();
      g_cancellable_cancel (w->cancellable);
    }
}

static void
on_progress (VtJob *job, double fraction, const char *what, Watch *w)
{
  if (fraction < 0)
    return;
  g_assert_cmpfloat (fraction, <=, 1);
  if (strcmp (what, "Loading the model") != 0)
    {
      g_assert_cmpfloat (fraction, >=, w->fraction);
      w->fraction = fraction;
    }
}

/* Text streams, progress grows, and cancelling ends it soon. */
static void
test_cancel (void)
{
  g_auto(Fixture) f = { 0 };
  g_autoptr(GArray) samples = long_speech (6, 0);
  g_autoptr(VtValue) audio = audio_value ((const float *) (const void *) samples->data, samples->len, 16000);
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  Watch watch = { cancellable };

  if (!begin (&f, &tiny))
    return;
  give (&f, audio);
  g_signal_connect (f.job, "partial", G_CALLBACK (on_partial), &watch);
  g_signal_connect (f.job, "progress", G_CALLBACK (on_progress), &watch);
  f.outputs = vt_job_run (f.job, cancellable, &f.error);
  g_assert_error (f.error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpuint (watch.partials, >, 0);
  g_test_message ("ended %.0f ms after it was cancelled", (double) (g_get_monotonic_time () - watch.cancelled) / 1000);
  g_assert_cmpint (g_get_monotonic_time () - watch.cancelled, <, 500000); /* 100 ms where the machine is idle */
}

/* What a microphone would do: the recording in blocks of 100 ms, twice as fast as it was spoken. */
typedef struct
{
  VtDictation *dictation;
  GArray *samples;
  guint at;
  guint partials;
  double delay;
  GString *text;
} Dictated;

static gboolean
speak (gpointer data)
{
  Dictated *d = data;
  guint n = MIN (1600, d->samples->len - d->at);

  vt_dictation_push (d->dictation, &g_array_index (d->samples, float, d->at), n, 16000, 1);
  d->delay = MAX (d->delay, vt_dictation_get_delay (d->dictation));
  d->at += n;
  if (d->at < d->samples->len)
    return G_SOURCE_CONTINUE;
  vt_dictation_finish (d->dictation);
  return G_SOURCE_REMOVE;
}

static void
on_dictated_partial (VtDictation *dictation, const char *text, Dictated *d)
{
  d->partials += text[0] != '\0';
}

static void
on_dictated_segment (VtDictation *dictation, const char *text, double start, double end, Dictated *d)
{
  g_test_message ("%.2f to %.2f s:%s", start, end, text);
  g_assert_cmpfloat (start, <=, end);
  g_string_append (d->text, text);
}

static void
test_dictation (void)
{
  g_autofree char *path = hub_model (TINY);
  g_autoptr(VtEngine) engine = vt_engine_new ();
  g_autoptr(VtDictation) dictation = NULL;
  g_autoptr(GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autoptr(GArray) samples = long_speech (2, 2);
  g_autoptr(GString) text = g_string_new (NULL);
  g_autoptr(VtValue) wrong = vt_value_new_text ("x");
  g_autofree char *lower = NULL;
  Dictated d = { .samples = samples, .text = text };

  if (path == NULL)
    {
      g_test_skip ("the model is not in the Hub's cache; “vitrine models get” fetches it");
      return;
    }
  d.dictation = dictation = vt_dictation_new (engine, path, "cpu");
  g_assert_false (vt_dictation_set_parameter (dictation, "num_beams", wrong, NULL));
  g_signal_connect (dictation, "partial", G_CALLBACK (on_dictated_partial), &d);
  g_signal_connect (dictation, "segment", G_CALLBACK (on_dictated_segment), &d);
  g_signal_connect_swapped (dictation, "finished", G_CALLBACK (g_main_loop_quit), loop);
  g_timeout_add (50, speak, &d);
  g_main_loop_run (loop);
  g_test_message ("%u partial texts; at most %.2f s of sound behind, at twice the speed", d.partials, d.delay);
  g_assert_cmpuint (d.partials, >=, 2);
  /* On a busy computer it falls behind and divides sentences elsewhere, so their first letters and last ones may differ. */
  lower = g_utf8_casefold (text->str, -1);
  g_assert_cmpuint (count (lower, "fellow america"), ==, 2);
  g_assert_cmpuint (count (lower, "do for your country"), ==, 2);
}

static void
on_failed (VtDictation *dictation, GError *error, char **message)
{
  *message = g_strdup (error->message);
}

/* A model that is not there; and one who goes while it still works. */
static void
test_dictation_fails (void)
{
  g_autoptr(VtEngine) engine = vt_engine_new ();
  g_autoptr(VtDictation) dictation = vt_dictation_new (engine, "/nowhere", "cpu");
  g_autoptr(VtDictation) leaving = vt_dictation_new (engine, "/nowhere", "cpu");
  g_autoptr(GArray) samples = load_speech ();
  g_autofree char *message = NULL;

  g_signal_connect (dictation, "failed", G_CALLBACK (on_failed), &message);
  vt_dictation_push (leaving, (const float *) (const void *) samples->data, samples->len, 16000, 1);
  g_clear_object (&leaving);
  vt_dictation_push (dictation, (const float *) (const void *) samples->data, samples->len, 16000, 1);
  while (message == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_nonnull (strstr (message, "nowhere"));
}

static const struct
{
  const char *path;
  void (*func) (void);
} tests[] = {
  { "/speech/words", test_words }, { "/speech/long", test_long }, { "/speech/rates", test_rates },
  { "/speech/nothing", test_nothing }, { "/speech/empty", test_empty }, { "/speech/hour", test_hour }, { "/speech/wrong", test_wrong },
  { "/speech/vocabulary", test_vocabulary }, { "/speech/dictation", test_dictation },
  { "/speech/dictation-fails", test_dictation_fails },
  { "/speech/ways", test_ways }, { "/speech/cancel", test_cancel },
};

int
main (int argc, char **argv)
{
  static const Case cases[] = {
    { TINY, "cpu", TINY_TEXT, TINY_TIMED, { 8, 11 } },
    { BASE, "cpu", BASE_TEXT, BASE_TEXT, { 11 } },
    { TINY, "vulkan", TINY_TEXT, TINY_TIMED, { 8, 11 } },
    { BASE, "vulkan", BASE_TEXT, BASE_TEXT, { 11 } },
  };

  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strdup_printf ("/speech/sentence/%s/%s", cases[i].device, cases[i].model);
      g_test_add_data_func (path, &cases[i], test_sentence);
    }
  for (guint i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add_func (tests[i].path, tests[i].func);
  return g_test_run ();
}
