/* task-automatic-speech-recognition.c: writes down what somebody says.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <string.h>

#include "engine/base/error.h"
#include "engine/formats/json-write.h"
#include "engine/tasks/automatic-speech-recognition.h"

static const VtPort inputs[] = {
  { "audio", VT_VALUE_AUDIO, TRUE, 0, N_("Recording"), 16000 },
  { NULL }
};

static const VtPort outputs[] = {
  { "text", VT_VALUE_TEXT, TRUE, 0, N_("Text") },
  { "chunks", VT_VALUE_JSON, FALSE, 0, N_("Pieces with times") },
  { "language", VT_VALUE_TEXT, TRUE, 0, N_("Language") },
  { "srt", VT_VALUE_TEXT, TRUE, 0, N_("Subtitles (SRT)") },
  { "vtt", VT_VALUE_TEXT, TRUE, 0, N_("Subtitles (WebVTT)") },
  { "words", VT_VALUE_JSON, FALSE, 0, N_("Words with times") },
  { "spectrogram", VT_VALUE_IMAGE, TRUE, 0, N_("Spectrogram") },
  { "attention", VT_VALUE_IMAGE, FALSE, 0, N_("What each word listened to") },
  { NULL }
};

static const char *const glass[] = { "spectrogram", "chunks", "attention", NULL };
static const char *const tasks[] = { "transcribe", "translate", NULL };
static const char *const times[] = { "true", "false", "word", NULL };

#define NUMBER(name, min, max, step, value, title, help) \
  { name, VT_PARAM_NUMBER, min, max, step, value, NULL, NULL, title, help, TRUE }
#define INTEGER(name, min, max, value, title, help) \
  { name, VT_PARAM_INTEGER, min, max, 1, value, NULL, NULL, title, help, TRUE }
#define BOOLEAN(name, value, title, help) \
  { name, VT_PARAM_BOOLEAN, 0, 1, 1, value, NULL, NULL, title, help, TRUE }
#define WORDS(name, title, help, advanced) \
  { name, VT_PARAM_TEXT, 0, 0, 0, 0, NULL, NULL, title, help, advanced }
#define CHOICE(name, choices, value, title, help) \
  { name, VT_PARAM_CHOICE, 0, 0, 0, 0, value, choices, title, help, FALSE }

static const VtParam params[] = {
  WORDS ("language", N_("Language"), N_("What is spoken, as a name or a code: german or de. Left empty, the model listens for it"), FALSE),
  CHOICE ("task", tasks, "transcribe", N_("Task"), N_("Write down what is said, or translate it to English")),
  CHOICE ("return_timestamps", times, "true", N_("Times"), N_("Say when each sentence, or each word, was spoken")),
  WORDS ("initial_prompt", N_("What came before"), N_("Names and words that will be spoken, or the text before; helps with spelling"), FALSE),
  INTEGER ("num_beams", 1, 16, 1, N_("Beams"), N_("Follow this many texts at once and keep the best")),
  NUMBER ("length_penalty", -10, 10, 0.1, 1, N_("Length penalty"), N_("With beams: above 0 favours longer texts")),
  INTEGER ("max_new_tokens", 1, 448, 224, N_("Length"), N_("How many tokens to write at most for half a minute")),
  NUMBER ("temperature", 0, 1, 0.1, 0, N_("Temperature"), N_("0 takes the likeliest words; higher leaves more to chance")),
  NUMBER ("temperature_increment_on_fallback", 0, 1, 0.1, 0.2, N_("Second try"),
          N_("How much hotter each new try of a bad text is; 0 for one try only")),
  NUMBER ("compression_ratio_threshold", 0, 100, 0.1, 2.4, N_("Too repetitive"), N_("A text that shrinks by more than this is tried again")),
  NUMBER ("logprob_threshold", -100, 0, 0.1, -1, N_("Too unlikely"), N_("A text whose mean log-probability is lower is tried again")),
  NUMBER ("no_speech_threshold", 0, 1, 0.05, 0.6, N_("Silence"), N_("An unlikely text counts as silence above this probability")),
  NUMBER ("chunk_length_s", 2, 30, 0.5, 30, N_("Window"),
          N_("Seconds of sound that are heard at once, 30 as in training; fewer are faster and less exact")),
  BOOLEAN ("condition_on_prev_tokens", 0, N_("Go on from before"), N_("Show the model the text of the half minute before")),
  BOOLEAN ("vad_filter", 1, N_("Skip pauses"), N_("Jump over parts in which nobody speaks")),
  { NULL }
};

/* {"text"}, and with times {"text","chunks"}. */
static char *
to_json (GHashTable *given, GHashTable *made)
{
  VtValue *chunks = g_hash_table_lookup (made, "chunks");
  VtJsonWriter json = { .text = g_string_new (NULL) };

  vt_json_write_begin (&json, '{');
  vt_json_write_key (&json, "text");
  vt_json_write_string (&json, vt_value_text (g_hash_table_lookup (made, "text")), -1);
  if (chunks != NULL && vt_value_type (chunks) == VT_VALUE_JSON)
    {
      const char *text = vt_value_text (chunks);
      g_autoptr(VtJson) parsed = vt_json_parse (text, strlen (text), NULL);

      vt_json_write_key (&json, "chunks");
      vt_json_write_node (&json, vt_json_root (parsed));
    }
  vt_json_write_end (&json, '}');
  return g_string_free (json.text, FALSE);
}

const VtTaskClass vt_task_automatic_speech_recognition = {
  .name = "automatic-speech-recognition",
  .title = N_("Speech recognition"),
  .description = N_("Writes down what somebody says, with times, or translates it to English"),
  .inputs = inputs,
  .outputs = outputs,
  .params = params,
  .model = &vt_model_kind_whisper,
  .run = vt_automatic_speech_recognition_run,
  .revises = TRUE,
  .glass = glass,
  .to_json = to_json,
};
