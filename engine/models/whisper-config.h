/* whisper-config.h: what the sizes of Whisper differ in.
 *
 * Almost everything is read from the shapes of the weights, which all kinds of
 * files have; only the numbers of heads stand elsewhere.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "engine/formats/weights.h"

G_BEGIN_DECLS

#define VT_WHISPER_MAX_LAYERS 64

/* Whose names the weights have. */
typedef enum
{
  VT_WHISPER_TRANSFORMERS,
  VT_WHISPER_CTRANSLATE2,
  VT_WHISPER_OPENAI, /* whisper.cpp */
  VT_WHISPER_STYLES
} VtWhisperStyle;

/* A head of a decoder layer's cross-attention. */
typedef struct
{
  guint layer, head;
} VtWhisperHead;

/**
 * VtWhisperConfig:
 * @n_audio_ctx: what the encoder gives for a window: 1500 for 30 s, half the frames it takes
 * @n_text_ctx: tokens that the decoder can hold: 448
 * @alignment_heads: (element-type VtWhisperHead): those whose attention follows the sound
 * @suppress: (element-type gint32): tokens that are never written
 * @suppress_begin: (element-type gint32): tokens that no text begins with
 * @listed_suppress: whether the files say what is suppressed
 */
typedef struct
{
  VtWhisperStyle style;
  gint64 n_mels, n_vocab;
  gint64 n_audio_ctx, n_audio_state, n_audio_head, n_audio_layer, n_audio_ff;
  gint64 n_text_ctx, n_text_state, n_text_head, n_text_layer, n_text_ff;
  GArray *alignment_heads;
  GArray *suppress;
  GArray *suppress_begin;
  gboolean listed_suppress;
} VtWhisperConfig;

/* VT_ERROR_UNSUPPORTED where it is another model, VT_ERROR_CORRUPT where it makes no sense. */
gboolean vt_whisper_config_read (VtWhisperConfig *c, VtWeights *weights, GError **error);
void vt_whisper_config_clear (VtWhisperConfig *c);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (VtWhisperConfig, vt_whisper_config_clear)

G_END_DECLS
