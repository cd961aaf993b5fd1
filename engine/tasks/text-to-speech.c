/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/tasks/text-to-speech.h"

#include <string.h>

#include "engine/base/error.h"
#include "engine/models/voice.h"
#include "engine/tasks/asr-pictures.h"
#include "engine/tasks/growing-sound.h"
#include "engine/tasks/phoneme-times.h"
#include "engine/text/phonemes.h"
#include "engine/text/speech-markup.h"

#define SPECTROGRAM_ROWS 80
#define SPECTROGRAM_SECONDS 120 /* of more nothing could be seen */

/* One run. */
typedef struct
{
  VtTaskRun *run;
  const VtVoice *voice;
  guint rate;
  VtRng rng;
  VtGrowingSound *sound;
  VtPhonemeTimes *times;
  GPtrArray *pieces;    /* (element-type VtSpeechPiece) */
  double pause;         /* seconds that are due before the next sentence */
  gboolean soon;        /* nothing was heard yet */
  gboolean begun;       /* of this sentence something was */
  double start;         /* of this sentence */
  guint sentences;
  GError *failure;      /* of keeping the sound */
  double before, share; /* progress: what was done before this piece, and its part */
} Speech;

static gboolean
read_settings (Speech *s, GError **error)
{
  const VtVoiceSettings settings = {
    .speaker = vt_task_run_text (s->run, "speaker"),
    .speed = vt_task_run_number (s->run, "speed"),
    .length_scale = vt_task_run_number (s->run, "length_scale"),
    .noise_scale = vt_task_run_number (s->run, "noise_scale"),
    .noise_w = vt_task_run_number (s->run, "noise_w"),
  };

  vt_rng_init (&s->rng, s->run->seed, 0);
  s->soon = TRUE;
  return s->voice->kind->prepare (s->voice->voice, &settings, error);
}

static double
seconds (const Speech *s)
{
  return (double) vt_growing_sound_length (s->sound) / s->rate;
}

static gboolean
add_silence (Speech *s, double pause, GError **error)
{
  return pause <= 0 || vt_growing_sound_append (s->sound, NULL, (gsize) (pause * s->rate), error);
}

static gboolean
begin_sentence (Speech *s, GError **error)
{
  if (s->begun)
    return TRUE;
  s->begun = TRUE;
  if (!add_silence (s, s->pause, error))
    return FALSE;
  s->start = seconds (s);
  return TRUE;
}

static void
on_sound (const float *samples, gsize n, gpointer data)
{
  Speech *s = data;
  g_autoptr (VtValue) value = NULL;

  if (s->failure != NULL || !begin_sentence (s, &s->failure)
      || !vt_growing_sound_append (s->sound, samples, n, &s->failure))
    return;
  value = vt_growing_sound_value (s->sound, &s->failure);
  if (value != NULL)
    s->run->partial (s->run, "audio", value);
}

static void
tell_phonemes (Speech *s)
{
  g_autoptr (VtValue) value = NULL;

  if (!vt_phoneme_times_worth (s->times))
    return;
  value = vt_phoneme_times_value (s->times);
  s->run->partial (s->run, "phonemes", value);
}

static gboolean
say_sentence (Speech *s, const VtPhonemeSentence *sentence, GError **error)
{
  const VtVoiceClass *kind = s->voice->kind;
  g_auto (VtVoiceSaid) said;

  vt_voice_said_init (&said);
  s->begun = FALSE;
  if (!kind->say (s->voice->voice, sentence->phonemes, s->soon, &s->rng, &said, on_sound, s, s->run->cancellable, error))
    return FALSE;
  if (s->failure != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&s->failure));
      return FALSE;
    }
  if (said.phonemes->len == 0) /* the voice knows none of the phonemes */
    return TRUE;
  s->soon = FALSE;
  s->pause = vt_task_run_number (s->run, "sentence_silence");
  s->sentences++;
  vt_phoneme_times_add (s->times, sentence, said.phonemes, (const gint32 *) said.frames->data, s->start, kind->frame (s->voice->voice));
  tell_phonemes (s);
  return TRUE;
}

static gboolean
say_piece (Speech *s, const VtSpeechPiece *piece, GError **error)
{
  g_autoptr (VtPhonemizer) phonemizer = vt_phonemizer_new (s->voice->kind->espeak (s->voice->voice), piece->text, error);
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

/* How what was said looks; none where the run ends before that is done. */
static VtValue *
draw_spectrogram (Speech *s, const VtValue *sound)
{
  g_auto (VtAsrSound) heard = { 0 };

  if (!vt_asr_sound_init (&heard, vt_value_audio (sound), SPECTROGRAM_ROWS, FALSE, s->run->cancellable, NULL))
    return vt_value_new_none ();
  return vt_asr_spectrogram (&heard);
}

static gboolean
finish (Speech *s, gint64 begun, GError **error)
{
  const VtSpeechPiece *last = g_ptr_array_index (s->pieces, s->pieces->len - 1);
  double took = (double) (g_get_monotonic_time () - begun) / G_USEC_PER_SEC, audio;
  VtValue *sound;

  /* A break at the very end is meant. */
  if (last->text[strspn (last->text, " \t\n")] == '\0' && s->pieces->len > 1 && !add_silence (s, s->pause, error))
    return FALSE;
  audio = seconds (s);
  sound = vt_growing_sound_value (s->sound, error);
  if (sound == NULL)
    return FALSE;
  g_hash_table_replace (s->run->outputs, g_strdup ("audio"), sound);
  g_hash_table_replace (s->run->outputs, g_strdup ("phonemes"), vt_phoneme_times_value (s->times));
  if (audio <= SPECTROGRAM_SECONDS)
    g_hash_table_replace (s->run->outputs, g_strdup ("spectrogram"), draw_spectrogram (s, sound));
  s->run->stat (s->run, "audio_s", audio);
  s->run->stat (s->run, "real_time_factor", took / MAX (audio, 1e-9));
  return TRUE;
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
  s.rate = s.voice->kind->rate (s.voice->voice);
  s.sound = vt_growing_sound_new (s.rate);
  s.times = vt_phoneme_times_new ();
  s.pieces = vt_speech_markup_split (vt_value_text (text));
  done = read_settings (&s, error) && say_all (&s, error) && finish (&s, begun, error);
  g_clear_error (&s.failure);
  vt_growing_sound_free (s.sound);
  vt_phoneme_times_free (s.times);
  g_ptr_array_unref (s.pieces);
  return done;
}
