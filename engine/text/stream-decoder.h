/* stream-decoder.h: text out of tokens that arrive one by one.
 *
 * Never gives half a character: the bytes of an incomplete one are held back
 * until the rest arrives. Bytes that can no longer become a character are given
 * as U+FFFD. What it has given so far, plus what vt_stream_decoder_finish()
 * gives, is what vt_tokenizer_decode() makes of the same tokens, wherever that
 * is valid text.
 *
 * A decoder belongs to one thread at a time.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "engine/text/tokenizer.h"

G_BEGIN_DECLS

typedef struct _VtStreamDecoder VtStreamDecoder;

/**
 * vt_stream_decoder_new:
 * @tokenizer: a reference is kept
 * @context: (array length=n_context) (nullable): the tokens before, usually the
 *   prompt: after them a leading blank is part of the text, at the very start of
 *   a text some tokenizers drop it
 * @skip_special: give nothing for control tokens
 *
 * Returns: (transfer full): a decoder at the place after @context
 */
VtStreamDecoder *vt_stream_decoder_new (VtTokenizer *tokenizer, const gint32 *context, gsize n_context,
                                        gboolean skip_special);

void vt_stream_decoder_free (VtStreamDecoder *self);

/**
 * vt_stream_decoder_push:
 * @id: the next token
 *
 * Returns: (transfer none): the text that it completes, often empty; valid
 *   until the next call
 */
const char *vt_stream_decoder_push (VtStreamDecoder *self, gint32 id);

/**
 * vt_stream_decoder_finish:
 *
 * Returns: (transfer none): what was still held back, as U+FFFD; the decoder
 *   goes on with empty hands
 */
const char *vt_stream_decoder_finish (VtStreamDecoder *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (VtStreamDecoder, vt_stream_decoder_free)

G_END_DECLS
