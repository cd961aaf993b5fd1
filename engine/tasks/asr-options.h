/* asr-options.h: what a run of automatic-speech-recognition was asked to do.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "engine/tasks/model-kind-whisper.h"
#include "engine/tasks/task-run.h"

G_BEGIN_DECLS

typedef enum
{
  VT_ASR_NO_TIMES,
  VT_ASR_SEGMENT_TIMES,
  VT_ASR_WORD_TIMES,
} VtAsrTimes;

/**
 * VtAsrOptions: the parameters of that name (task-automatic-speech-recognition.c).
 * @language: its token; VT_NO_TOKEN to listen for it, or where the model knows only one
 * @prompt: (element-type gint32): tokens of the initial prompt, perhaps none
 */
typedef struct
{
  VtAsrTimes times;
  gint32 language;
  gboolean translate;
  guint n_beams;
  double length_penalty;
  guint max_new_tokens;
  double temperature;
  double temperature_increment;
  double compression_ratio_threshold;
  double logprob_threshold;
  double no_speech_threshold;
  gboolean condition_on_prev_tokens;
  gboolean vad_filter;
  double chunk_length_s;
  GArray *prompt;
} VtAsrOptions;

/* VT_ERROR_INVALID: a language that there is not; VT_ERROR_UNSUPPORTED: one
 * that the model was not taught, or a translation. */
gboolean vt_asr_options_read (VtAsrOptions *options, VtTaskRun *run, GError **error);
void vt_asr_options_clear (VtAsrOptions *options);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (VtAsrOptions, vt_asr_options_clear)

G_END_DECLS
