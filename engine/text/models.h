/* models.h: the models of tokenizers, and how those of GGUF files are made.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "engine/formats/meta.h"
#include "engine/text/stage.h"

G_BEGIN_DECLS

extern const VtModelClass vt_model_bpe, vt_model_unigram, vt_model_wordpiece, vt_model_wordlevel;

/* Fills @vocab from an object of texts and ids. */
gboolean vt_model_load_vocab (VtVocab *vocab, const VtJsonNode *node, GError **error);

/* SentencePiece's BPE by scores, which only GGUF files have (`llama`):
 * neighbours merge where the result is a token, best score first. */
extern const VtModelClass vt_model_scored;

/**
 * vt_model_scored_new:
 * @scores: an array of numbers, one for each token
 *
 * Returns: (transfer full): data for vt_model_scored
 */
gpointer vt_model_scored_new (const VtVocab *vocab, const VtMeta *scores, gint32 unk, GError **error);

/**
 * vt_model_bpe_new_mapped:
 * @merges: an array of strings `left right`
 * @ignore_merges: a word that is a token needs no merging
 * @byte_fallback: characters that are no token are written in byte tokens
 *
 * Returns: (transfer full): data for vt_model_bpe
 */
gpointer vt_model_bpe_new_mapped (const VtVocab *vocab, const VtMeta *merges, gboolean ignore_merges,
                                  gboolean byte_fallback, GError **error);

/**
 * vt_model_unigram_new_mapped:
 *
 * Returns: (transfer full): data for vt_model_unigram
 */
gpointer vt_model_unigram_new_mapped (const VtVocab *vocab, const VtMeta *scores, gint32 unk, GError **error);

/* (transfer full): data for vt_model_wordpiece; GGUF files write ▁ before what
 * begins a word and nothing before what continues it */
gpointer vt_model_wordpiece_new_mapped (const VtVocab *vocab, gint32 unk);

G_END_DECLS
