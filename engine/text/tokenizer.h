/* tokenizer.h: text to token ids and back.
 *
 * A tokenizer is what Hugging Face's `tokenizers` calls a pipeline: added
 * tokens are cut out, then normalizer, pre-tokenizer, model and post-processor
 * make ids of the rest; the decoder makes text of ids again. It is read from a
 * tokenizer.json or from the metadata of a GGUF file; ids are the same as those
 * of `tokenizers` and of llama.cpp.
 *
 * A #VtTokenizer never changes once made and may be used by several threads.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "engine/formats/weights.h"

G_BEGIN_DECLS

typedef struct _VtTokenizer VtTokenizer;

/* Where there is no such token. */
#define VT_NO_TOKEN (-1)

/**
 * VtEncodeFlags:
 * @VT_ENCODE_ADD_SPECIAL: add what the model expects around a text (BOS, EOS, [CLS] …)
 * @VT_ENCODE_PARSE_SPECIAL: special tokens written out in the text become their ids;
 *   without it `<eos>` in a text is just five letters, which is what untrusted text needs
 */
typedef enum
{
  VT_ENCODE_ADD_SPECIAL = 1 << 0,
  VT_ENCODE_PARSE_SPECIAL = 1 << 1,
} VtEncodeFlags;

/**
 * VtSpan:
 * @start: first byte
 * @end: one past the last byte
 *
 * Part of a text, in bytes.
 */
typedef struct
{
  gsize start, end;
} VtSpan;

/**
 * vt_tokenizer_new_from_json_file:
 * @path: a tokenizer.json
 *
 * Returns: (transfer full): the tokenizer, or %NULL with %VT_ERROR_NOT_FOUND,
 *   %VT_ERROR_CORRUPT or %VT_ERROR_UNSUPPORTED (a part of a kind not known here)
 */
VtTokenizer *vt_tokenizer_new_from_json_file (const char *path, GError **error);

/**
 * vt_tokenizer_new_from_json:
 * @text: (array length=size): the content of a tokenizer.json
 *
 * As vt_tokenizer_new_from_json_file().
 */
VtTokenizer *vt_tokenizer_new_from_json (const char *text, gsize size, GError **error);

/**
 * vt_tokenizer_new_from_folder:
 * @folder: a model folder with tokenizer.json, or vocab.json and merges.txt, and,
 *   where they are there, tokenizer_config.json, special_tokens_map.json, generation_config.json
 *   and chat_template.jinja
 *
 * Returns: (transfer full): the tokenizer, or %NULL as
 *   vt_tokenizer_new_from_json_file() does
 */
VtTokenizer *vt_tokenizer_new_from_folder (const char *folder, GError **error);

/**
 * vt_tokenizer_new_from_weights:
 * @weights: open weights; a reference is kept, because the token texts of a
 *   GGUF file stay where they are in the mapped file
 *
 * Reads GGUF metadata (`tokenizer.ggml.*`); for other formats, and for a GGUF
 * file without them, the tokenizer.json beside the weights.
 *
 * Returns: (transfer full): the tokenizer, or %NULL with %VT_ERROR_NOT_FOUND
 *   (there is none), %VT_ERROR_CORRUPT or %VT_ERROR_UNSUPPORTED
 */
VtTokenizer *vt_tokenizer_new_from_weights (VtWeights *weights, GError **error);

VtTokenizer *vt_tokenizer_ref (VtTokenizer *self);

void vt_tokenizer_unref (VtTokenizer *self);

/**
 * vt_tokenizer_encode:
 * @text: a text; bytes that are not UTF-8 are taken as U+FFFD
 * @length: in bytes, or -1 if NUL-terminated
 *
 * Never fails. Takes about n log n time in the length of the text.
 *
 * Returns: (transfer full) (element-type gint32): the ids
 */
GArray *vt_tokenizer_encode (const VtTokenizer *self, const char *text, gssize length, VtEncodeFlags flags);

/**
 * VtEncoding:
 * @ids: (element-type gint32): the tokens
 * @type_ids: (element-type gint32): 0 for the first text, 1 for the second, or
 *   what the post-processor says
 * @spans: (element-type VtSpan): the bytes of the text it belongs to that each
 *   token stands for; empty for the tokens that were added
 * @parts: (element-type gint32): which text a token belongs to: 0, 1, or -1 for
 *   the tokens that were added
 */
typedef struct
{
  GArray *ids, *type_ids, *spans, *parts;
} VtEncoding;

/**
 * vt_tokenizer_encode_pair:
 * @text: a text
 * @pair: (nullable): a second one (a context for a question, a hypothesis for a premise)
 *
 * Both NUL-terminated. Knows where each token came from, so it is slower than
 * vt_tokenizer_encode().
 *
 * Returns: (transfer full): the ids with their places
 */
VtEncoding *vt_tokenizer_encode_pair (const VtTokenizer *self, const char *text, const char *pair,
                                      VtEncodeFlags flags);

void vt_encoding_free (VtEncoding *self);

/**
 * vt_tokenizer_decode:
 * @ids: (array length=n_ids): tokens; ids out of range are left out
 * @skip_special: leave out BOS, EOS and the like
 *
 * Bytes that make no character become U+FFFD. For text that arrives token by
 * token use stream-decoder.h.
 *
 * Returns: (transfer full): the text, valid UTF-8
 */
char *vt_tokenizer_decode (const VtTokenizer *self, const gint32 *ids, gsize n_ids, gboolean skip_special);

/**
 * vt_tokenizer_token_text:
 *
 * Returns: (transfer full) (nullable): how the vocabulary writes token @id
 *   (`▁the`, `Ġthe`, `##ing`), %NULL if there is no such token
 */
char *vt_tokenizer_token_text (const VtTokenizer *self, gint32 id);

/**
 * vt_tokenizer_token_bytes:
 * @length: (out): how many bytes
 *
 * What token @id adds to a text when it is not the first: ` the`; the single
 * byte of a byte token, valid UTF-8 or not. The first call builds a table for
 * the whole vocabulary.
 *
 * Returns: (transfer none): the bytes, valid as long as the tokenizer; empty if
 *   there is no such token
 */
const guint8 *vt_tokenizer_token_bytes (const VtTokenizer *self, gint32 id, gsize *length);

/**
 * vt_tokenizer_find:
 *
 * Returns: the id of the token that the vocabulary writes @text, or %VT_NO_TOKEN
 */
gint32 vt_tokenizer_find (const VtTokenizer *self, const char *text);

/* Ids run from 0 to this minus 1; some may be unused. */
guint vt_tokenizer_get_n_vocab (const VtTokenizer *self);

/* The token with that role, or VT_NO_TOKEN. */
gint32 vt_tokenizer_get_bos (const VtTokenizer *self);
gint32 vt_tokenizer_get_eos (const VtTokenizer *self);
gint32 vt_tokenizer_get_unk (const VtTokenizer *self);
gint32 vt_tokenizer_get_pad (const VtTokenizer *self);
gint32 vt_tokenizer_get_mask (const VtTokenizer *self);

/* Whether VT_ENCODE_ADD_SPECIAL puts BOS first, EOS last. */
gboolean vt_tokenizer_adds_bos (const VtTokenizer *self);
gboolean vt_tokenizer_adds_eos (const VtTokenizer *self);

/* Whether @id is a control token that a reader should not see. */
gboolean vt_tokenizer_is_special (const VtTokenizer *self, gint32 id);

/* Whether @id ends what the model has to say: EOS, end of turn and the like. */
gboolean vt_tokenizer_is_eog (const VtTokenizer *self, gint32 id);

/**
 * vt_tokenizer_get_chat_template:
 *
 * Returns: (transfer none) (nullable): the model's chat template (see
 *   chat-template.h), %NULL if it has none, as base models do
 */
const char *vt_tokenizer_get_chat_template (const VtTokenizer *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (VtTokenizer, vt_tokenizer_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (VtEncoding, vt_encoding_free)

G_END_DECLS
