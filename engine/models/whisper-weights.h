/* whisper-weights.h: the weights of Whisper: which there are, what they are
 * called in each kind of file, and how they lie on the device.
 *
 * Queries, keys and values are one matrix on the device, whatever the file
 * has; a convolution's weights are a matrix (kernel * in, out), so that it is
 * a product with overlapping rows of its input. Matrices keep their type;
 * CTranslate2's 8 bits become Q8_0.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "engine/models/whisper-config.h"
#include "engine/tensor/device.h"

G_BEGIN_DECLS

/* Parts of a layer. */
typedef enum
{
  VT_WHISPER_ATTN_NORM,
  VT_WHISPER_QKV,
  VT_WHISPER_O,
  VT_WHISPER_MLP_NORM,
  VT_WHISPER_UP,
  VT_WHISPER_DOWN,
  VT_WHISPER_N_ENCODER_LAYER,

  VT_WHISPER_CROSS_NORM = VT_WHISPER_N_ENCODER_LAYER,
  VT_WHISPER_CROSS_Q,
  VT_WHISPER_CROSS_KV,
  VT_WHISPER_CROSS_O,
  VT_WHISPER_N_LAYER,
} VtWhisperLayerPart;

/* Parts that there is one of. */
typedef enum
{
  VT_WHISPER_CONV1,
  VT_WHISPER_CONV2,
  VT_WHISPER_AUDIO_POSITIONS,
  VT_WHISPER_AUDIO_NORM,
  VT_WHISPER_TOKENS,
  VT_WHISPER_TEXT_POSITIONS,
  VT_WHISPER_TEXT_NORM,
  VT_WHISPER_N_GLOBAL,
} VtWhisperGlobalPart;

/* Tables have no bias. Both are bound to a buffer, for vt_graph_bound(). */
typedef struct
{
  VtTensor *weight, *bias;
} VtWhisperPair;

typedef struct
{
  GPtrArray *buffers; /* (element-type VtBuffer) */
  gint64 n_encoder, n_decoder;
  VtWhisperPair global[VT_WHISPER_N_GLOBAL];
  VtWhisperPair (*encoder)[VT_WHISPER_N_LAYER];
  VtWhisperPair (*decoder)[VT_WHISPER_N_LAYER];
} VtWhisperWeights;

/* Copies every weight to @device. Errors name the weight. */
VtWhisperWeights *vt_whisper_weights_load (VtDevice *device, VtWeights *source, const VtWhisperConfig *config,
                                           GError **error);
void vt_whisper_weights_free (VtWhisperWeights *weights);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (VtWhisperWeights, vt_whisper_weights_free)

/* The weight of part @part in the file, for its shape; %NULL where there is none.. */
const VtTensorInfo *vt_whisper_find_global (VtWeights *source, VtWhisperStyle style, VtWhisperGlobalPart part);
const VtTensorInfo *vt_whisper_find_layer (VtWeights *source, VtWhisperStyle style, gboolean decoder, gint64 layer,
                                           VtWhisperLayerPart part);

G_END_DECLS
