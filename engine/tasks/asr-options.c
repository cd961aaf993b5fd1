/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/tasks/asr-options.h"

#include <string.h>

#include "engine/base/error.h"
#include "engine/models/whisper-languages.h"

static VtAsrTimes
read_times (VtTaskRun *run)
{
  const char *wanted = vt_task_run_text (run, "return_timestamps");

  if (g_strcmp0 (wanted, "word") == 0)
    return VT_ASR_WORD_TIMES;
  return g_strcmp0 (wanted, "false") == 0 ? VT_ASR_NO_TIMES : VT_ASR_SEGMENT_TIMES;
}

/* The language's token of a model for many, VT_NO_TOKEN with one for English alone. */
static gboolean
find_language (VtAsrOptions *o, const VtWhisperTokens *t, const char *word, GError **error)
{
  const char *code = vt_whisper_language_code (word);

  if (code == NULL)
    {
      g_set_error (error, VT_ERROR, VT_ERROR_INVALID,
                   "“%s” is no language that Whisper knows. Give an English name or a code, such as german or de.", word);
      return FALSE;
    }
  for (guint i = 0; i < VT_WHISPER_N_LANGUAGES && t->multilingual; i++)
    if (strcmp (vt_whisper_languages[i].code, code) == 0 && t->languages[i] != VT_NO_TOKEN)
      {
        o->language = t->languages[i];
        return TRUE;
      }
  if (!t->multilingual && strcmp (code, "en") == 0)
    return TRUE;
  g_set_error (error, VT_ERROR, VT_ERROR_UNSUPPORTED,
               "This model was not taught the language “%s”; take a multilingual one, such as faster-whisper-base.", word);
  return FALSE;
}

static gboolean
read_language (VtAsrOptions *o, VtTaskRun *run, const VtWhisperTokens *t, GError **error)
{
  const char *word = vt_task_run_text (run, "language");

  o->language = VT_NO_TOKEN;
  o->translate = g_strcmp0 (vt_task_run_text (run, "task"), "translate") == 0;
  if (o->translate && !t->multilingual)
    {
      g_set_error_literal (error, VT_ERROR, VT_ERROR_UNSUPPORTED,
                           "This model hears English only and cannot translate; take a multilingual one, such as "
                           "faster-whisper-base.");
      return FALSE;
    }
  return word == NULL || g_ascii_strcasecmp (word, "auto") == 0 || find_language (o, t, word, error);
}

/* As OpenAI does: a blank before it, special tokens in it are just letters. */
static GArray *
read_prompt (VtTaskRun *run, VtTokenizer *tokenizer)
{
  const char *prompt = vt_task_run_text (run, "initial_prompt");
  g_autofree char *stripped = prompt != NULL ? g_strstrip (g_strdup (prompt)) : NULL;
  g_autofree char *text = g_strconcat (" ", stripped, NULL);

  if (stripped == NULL || stripped[0] == '\0')
    return g_array_new (FALSE, FALSE, sizeof (gint32));
  return vt_tokenizer_encode (tokenizer, text, -1, 0);
}

gboolean
vt_asr_options_read (VtAsrOptions *o, VtTaskRun *run, GError **error)
{
  VtWhisper *whisper = ((VtWhisperModel *) run->model)->whisper;

  *o = (VtAsrOptions) {
    .times = read_times (run),
    .n_beams = (guint) vt_task_run_number (run, "num_beams"),
    .length_penalty = vt_task_run_number (run, "length_penalty"),
    .max_new_tokens = (guint) vt_task_run_number (run, "max_new_tokens"),
    .temperature = vt_task_run_number (run, "temperature"),
    .temperature_increment = vt_task_run_number (run, "temperature_increment_on_fallback"),
    .compression_ratio_threshold = vt_task_run_number (run, "compression_ratio_threshold"),
    .logprob_threshold = vt_task_run_number (run, "logprob_threshold"),
    .no_speech_threshold = vt_task_run_number (run, "no_speech_threshold"),
    .condition_on_prev_tokens = vt_task_run_boolean (run, "condition_on_prev_tokens"),
    .vad_filter = vt_task_run_boolean (run, "vad_filter"),
    .chunk_length_s = vt_task_run_number (run, "chunk_length_s"),
    .prompt = read_prompt (run, whisper->tokenizer),
  };
  return read_language (o, run, &whisper->tokens, error);
}

void
vt_asr_options_clear (VtAsrOptions *o)
{
  g_clear_pointer (&o->prompt, g_array_unref);
}
