/* kokoro-config.h: the sizes of a Kokoro model.
 *
 * They are those of Kokoro-82M unless a config.json, in the words of
 * hexgrad/Kokoro-82M, lies beside the weights or in the folder above; what the
 * weights' own shapes say is taken from there.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "engine/formats/weights.h"

G_BEGIN_DECLS

#define VT_KOKORO_MAX_STAGES 4
#define VT_KOKORO_MAX_BLOCKS 4
#define VT_KOKORO_DILATIONS 3

/**
 * VtKokoroConfig:
 * @vocab: symbols
 * @embed, @hidden, @heads, @ffn, @layers, @positions: of ALBERT; all layers share their weights
 * @dim: channels of the predictor and the text encoder
 * @style: numbers of one half of a voice
 * @depth: layers of the text encoder, and of the duration encoder
 * @kernel: of the text encoder's convolutions
 * @durations: how many sigmoids add up to a duration
 * @wide, @residual: channels of the decoder, and of the text's shortcut into it
 * @stages: of the generator
 * @up_rate, @up_kernel: of each
 * @channels: before the first stage and after each
 * @blocks, @block_kernel, @dilation: of a stage
 * @n_fft, @hop: of the spectrogram that becomes sound
 */
typedef struct
{
  gint64 vocab, embed, hidden, heads, ffn, layers, positions;
  gint64 dim, style, depth, kernel, durations;
  gint64 wide, residual;
  guint stages;
  gint64 up_rate[VT_KOKORO_MAX_STAGES], up_kernel[VT_KOKORO_MAX_STAGES], channels[VT_KOKORO_MAX_STAGES + 1];
  guint blocks;
  gint64 block_kernel[VT_KOKORO_MAX_BLOCKS], dilation[VT_KOKORO_MAX_BLOCKS][VT_KOKORO_DILATIONS];
  gint64 n_fft, hop;
} VtKokoroConfig;

/* Samples a second: no model has another. */
#define VT_KOKORO_RATE 24000

/* Whether the weights are a Kokoro model's. */
gboolean vt_kokoro_config_matches (const VtWeights *weights);

/* VT_ERROR_CORRUPT, VT_ERROR_UNSUPPORTED for sizes beyond what is known. */
gboolean vt_kokoro_config_read (VtKokoroConfig *config, const VtWeights *weights, GError **error);

/* How many samples half a frame has: frames are what durations count, and pitch
 * is told twice a frame. */
gint64 vt_kokoro_config_half_frame (const VtKokoroConfig *config);

/* The config.json that belongs to the weights; %NULL for none. Transfer full. */
char *vt_kokoro_config_path (const VtWeights *weights);

G_END_DECLS
