/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/tasks/text-to-speech.h"

#include <stdlib.h>
#include <string.h>

#include "engine/base/error.h"
#include "engine/models/vits.h"
#include "engine/tasks/growing-sound.h"
#include "engine/tasks/phoneme-times.h"
#include "engine/text/phonemes.h"
#include "engine/text/speech-markup.h"

/* One run. */
typedef struct
{
  VtTaskRun *run;
  VtVits *voice;
  VtVitsSettings settings;
  VtRng rng;
  VtGrowingSound *sound;
  VtPhonemeTimes *times;
  GPtrArray *pieces;    /* (element-type VtSpeechPiece) */
  double pause;         /* seconds that are due before the next sentence */
  guint sentences;
  double before, share; /* progress: what was done before this piece, and its part */
} Speech;

/* A number that stands for the voice's own below @least. */
static double
or_own (VtTaskRun *run, const char *param, double least, double own)
{
  double value = vt_task_run_number (run, param);

  return value < least ? own : value;
}

/* The names of a voice's speakers, for a message; transfer full. */
static char *
list_speakers (const VtVitsVoice *voice)
{
  GString *names = g_string_new (NULL);
  GHashTableIter iter;
  gpointer name;

  g_hash_table_iter_init (&iter, voice->speakers);
  while (g_hash_table_iter_next (&iter, &name, NULL) && names->len < 200)
    g_string_append_printf (names, "%s%s", names->len > 0 ? ", " : "", (const char *) name);
  return g_string_free (names, FALSE);
}

static gboolean
read_speaker (Speech *s, GError **error)
{
  const char *text = vt_task_run_text (s->run, "speaker");
  const VtVitsVoice *voice = vt_vits_voice (s->voice);
  gint64 n = vt_vits_config (s->voice)->speakers;
  g_autofree char *names = NULL;
  gpointer id;
  char *end;
  guint64 number;

  if (text == NULL)
    return TRUE;
  if (!g_hash_table_lookup_extended (voice->speakers, text, NULL, &id))
    {
      number = g_ascii_strtoull (text, &end, 10);
      id = GINT_TO_POINTER (*end == '\0' && number < (guint64) n ? (int) number : -1);
    }
  s->settings.speaker = (guint) GPOINTER_TO_INT (id);
  if (GPOINTER_TO_INT (id) >= 0 && GPOINTER_TO_INT (id) < n)
    return TRUE;
  names = list_speakers (voice);
  g_set_error (error, VT_ERROR, VT_ERROR_INVALID, "The voice has no speaker “%s”; there are %d, from 0 to %d%s%s.", text,
               (int) n, (int) n - 1, names[0] != '\0' ? ": " : "", names);
  return FALSE;
}

static gboolean
read_settings (Speech *s, GError **error)
{
  const VtVitsVoice *voice = vt_vits_voice (s->voice);

  s->settings = (VtVitsSettings) {
    .length_scale = or_own (s->run, "length_scale", 1e-3, voice->length_scale) / vt_task_run_number (s->run, "speed"),
    .noise_scale = or_own (s->run, "noise_scale", 0, voice->noise_scale),
    .noise_w = or_own (s->run, "noise_w", 0, voice->noise_w),
    .soon = TRUE,
  };
  vt_rng_init (&s->rng, s->run->seed, 0);
  return read_speaker (s, error);
}

static void
on_sound (const float *samples, gsize n, gpointer data)
{
  Speech *s = data;
  g_autoptr (VtValue) value = NULL;

  vt_growing_sound_append (s->sound, samples, n);
  value = vt_growing_sound_value (s->sound);
  s->run->partial (s->run, "audio", value);
}

static double
seconds (const Speech *s)
{
  return (double) vt_growing_sound_length (s->sound) / vt_vits_voice (s->voice)->rate;
}

static void
add_silence (Speech *s, double pause)
{
  if (pause > 0)
    vt_growing_sound_append (s->sound, NULL, (gsize) (pause * vt_vits_voice (s->voice)->rate));
}

static gboolean
say_sentence (Speech *s, const VtPhonemeSentence *sentence, GError **error)
{
  const VtVitsVoice *voice = vt_vits_voice (s->voice);
  g_autoptr (GArray) list = NULL;
  g_autoptr (GArray) ids = vt_vits_voice_ids (voice, sentence->phonemes, &list);
  g_autofree gint32 *frames = g_new0 (gint32, ids->len);
  double start;

  if (list->len <= 2) /* its begin and end only: the voice knows none of the phonemes */
    return TRUE;
  add_silence (s, s->pause);
  start = seconds (s);
  if (!vt_vits_speak (s->voice, (gint32 *) ids->data, ids->len, &s->settings, &s->rng, frames, on_sound, s,
                      s->run->cancellable, error))
    return FALSE;
  s->settings.soon = FALSE;
  s->pause = vt_task_run_number (s->run, "sentence_silence");
  s->sentences++;
  vt_phoneme_times_add (s->times, sentence, list, frames, start, (double) vt_vits_config (s->voice)->hop / voice->rate);
  if (vt_phoneme_times_worth (s->times))
    {
      g_autoptr (VtValue) value = vt_phoneme_times_value (s->times);

      s->run->partial (s->run, "phonemes", value);
    }
  return TRUE;
}

static gboolean
say_piece (Speech *s, const VtSpeechPiece *piece, GError **error)
{
  g_autoptr (VtPhonemizer) phonemizer = vt_phonemizer_new (vt_vits_voice (s->voice)->espeak, piece->text, error);
  VtPhonemeSentence *next;
  guint before = s->sentences;

  if (phonemizer == NULL)
    return FALSE;
  while ((next = vt_phonemizer_next (phonemizer)) != NULL)
    {
      g_autoptr (VtPhonemeSentence) sentence = next;

      if (!say_sentence (s, sentence, error))
        return FALSE;
      s->run->progress (s->run, s->before + s->share * vt_phonemizer_progress (phonemizer), N_("Speaking"));
    }
  /* A break takes the place of the silence behind a sentence; breaks add up. */
  if (piece->pause >= 0)
    s->pause = (s->sentences > before ? 0 : s->pause) + piece->pause;
  return TRUE;
}

static gboolean
say_all (Speech *s, GError **error)
{
  gsize all = 0;

  for (guint i = 0; i < s->pieces->len; i++)
    all += strlen (((VtSpeechPiece *) g_ptr_array_index (s->pieces, i))->text);
  for (guint i = 0; i < s->pieces->len; i++)
    {
      const VtSpeechPiece *piece = g_ptr_array_index (s->pieces, i);

      s->share = (double) strlen (piece->text) / (double) MAX (all, 1);
      if (!say_piece (s, piece, error))
        return FALSE;
      s->before += s->share;
    }
  if (s->sentences > 0)
    return TRUE;
  g_set_error_literal (error, VT_ERROR, VT_ERROR_INVALID, "There is nothing in the text that this voice could say.");
  return FALSE;
}

static void
finish (Speech *s, gint64 begun)
{
  const VtSpeechPiece *last = g_ptr_array_index (s->pieces, s->pieces->len - 1);
  double took = (double) (g_get_monotonic_time () - begun) / G_USEC_PER_SEC, audio;

  /* A break at the very end is meant. */
  if (last->text[strspn (last->text, " \t\n")] == '\0' && s->pieces->len > 1)
    add_silence (s, s->pause);
  audio = seconds (s);
  g_hash_table_replace (s->run->outputs, g_strdup ("audio"), vt_growing_sound_value (s->sound));
  g_hash_table_replace (s->run->outputs, g_strdup ("phonemes"), vt_phoneme_times_value (s->times));
  s->run->stat (s->run, "audio_s", audio);
  s->run->stat (s->run, "real_time_factor", took / MAX (audio, 1e-9));
}

gboolean
vt_text_to_speech_run (VtTaskRun *run, GError **error)
{
  VtValue *text = vt_task_run_input (run, "text");
  gint64 begun = g_get_monotonic_time ();
  Speech s = { .run = run, .voice = run->model };
  gboolean done;

  if (vt_value_type (text) != VT_VALUE_TEXT)
    {
      g_set_error_literal (error, VT_ERROR, VT_ERROR_INVALID, "Only one text can be said at a time.");
      return FALSE;
    }
  s.sound = vt_growing_sound_new (vt_vits_voice (s.voice)->rate);
  s.times = vt_phoneme_times_new ();
  s.pieces = vt_speech_markup_split (vt_value_text (text));
  done = read_settings (&s, error) && say_all (&s, error);
  if (done)
    finish (&s, begun);
  vt_growing_sound_free (s.sound);
  vt_phoneme_times_free (s.times);
  g_ptr_array_unref (s.pieces);
  return done;
}
