/* tokenizer-private.h: what a tokenizer is made of.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "engine/text/added.h"
#include "engine/text/models.h"

G_BEGIN_DECLS

typedef enum
{
  VT_ROLE_BOS,
  VT_ROLE_EOS,
  VT_ROLE_UNK,
  VT_ROLE_PAD,
  VT_ROLE_MASK,
  VT_ROLE_SEP,
  VT_ROLE_CLS,
  VT_N_ROLES
} VtRole;

enum
{
  VT_TOKEN_SPECIAL = 1 << 0,
  VT_TOKEN_EOG = 1 << 1,
};

struct _VtTokenizer
{
  gatomicrefcount refs;
  VtWeights *weights; /* holds the vocabulary's texts; may be NULL */
  VtVocab *vocab;
  VtAddedTokens *added;
  VtStage normalizer, pre_tokenizer, model, post, decoder;
  guint8 *flags; /* of each token */
  guint n_vocab;
  gint32 roles[VT_N_ROLES];
  gboolean adds_bos, adds_eos;
  char *chat_template;
  GMutex lock; /* of what is below, made when first needed */
  GBytes *token_bytes;
  gsize *token_ends;
};

/* An empty one: no stages, no roles. */
VtTokenizer *vt_tokenizer_alloc (void);

/* Seals the added tokens and sets flags: to be called once all else is there. */
void vt_tokenizer_finish (VtTokenizer *self);

void vt_tokenizer_mark_eog (VtTokenizer *self, gint64 id);

/* Tells from the post-processor whether BOS and EOS are added. */
void vt_tokenizer_find_adds (VtTokenizer *self);

/* Fills the five stages, vocabulary and added tokens from a tokenizer.json. */
gboolean vt_tokenizer_load_json (VtTokenizer *self, const VtJsonNode *root, GError **error);

/**
 * vt_tokenizer_decode_raw:
 * @first: (nullable): a text to put before the tokens' texts
 * @raw: leave bytes that are no characters as they are
 *
 * Returns: (transfer full): the decoded bytes
 */
GString *vt_tokenizer_decode_raw (const VtTokenizer *self, const char *first, const gint32 *ids, gsize n_ids,
                                  gboolean skip_special, gboolean raw);

G_END_DECLS
