/* whisper.h: Whisper, loaded: the encoder that hears, the decoder that writes.
 *
 * encoder: mel frames -> two convolutions (kernel 3, the second of stride 2),
 *   each with GELU -> fixed positions -> layers of two-way attention and
 *   feed-forward, norms before each -> norm
 * decoder: tokens + learned positions -> layers of attention to what is
 *   written, attention to what was heard, feed-forward -> norm -> the token
 *   embeddings once more
 *
 * Keys have no bias. Source: Radford et al. 2022; transformers'
 * modeling_whisper.py.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "engine/models/whisper-tokens.h"
#include "engine/models/whisper-weights.h"
#include "engine/nn/kv-cache.h"
#include "engine/ops/ops.h"

G_BEGIN_DECLS

typedef struct
{
  VtDevice *device;
  VtWhisperConfig config;
  VtWhisperWeights *weights;
  VtTokenizer *tokenizer;
  VtWhisperTokens tokens;
  char *name;
} VtWhisper;

/* Loads the model at @path: a folder of transformers or CTranslate2, or a file
 * of whisper.cpp. Blocks. */
VtWhisper *vt_whisper_load (VtDevice *device, const char *path, GError **error);

/* The same without words, for comparing with the reference: no tokenizer, no tokens. */
VtWhisper *vt_whisper_load_bare (VtDevice *device, const char *path, GError **error);
void vt_whisper_free (VtWhisper *whisper);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (VtWhisper, vt_whisper_free)

/**
 * VtWhisperEncoder: a graph of the encoder.
 * @n: how many positions of the window it hears, n_audio_ctx at most
 * @padded: state (n_audio_state, 2 * n + 1): what the first convolution
 *   gave from row 1 on; row 0 stays zero
 * @mel: input (n_mels, 2 * n + 2): the frames with a row of zeros before and behind
 * @pad_rows: input (2 * n): 1, 2, 3, …
 * @rows: input (n): 0, 1, 2, …
 * @cross: gets the keys and values that each decoder layer will look at
 */
typedef struct
{
  VtGraph *g;
  const VtWhisper *whisper;
  gint64 n;
  VtTensor *padded;
  const VtKvCache *cross;
  VtTensor *mel, *pad_rows, *rows;
} VtWhisperEncoder;

/* Builds it, inputs included; returns the last hidden states (n_audio_state, n). */
VtTensor *vt_whisper_encode (VtWhisperEncoder *b);

/**
 * VtWhisperDecoder: a graph of the decoder for @n tokens.
 * @n_audio: how many positions the encoder has heard
 * @tokens, @positions, @rows: inputs (n)
 * @spans: input (2, n): what each may look at of the cache
 * @outputs: input (n_out): which of them want logits
 * @heads: (element-type VtWhisperHead) (nullable): heads whose scores are wanted
 * @scores: (element-type VtTensor): of each of @heads (n_audio, n), before scaling and softmax
 */
typedef struct
{
  VtGraph *g;
  const VtWhisper *whisper;
  const VtKvCache *cache, *cross;
  gint64 n, n_out, n_audio;
  const GArray *heads;
  GPtrArray *scores;
  VtTensor *tokens, *positions, *rows, *spans, *outputs;
} VtWhisperDecoder;

/* What the decoder's scores are multiplied with before softmax. */
float vt_whisper_score_scale (const VtWhisper *whisper);

/* Builds it, inputs included; returns the logits (n_vocab, n_out). */
VtTensor *vt_whisper_decode (VtWhisperDecoder *b);

G_END_DECLS
