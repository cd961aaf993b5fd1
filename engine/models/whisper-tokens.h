/* whisper-tokens.h: Whisper's vocabulary and the tokens that steer it.
 *
 * The tokenizer comes from tokenizer.json where there is one. CTranslate2's
 * vocabulary.json or vocabulary.txt and whisper.cpp's list have token texts
 * only; since a token's number is the order of its merge, the merges can be
 * found again.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "engine/models/whisper-config.h"
#include "engine/text/tokenizer.h"

G_BEGIN_DECLS

/* Seconds between two timestamp tokens. */
#define VT_WHISPER_TIME_STEP 0.02

/**
 * VtWhisperTokens: VT_NO_TOKEN where there is none.
 * @timestamps: the token of 0.00 s; later ones follow it up to the end of the vocabulary
 * @multilingual: whether languages and tasks can be asked for
 * @languages: (array): by vt_whisper_languages
 * @suppress: (element-type gint32): never written
 * @suppress_begin: (element-type gint32): not at the beginning
 */
typedef struct
{
  gint32 end, start, translate, transcribe, previous, no_speech, no_timestamps, timestamps;
  gboolean multilingual;
  gint32 languages[100];
  GArray *suppress;
  GArray *suppress_begin;
} VtWhisperTokens;

/* (transfer full): the tokenizer that belongs to @weights. */
VtTokenizer *vt_whisper_tokenizer_load (VtWeights *weights, const VtWhisperConfig *config, GError **error);

/* (transfer full): a tokenizer of the @n_texts byte-level (“Ġthe”) token texts
 * @texts; what they lack of @n_vocab is named as OpenAI numbers it. */
VtTokenizer *vt_whisper_tokenizer_new (char **texts, gsize n_texts, gint64 n_vocab, GError **error);

/* VT_ERROR_CORRUPT where a token is missing that nothing works without. */
gboolean vt_whisper_tokens_find (VtWhisperTokens *t, VtTokenizer *tokenizer, const VtWhisperConfig *config, GError **error);
void vt_whisper_tokens_clear (VtWhisperTokens *t);

G_END_DECLS
