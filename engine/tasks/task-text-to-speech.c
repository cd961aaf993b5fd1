/* task-text-to-speech.c: says a text.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "engine/base/error.h"
#include "engine/formats/json-write.h"
#include "engine/tasks/model-kind-voice.h"
#include "engine/tasks/text-to-speech.h"

static const VtPort inputs[] = {
  { "text", VT_VALUE_TEXT, TRUE, 0, N_("Text") },
  { NULL }
};

static const VtPort outputs[] = {
  { "audio", VT_VALUE_AUDIO, TRUE, 0, N_("Speech") },
  { "phonemes", VT_VALUE_JSON, FALSE, 0, N_("Phonemes") },
  { "spectrogram", VT_VALUE_IMAGE, FALSE, 0, N_("Spectrogram") },
  { NULL }
};

static const char *const glass[] = { "audio", "phonemes", "spectrogram", NULL };

#define NUMBER(name, min, max, step, value, title, help, advanced) \
  { name, VT_PARAM_NUMBER, min, max, step, value, NULL, NULL, title, help, advanced }

static const VtParam params[] = {
  NUMBER ("speed", 0.25, 4, 0.05, 1, N_("Speed"), N_("How fast to speak: 2 is twice as fast"), FALSE),
  { "speaker", VT_PARAM_TEXT, 0, 0, 0, 0, NULL, NULL, N_("Speaker"),
    N_("The name or number of the speaker, where the voice has several"), FALSE },
  NUMBER ("sentence_silence", 0, 10, 0.05, 0.2, N_("Pause"), N_("Seconds of silence between two sentences"), FALSE),
  NUMBER ("noise_scale", -1, 2, 0.05, -1, N_("Liveliness"),
          N_("How much the sound varies; -1 for as much as the voice's maker recommends"), TRUE),
  NUMBER ("noise_w", -1, 2, 0.05, -1, N_("Rhythm"),
          N_("How much the lengths of sounds vary; -1 for as much as the voice's maker recommends"), TRUE),
  NUMBER ("length_scale", 0, 10, 0.05, 0, N_("Length"),
          N_("How long every sound is; 0 for as long as the voice's maker recommends"), TRUE),
  { NULL }
};

/* The sound goes to a file of its own; this tells of it. */
static char *
to_json (GHashTable *given, GHashTable *made)
{
  const VtAudio *audio = vt_value_audio (g_hash_table_lookup (made, "audio"));
  VtJsonWriter json = { .text = g_string_new (NULL) };

  vt_json_write_begin (&json, '{');
  vt_json_write_key (&json, "sampling_rate");
  vt_json_write_int (&json, audio->rate);
  vt_json_write_key (&json, "duration");
  vt_json_write_double (&json, (double) audio->n_frames / audio->rate);
  vt_json_write_end (&json, '}');
  return g_string_free (json.text, FALSE);
}

const VtTaskClass vt_task_text_to_speech = {
  .name = "text-to-speech",
  .title = N_("Text to speech"),
  .description = N_("Says a text with a voice"),
  .inputs = inputs,
  .outputs = outputs,
  .params = params,
  .model = &vt_model_kind_voice,
  .run = vt_text_to_speech_run,
  .glass = glass,
  .to_json = to_json,
};
