/* The task text-to-speech as a job, on tiny random voices (tests/vectors/make-vits.py).
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <string.h>

#include "engine/api/job.h"
#include "engine/base/error.h"
#include "engine/formats/json.h"
#include "engine/tasks/growing-sound.h"
#include "engine/text/speech-markup.h"

#define RATE 8000 /* of the tiny voices */

typedef struct
{
  VtEngine *engine;
  VtJob *job;
  GError *error;
  GHashTable *outputs;
  GPtrArray *partials; /* (element-type VtValue): of the sound */
} Fixture;

static void
set_up (Fixture *f, gconstpointer data)
{
  f->engine = vt_engine_new ();
  f->partials = g_ptr_array_new_with_free_func ((GDestroyNotify) vt_value_unref);
}

static void
clear_run (Fixture *f)
{
  g_clear_object (&f->job);
  g_clear_error (&f->error);
  g_clear_pointer (&f->outputs, g_hash_table_unref);
  g_ptr_array_set_size (f->partials, 0);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  clear_run (f);
  g_ptr_array_unref (f->partials);
  g_clear_object (&f->engine);
}

static void
on_partial (VtJob *job, const char *output, VtValue *value, Fixture *f)
{
  if (strcmp (output, "audio") == 0)
    g_ptr_array_add (f->partials, vt_value_ref (value));
}

static void
begin (Fixture *f, const char *voice, const char *text)
{
  g_autofree char *file = g_strconcat (voice, ".onnx", NULL);
  g_autofree char *path = g_build_filename (g_getenv ("VITRINE_SRCDIR"), "tests", "vectors", "vits", file, NULL);
  g_autoptr (VtValue) value = vt_value_new_text (text);

  clear_run (f);
  f->job = vt_job_new (f->engine, vt_task_find ("text-to-speech", NULL), path, "cpu");
  vt_job_set_seed (f->job, 7);
  g_signal_connect (f->job, "partial", G_CALLBACK (on_partial), f);
  g_assert_true (vt_job_set_input (f->job, "text", value, &f->error));
}

static void
set (Fixture *f, const char *name, const char *text)
{
  g_autoptr (VtValue) value = vt_value_new_text (text);

  vt_job_set_parameter (f->job, name, value, &f->error);
  g_assert_no_error (f->error);
}

static const VtAudio *
run (Fixture *f)
{
  f->outputs = vt_job_run (f->job, NULL, &f->error);
  g_assert_no_error (f->error);
  return vt_value_audio (g_hash_table_lookup (f->outputs, "audio"));
}

static gsize
say (Fixture *f, const char *text)
{
  begin (f, "plain", text);
  set (f, "noise_w", "0");
  set (f, "sentence_silence", "0");
  return run (f)->n_frames;
}

static void
test_sound (Fixture *f, gconstpointer data)
{
  const VtAudio *audio;
  g_autofree char *json = NULL;

  begin (f, "plain", "Hello, world. This is a test! Is it?");
  audio = run (f);
  g_assert_cmpuint (audio->rate, ==, RATE);
  g_assert_cmpuint (audio->channels, ==, 1);
  g_assert_cmpuint (audio->n_frames, >, RATE / 4);
  for (gsize i = 0; i < audio->n_frames; i++)
    g_assert_true (audio->samples[i] >= -1 && audio->samples[i] <= 1);
  g_assert_cmpfloat (vt_job_get_stat (f->job, "audio_s"), ==, (double) audio->n_frames / RATE);
  json = vt_task_find ("text-to-speech", NULL)->to_json (NULL, f->outputs);
  g_assert_true (g_str_has_prefix (json, "{\"sampling_rate\":8000,\"duration\":"));
}

/* Each partial sound is the beginning of the next and of the whole. */
static void
test_partials (Fixture *f, gconstpointer data)
{
  const VtAudio *whole;
  gsize before = 0;

  begin (f, "plain", "Hello, world. This is a test! Is it? I think so. And one more.");
  whole = run (f);
  g_assert_cmpuint (f->partials->len, >=, 1);
  for (guint i = 0; i < f->partials->len; i++)
    {
      const VtAudio *part = vt_value_audio (g_ptr_array_index (f->partials, i));

      g_assert_cmpuint (part->n_frames, >=, before);
      g_assert_cmpuint (part->n_frames, <=, whole->n_frames);
      g_assert_cmpmem (part->samples, part->n_frames * sizeof (float), whole->samples, part->n_frames * sizeof (float));
      before = part->n_frames;
    }
}

static void
test_seed (Fixture *f, gconstpointer data)
{
  g_autoptr (VtValue) first = NULL;

  begin (f, "plain", "Say it twice.");
  run (f);
  first = vt_value_ref (g_hash_table_lookup (f->outputs, "audio"));
  begin (f, "plain", "Say it twice.");
  run (f);
  g_assert_true (vt_value_equal (first, g_hash_table_lookup (f->outputs, "audio")));
  begin (f, "plain", "Say it twice.");
  vt_job_set_seed (f->job, 8);
  run (f);
  g_assert_false (vt_value_equal (first, g_hash_table_lookup (f->outputs, "audio")));
}

/* Silence between sentences, in place of it breaks; speed. */
static void
test_pauses (Fixture *f, gconstpointer data)
{
  gsize one = say (f, "Yes."), two = say (f, "No."), both, slow;

  both = say (f, "Yes. No.");
  g_assert_cmpuint (both, ==, one + two);
  begin (f, "plain", "Yes. No.");
  set (f, "noise_w", "0");
  set (f, "sentence_silence", "0.5");
  g_assert_cmpuint (run (f)->n_frames, ==, both + RATE / 2);
  g_assert_cmpuint (say (f, "<speak>Yes.<break time=\"250ms\"/>No.</speak>"), ==, both + RATE / 4);
  g_assert_cmpuint (say (f, "Yes.<break time='1s'/><break time='1s'/>No.<break/>"), ==, both + 2 * RATE + RATE / 2);
  begin (f, "plain", "Yes.");
  set (f, "noise_w", "0");
  set (f, "speed", "0.5");
  slow = run (f)->n_frames;
  g_assert_cmpuint (slow, >, one * 3 / 2);
  begin (f, "plain", "Yes.");
  set (f, "noise_w", "0");
  set (f, "length_scale", "2");
  g_assert_cmpuint (run (f)->n_frames, ==, slow);
}

static void
test_speakers (Fixture *f, gconstpointer data)
{
  g_autoptr (VtValue) bob = NULL;

  begin (f, "speakers", "Who is it?");
  set (f, "speaker", "bob");
  run (f);
  bob = vt_value_ref (g_hash_table_lookup (f->outputs, "audio"));
  begin (f, "speakers", "Who is it?");
  set (f, "speaker", "1");
  run (f);
  g_assert_true (vt_value_equal (bob, g_hash_table_lookup (f->outputs, "audio")));
  begin (f, "speakers", "Who is it?");
  run (f);
  g_assert_false (vt_value_equal (bob, g_hash_table_lookup (f->outputs, "audio")));
}

static void
check_fails (Fixture *f, const char *voice, const char *text, const char *speaker, int code, const char *says)
{
  begin (f, voice, text);
  if (speaker != NULL)
    set (f, "speaker", speaker);
  f->outputs = vt_job_run (f->job, NULL, &f->error);
  g_assert_null (f->outputs);
  g_assert_error (f->error, VT_ERROR, code);
  if (strstr (f->error->message, says) == NULL)
    g_error ("“%s” does not say “%s”", f->error->message, says);
}

static void
test_bad (Fixture *f, gconstpointer data)
{
  check_fails (f, "plain", " \n ", NULL, VT_ERROR_INVALID, "nothing in the text");
  check_fails (f, "plain", "… , ;", NULL, VT_ERROR_INVALID, "nothing in the text");
  check_fails (f, "plain", "これは日本語です。", NULL, VT_ERROR_UNSUPPORTED, "these letters");
  check_fails (f, "plain", "Yes.", "1", VT_ERROR_INVALID, "no speaker “1”");
  check_fails (f, "speakers", "Yes.", "dan", VT_ERROR_INVALID, "ann");
  check_fails (f, "speakers", "Yes.", "-1", VT_ERROR_INVALID, "no speaker");
  check_fails (f, "nowhere", "Yes.", NULL, VT_ERROR_NOT_FOUND, "nowhere");
}

static void
test_emoji (Fixture *f, gconstpointer data)
{
  begin (f, "plain", "😀😀");
  g_assert_cmpuint (run (f)->n_frames, >, 0);
}

/* 100,000 characters come out, and are cancelled soon. */
static void
on_first (VtJob *job, const char *output, VtValue *value, GCancellable *cancellable)
{
  g_cancellable_cancel (cancellable);
}

static void
test_long (Fixture *f, gconstpointer data)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  gint64 begun;

  while (text->len < 100000)
    g_string_append (text, "The lamp is on the quiet bridge. ");
  begin (f, "plain", text->str);
  set (f, "speed", "4");
  g_assert_cmpuint (run (f)->n_frames, >, 1000 * RATE / 10);
  begin (f, "plain", text->str);
  g_signal_connect (f->job, "partial", G_CALLBACK (on_first), cancellable);
  begun = g_get_monotonic_time ();
  f->outputs = vt_job_run (f->job, cancellable, &f->error);
  g_assert_error (f->error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpint (g_get_monotonic_time () - begun, <, 5 * G_USEC_PER_SEC);
}

/* Every phoneme has its time, one after the other, within the sound. */
static void
test_phonemes (Fixture *f, gconstpointer data)
{
  g_autoptr (VtJson) json = NULL;
  const VtJsonNode *root, *first;
  const char *text;
  double at = 0;

  begin (f, "plain", "Hello, world. Yes!");
  run (f);
  text = vt_value_text (g_hash_table_lookup (f->outputs, "phonemes"));
  json = vt_json_parse (text, strlen (text), &f->error);
  g_assert_no_error (f->error);
  root = vt_json_root (json);
  g_assert_cmpuint (vt_json_length (root), ==, 2);
  first = vt_json_at (root, 0);
  g_assert_cmpstr (vt_json_get_string (first, "text", ""), ==, "Hello, world.");
  g_assert_cmpstr (vt_json_get_string (vt_json_at (vt_json_get (first, "phonemes"), 0), "phoneme", ""), ==, "h");
  for (guint i = 0; i < 2; i++)
    {
      VtJsonIter iter = VT_JSON_ITER (vt_json_get (vt_json_at (root, i), "phonemes"));

      while (vt_json_iter_next (&iter))
        {
          g_assert_cmpfloat (vt_json_get_double (iter.value, "start", -1), >=, at);
          at = vt_json_get_double (iter.value, "end", -1);
        }
      g_assert_cmpfloat (at, <=, vt_json_get_double (vt_json_at (root, i), "end", -1));
    }
  g_assert_cmpfloat (at, <=, vt_job_get_stat (f->job, "audio_s") + 1e-3);
}

static void
test_growing (void)
{
  g_autoptr (VtGrowingSound) sound = vt_growing_sound_new (1);
  g_autoptr (VtValue) early = NULL, late = NULL;
  const float one = 1, two = 2;

  g_assert_true (vt_growing_sound_append (sound, &one, 1, NULL));
  early = vt_growing_sound_value (sound, NULL);
  for (guint i = 0; i < 1000; i++)
    g_assert_true (vt_growing_sound_append (sound, i % 2 == 0 ? &two : NULL, 1, NULL));
  late = vt_growing_sound_value (sound, NULL);
  g_assert_cmpuint (vt_value_audio (early)->n_frames, ==, 1);
  g_assert_cmpfloat (vt_value_audio (early)->samples[0], ==, 1);
  g_assert_cmpuint (vt_value_audio (late)->n_frames, ==, 1001);
  g_assert_cmpfloat (vt_value_audio (late)->samples[0], ==, 1);
  g_assert_cmpfloat (vt_value_audio (late)->samples[999], ==, 2);
  g_assert_cmpfloat (vt_value_audio (late)->samples[1000], ==, 0);
}

static void
check_split (const char *text, const char *expected)
{
  g_autoptr (GPtrArray) pieces = vt_speech_markup_split (text);
  g_autoptr (GString) all = g_string_new (NULL);

  for (guint i = 0; i < pieces->len; i++)
    {
      VtSpeechPiece *piece = g_ptr_array_index (pieces, i);

      g_string_append_printf (all, "%s|%g|", piece->text, piece->pause);
    }
  g_assert_cmpstr (all->str, ==, expected);
}

static void
test_markup (void)
{
  check_split ("", "|-1|");
  check_split ("a<b", "a<b|-1|");
  check_split ("a <break time=\"500ms\"/> b", "a |0.5| b|-1|");
  check_split ("<BREAK time='2s'>b", "|2|b|-1|");
  check_split ("a<break/>", "a|0.5||-1|");
  check_split ("a<break strength=\"strong\"/>b", "a|0.75|b|-1|");
  check_split ("a<break time=\"9999999s\"/>b", "a|60|b|-1|");
  check_split ("a<break time=\"-1s\"/>b<break time=\"soon\"/><break time=\"", "a<break time=\"-1s\"/>b<break time=\"soon\"/><break time=\"|-1|");
  check_split ("a<breakfast/>b", "a<breakfast/>b|-1|");
  check_split ("<speak version=\"1.1\">a</speak><speaker>", "a<speaker>|-1|");
}

#define ADD(name, func) g_test_add ("/text-to-speech/" name, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("sound", test_sound);
  ADD ("partials", test_partials);
  ADD ("seed", test_seed);
  ADD ("pauses", test_pauses);
  ADD ("speakers", test_speakers);
  ADD ("bad", test_bad);
  ADD ("emoji", test_emoji);
  ADD ("long", test_long);
  ADD ("phonemes", test_phonemes);
  g_test_add_func ("/text-to-speech/growing", test_growing);
  g_test_add_func ("/text-to-speech/markup", test_markup);
  return g_test_run ();
}
