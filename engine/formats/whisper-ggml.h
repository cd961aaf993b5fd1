/* whisper-ggml.h: the files of whisper.cpp (ggml-base.bin and the like).
 *
 * The magic number 0x67676d6c, eleven sizes, the mel filters, the vocabulary,
 * then tensors one after the other without padding up to the end of the file.
 *
 * Metadata: “whisper.NAME” for each size (n_vocab, n_audio_ctx, n_audio_state,
 * n_audio_head, n_audio_layer, n_text_ctx, n_text_state, n_text_head,
 * n_text_layer, n_mels, ftype), and “whisper.tokens”, the vocabulary as an
 * array of bytes: each token's length in 32 bits, then the token.
 *
 * Written after whisper.cpp's convert-pt-to-ggml.py and its loader.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "engine/formats/weights.h"

G_BEGIN_DECLS

/* As vt_weights_open() on one file that is already mapped. */
VtWeights *vt_whisper_ggml_open_mapping (VtMapping *file, GError **error);

G_END_DECLS
