/* whisper-names.h: what each part of Whisper is called in each kind of file.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "engine/models/whisper-weights.h"

G_BEGIN_DECLS

typedef enum
{
  VT_WHISPER_LINEAR,
  VT_WHISPER_NORM,
  VT_WHISPER_CONV,
  VT_WHISPER_TABLE,
} VtWhisperPartKind;

/* Extents in terms of the configuration; those of a layer's own half. */
typedef enum
{
  VT_WHISPER_DIM_STATE,
  VT_WHISPER_DIM_STATE2,
  VT_WHISPER_DIM_STATE3,
  VT_WHISPER_DIM_FF,
  VT_WHISPER_DIM_AUDIO_STATE, /* the encoder's also in the decoder */
  VT_WHISPER_DIM_MELS,
  VT_WHISPER_DIM_CTX,
  VT_WHISPER_DIM_VOCAB,
} VtWhisperDim;

/**
 * VtWhisperPartSpec:
 * @names: by #VtWhisperStyle, without what stands before and behind; several
 *   divided by blanks lie one under the other in one matrix
 * @in, @out: extents; norms have only @in
 */
typedef struct
{
  VtWhisperPartKind kind;
  const char *names[VT_WHISPER_STYLES];
  VtWhisperDim in, out;
} VtWhisperPartSpec;

extern const VtWhisperPartSpec vt_whisper_layer_parts[VT_WHISPER_N_LAYER];
extern const VtWhisperPartSpec vt_whisper_global_parts[VT_WHISPER_N_GLOBAL];

/* Whether a global part is the decoder's. */
static inline gboolean
vt_whisper_global_is_decoder (VtWhisperGlobalPart part)
{
  return part >= VT_WHISPER_TOKENS;
}

/* The full name of part @index of those in @spec; @layer -1 for global parts;
 * @ending 0 for the weight, 1 for the bias, 2 for the scale of 8 bits. Transfer
 * full; %NULL where this style has no such thing or no more parts. */
char *vt_whisper_part_name (const VtWhisperPartSpec *spec, VtWhisperStyle style, gboolean decoder, gint64 layer,
                            guint index, guint ending);

/* The tensor of that name, whatever stands before it in the file. */
const VtTensorInfo *vt_whisper_find_name (VtWeights *source, const char *name);

G_END_DECLS
