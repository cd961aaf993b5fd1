/* asr-decode.h: the words of one window of sound.
 *
 * Source: Radford et al. 2022, section 4.5; OpenAI's decoding.py and
 * transcribe.py.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "engine/tasks/asr-options.h"

G_BEGIN_DECLS

/**
 * VtAsrDecoding: what was made of a window.
 * @tokens: (element-type gint32): words and times, without the end
 * @text: the words
 * @logprob: mean log-probability of the tokens, the end counted
 * @compression_ratio: how much zlib shortens the text: high where it repeats itself
 * @no_speech: probability that nobody speaks
 * @traces: (element-type VtTokenTrace) (nullable): what else was considered
 */
typedef struct
{
  GArray *tokens;
  char *text;
  double logprob;
  double compression_ratio;
  double no_speech;
  double temperature;
  GPtrArray *traces;
} VtAsrDecoding;

void vt_asr_decoding_clear (VtAsrDecoding *decoding);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (VtAsrDecoding, vt_asr_decoding_clear)

/**
 * VtAsrWindow: a window that the session has heard.
 * @with_times: whether times are written
 * @language: its token, or VT_NO_TOKEN where the model knows only one
 * @previous: (element-type gint32): what was said before, perhaps nothing
 * @told: called with the tokens so far as they come; may be %NULL
 * @prompt: (element-type gint32): what the text follows; the rest is private
 */
typedef struct _VtAsrWindow VtAsrWindow;
struct _VtAsrWindow
{
  VtTaskRun *run;
  const VtAsrOptions *options;
  gboolean with_times;
  gint32 language;
  const GArray *previous;
  void (*told) (VtAsrWindow *window, const gint32 *tokens, guint n);
  gpointer data;
  /*< private >*/
  GArray *prompt;
  float *logits; /* (n_vocab): of what follows the prompt */
  double no_speech;
  guint budget;
  guint generated; /* tokens, all tries together */
};

/* Sets @language to the token of the one that is spoken. */
gboolean vt_asr_detect_language (VtAsrWindow *window, gint32 *language, GError **error);

/* Reads what comes before the text. To be followed by vt_asr_window_clear() in any case. */
gboolean vt_asr_window_begin (VtAsrWindow *window, GError **error);
void vt_asr_window_clear (VtAsrWindow *window);

/* One try: the likeliest tokens at temperature 0 (with beams, if so asked), else by chance. */
gboolean vt_asr_decode_at (VtAsrWindow *window, double temperature, VtAsrDecoding *out, GError **error);

/* Tries, hotter each time, until the text is neither unlikely nor repeats itself. */
gboolean vt_asr_decode (VtAsrWindow *window, VtAsrDecoding *out, GError **error);

/* Whether nobody speaks, by the thresholds of @options. */
gboolean vt_asr_is_silence (const VtAsrOptions *options, const VtAsrDecoding *decoding);

/* The words among @tokens as text; transfer full. */
char *vt_asr_tokens_to_text (const VtWhisper *whisper, const gint32 *tokens, guint n);

/* part of vt_asr_decode_at(): by following several texts (asr-beams.c) */
gboolean vt_asr_decode_beams (VtAsrWindow *window, VtAsrDecoding *out, GError **error);

G_END_DECLS
