/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/tasks/automatic-speech-recognition.h"

#include <string.h>

#include "engine/base/error.h"
#include "engine/models/whisper-languages.h"
#include "engine/tasks/asr-decode.h"
#include "engine/tasks/asr-pictures.h"
#include "engine/tasks/asr-result.h"
#include "engine/tasks/asr-sound.h"
#include "engine/tasks/asr-words.h"

#define FRAMES_PER_SECOND 100.0
#define RELIABLE 0.5 /* temperature up to which words are worth to go on from */
#define TELL_US 50000 /* between two partial texts */

typedef struct
{
  VtTaskRun *run;
  VtWhisperModel *model;
  VtAsrOptions options;
  VtAsrSound sound;
  gint32 language;
  gsize seek;          /* in frames */
  guint window_frames; /* that fit into a window */
  gboolean with_times;
  float *mel;
  GArray *segments, *words; /* (element-type VtAsrChunk) */
  GArray *previous;         /* (element-type gint32) */
  VtValue *attention;       /* of the first window with words; nullable */
  guint generated;
  gint64 told;
} Asr;

static void
asr_clear (Asr *a)
{
  vt_asr_options_clear (&a->options);
  vt_asr_sound_clear (&a->sound);
  g_free (a->mel);
  g_clear_pointer (&a->segments, g_array_unref);
  g_clear_pointer (&a->words, g_array_unref);
  g_clear_pointer (&a->previous, g_array_unref);
  g_clear_pointer (&a->attention, vt_value_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Asr, asr_clear)

/* --- telling --- */

static void
tell_text (Asr *a, const char *last)
{
  g_autofree char *before = vt_asr_chunks_to_text (a->segments);
  g_autofree char *text = g_strconcat (before, last, NULL);
  g_autoptr(VtValue) value = NULL;

  /* A character of which not all bytes are there yet. */
  while (g_str_has_suffix (text, "\357\277\275"))
    text[strlen (text) - 3] = '\0';
  value = vt_value_new_text (text);
  a->run->partial (a->run, "text", value);
}

static double
fraction_at (const Asr *a, double frames)
{
  return CLAMP (frames / (double) a->sound.n_frames, 0, 1);
}

/* The last time in a window's text says how far it has come. */
static void
on_tokens (VtAsrWindow *w, const gint32 *tokens, guint n)
{
  Asr *a = w->data;
  gint64 now = g_get_monotonic_time ();
  gint32 zero = a->model->whisper->tokens.timestamps;
  g_autofree char *text = NULL;
  guint i = n;

  if (now - a->told < TELL_US)
    return;
  a->told = now;
  text = vt_asr_tokens_to_text (a->model->whisper, tokens, n);
  tell_text (a, text);
  while (i > 0 && tokens[i - 1] < zero)
    i--;
  a->run->progress (a->run, fraction_at (a, (double) a->seek + (i > 0 ? 2.0 * (tokens[i - 1] - zero) : 0)), N_("Writing down"));
}

static void
tell_chunks (Asr *a)
{
  GArray *chunks = a->options.times == VT_ASR_WORD_TIMES ? a->words : a->segments;
  g_autofree char *json = NULL;
  g_autoptr(VtValue) value = NULL;

  tell_text (a, "");
  if (a->options.times == VT_ASR_NO_TIMES)
    return;
  json = vt_asr_chunks_to_json (chunks);
  value = vt_value_new_json (json);
  a->run->partial (a->run, "chunks", value);
}

/* --- a window --- */

static gboolean
hear (Asr *a, GError **error)
{
  a->run->progress (a->run, fraction_at (a, (double) a->seek), N_("Listening"));
  vt_asr_sound_window (&a->sound, a->seek, a->window_frames, a->mel);
  return vt_whisper_session_hear (a->model->session, a->mel, a->run->cancellable, error);
}

static gboolean
ensure_language (Asr *a, VtAsrWindow *w, GError **error)
{
  if (a->language == VT_NO_TOKEN && a->model->whisper->tokens.multilingual &&
      !vt_asr_detect_language (w, &a->language, error))
    return FALSE;
  w->language = a->language;
  return TRUE;
}

static gboolean
find_words (Asr *a, VtAsrWindow *w, const VtAsrDecoding *d, double length, GError **error)
{
  g_auto(VtAsrMap) map = { 0 };

  if (a->options.times != VT_ASR_WORD_TIMES)
    return TRUE;
  if (!vt_asr_find_words (w, (const gint32 *) (const void *) d->tokens->data, d->tokens->len,
                          (double) a->seek / FRAMES_PER_SECOND, length, a->words, &map, error))
    return FALSE;
  if (a->attention == NULL && map.weights != NULL)
    a->attention = vt_asr_map_picture (&map);
  return TRUE;
}

/* What the next window goes on from. */
static void
remember (Asr *a, const VtAsrDecoding *d, guint n_tokens)
{
  if (!a->options.condition_on_prev_tokens || d->temperature > RELIABLE)
    g_array_set_size (a->previous, 0);
  if (a->options.condition_on_prev_tokens)
    g_array_append_vals (a->previous, d->tokens->data, n_tokens);
}

/* The segments that are whole; the window's other words are heard again. */
static gboolean
take (Asr *a, VtAsrWindow *w, VtAsrDecoding *d, guint frames, GError **error)
{
  g_autoptr(GArray) ends = g_array_new (FALSE, FALSE, sizeof (guint));
  double length = frames / FRAMES_PER_SECOND, done;

  done = vt_asr_cut_segments (a->model->whisper, (const gint32 *) (const void *) d->tokens->data, d->tokens->len,
                              (double) a->seek / FRAMES_PER_SECOND, length, a->segments, ends);
  if (ends->len > 0)
    g_array_set_size (d->tokens, g_array_index (ends, guint, ends->len - 1));
  if (!find_words (a, w, d, length, error))
    return FALSE;
  for (guint i = 0; i < d->traces->len; i++)
    a->run->token (a->run, vt_token_trace_copy (g_ptr_array_index (d->traces, i)));
  remember (a, d, d->tokens->len);
  a->seek += (gsize) CLAMP (done * FRAMES_PER_SECOND + 0.5, 1, frames);
  tell_chunks (a);
  return TRUE;
}

static gboolean
write_window (Asr *a, GError **error)
{
  guint frames = (guint) MIN (a->window_frames, a->sound.n_frames - a->seek);
  g_auto(VtAsrDecoding) d = { 0 };
  VtAsrWindow w = {
    .run = a->run, .options = &a->options, .with_times = a->with_times, .previous = a->previous, .told = on_tokens, .data = a,
  };
  gboolean ok = hear (a, error) && ensure_language (a, &w, error) && vt_asr_window_begin (&w, error) &&
                vt_asr_decode (&w, &d, error);

  a->generated += w.generated;
  if (ok && vt_asr_is_silence (&a->options, &d))
    a->seek += frames;
  else if (ok)
    ok = take (a, &w, &d, frames, error);
  vt_asr_window_clear (&w);
  return ok;
}

/* --- the whole --- */

static gboolean
write_all (Asr *a, GError **error)
{
  for (;;)
    {
      a->seek = vt_asr_sound_next_voice (&a->sound, a->seek);
      if (a->seek >= a->sound.n_frames)
        return TRUE;
      if (g_cancellable_set_error_if_cancelled (a->run->cancellable, error) || !write_window (a, error))
        return FALSE;
    }
}

static const char *
language_code (const Asr *a)
{
  const VtWhisperTokens *t = &a->model->whisper->tokens;

  for (guint i = 0; i < VT_WHISPER_N_LANGUAGES && a->language != VT_NO_TOKEN; i++)
    if (t->languages[i] == a->language)
      return vt_whisper_languages[i].code;
  return t->multilingual ? "" : "en";
}

static void
give (Asr *a, const char *name, VtValue *value)
{
  g_hash_table_replace (a->run->outputs, g_strdup (name), value);
}

static void
give_text (Asr *a, const char *name, char *text)
{
  give (a, name, vt_value_new_text (text));
  g_free (text);
}

static void
give_json (Asr *a, const char *name, GArray *chunks)
{
  g_autofree char *json = chunks != NULL ? vt_asr_chunks_to_json (chunks) : NULL;

  give (a, name, json != NULL ? vt_value_new_json (json) : vt_value_new_none ());
}

static void
give_outputs (Asr *a)
{
  VtAsrTimes times = a->options.times;

  give_text (a, "text", vt_asr_chunks_to_text (a->segments));
  give_json (a, "chunks", times == VT_ASR_WORD_TIMES ? a->words : times == VT_ASR_SEGMENT_TIMES ? a->segments : NULL);
  give (a, "language", vt_value_new_text (language_code (a)));
  give_text (a, "srt", vt_asr_chunks_to_srt (a->segments));
  give_text (a, "vtt", vt_asr_chunks_to_vtt (a->segments));
  give_json (a, "words", times == VT_ASR_WORD_TIMES ? a->words : NULL);
  give (a, "spectrogram", vt_asr_spectrogram (&a->sound));
  give (a, "attention", a->attention != NULL ? vt_value_ref (a->attention) : vt_value_new_none ());
}

static void
give_figures (Asr *a, gint64 start)
{
  double seconds = (double) (g_get_monotonic_time () - start) / 1e6, audio = (double) a->sound.n / VT_MEL_RATE;

  a->run->stat (a->run, "audio_s", audio);
  a->run->stat (a->run, "real_time_factor", seconds / MAX (audio, 1e-3));
  a->run->stat (a->run, "generated_tokens", a->generated);
  a->run->stat (a->run, "tokens_per_s", a->generated / MAX (seconds, 1e-6));
}

static gboolean
begin (Asr *a, GError **error)
{
  const VtWhisperConfig *c = &a->model->whisper->config;
  const VtAudio *audio = vt_value_audio (vt_task_run_input (a->run, "audio"));

  if (!vt_asr_options_read (&a->options, a->run, error) ||
      !vt_asr_sound_init (&a->sound, audio, (guint) c->n_mels, a->options.vad_filter, a->run->cancellable, error) ||
      !vt_whisper_session_reserve (a->model->session, a->options.n_beams > 1 ? 2 * a->options.n_beams : 1, error))
    return FALSE;
  a->language = a->options.language;
  vt_whisper_session_set_window (a->model->session, (guint) (a->options.chunk_length_s * FRAMES_PER_SECOND / 2));
  a->window_frames = 2 * vt_whisper_session_get_window (a->model->session);
  /* Longer sounds need times to go on from. */
  a->with_times = a->options.times != VT_ASR_NO_TIMES || a->sound.n_frames > a->window_frames;
  a->mel = g_new (float, (gsize) a->window_frames * (gsize) c->n_mels);
  a->segments = vt_asr_chunks_new ();
  a->words = vt_asr_chunks_new ();
  a->previous = g_array_copy (a->options.prompt);
  return TRUE;
}

gboolean
vt_automatic_speech_recognition_run (VtTaskRun *run, GError **error)
{
  g_auto(Asr) a = { .run = run, .model = run->model, .language = VT_NO_TOKEN };
  gint64 start = g_get_monotonic_time ();

  if (!begin (&a, error) || !write_all (&a, error))
    return FALSE;
  give_outputs (&a);
  give_figures (&a, start);
  return TRUE;
}
