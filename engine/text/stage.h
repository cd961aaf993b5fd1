/* stage.h: the parts of a tokenizer: one const struct for each type that
 * tokenizer.json knows. A new type is one struct in the file of its kind and
 * one name in that file's list.
 *
 * Every stage is made from its JSON object and immutable afterwards.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "engine/formats/json.h"
#include "engine/text/aligned.h"
#include "engine/text/vocab.h"

G_BEGIN_DECLS

/**
 * VtStageClass:
 * @type: the name in tokenizer.json, `BertNormalizer`
 * @load: makes it from its object; %NULL with an error. %NULL where it has no
 *   properties
 * @free: frees what @load made
 *
 * What stages of all kinds have; the first member of their classes.
 */
typedef struct
{
  const char *type;
  gpointer (*load) (const VtJsonNode *node, GError **error);
  GDestroyNotify free;
} VtStageClass;

/**
 * VtNormalizerClass:
 * @apply: rewrites all of @buffer
 */
typedef struct
{
  VtStageClass stage;
  void (*apply) (gconstpointer data, VtAligned *buffer);
} VtNormalizerClass;

/**
 * VtPieces:
 * @buffer: the text
 * @pieces: (element-type VtSpan): its parts, in order, none empty; what lies
 *   between them is dropped
 * @at_start: the buffer begins where the user's text begins
 */
typedef struct
{
  VtAligned buffer;
  GArray *pieces;
  gboolean at_start;
} VtPieces;

/**
 * VtPreTokenizerClass:
 * @apply: cuts the pieces into smaller ones, and may rewrite the buffer
 */
typedef struct
{
  VtStageClass stage;
  void (*apply) (gconstpointer data, VtPieces *pieces);
} VtPreTokenizerClass;

/**
 * VtModelClass:
 * @load: as VtStageClass.load, and fills in @vocab
 * @run: the tokens of each piece, in order
 * @unk: the token for what is not in the vocabulary, -1 for none; may be %NULL
 */
typedef struct
{
  VtStageClass stage; /* its load is not used */
  gpointer (*load) (const VtJsonNode *node, VtVocab *vocab, GError **error);
  void (*run) (gconstpointer data, const VtVocab *vocab, const VtPieces *pieces, VtOutput *output);
  gint32 (*unk) (gconstpointer data);
} VtModelClass;

/**
 * VtPostClass:
 * @apply: puts the tokens of one text, or of a pair, together in @result, which
 *   is empty, with the tokens that belong around them. @b may be %NULL
 */
typedef struct
{
  VtStageClass stage;
  void (*apply) (gconstpointer data, const VtOutput *a, const VtOutput *b, VtEncoding *result);
} VtPostClass;

/**
 * VtTexts:
 * @bytes: the texts one after another
 * @ends: (element-type gsize): where each ends
 *
 * What decoders work on: a text for each token.
 */
typedef struct
{
  GString *bytes;
  GArray *ends;
} VtTexts;

/**
 * VtDecoderClass:
 * @apply: rewrites @texts. With @raw bytes that are no characters stay as they
 *   are, else they may become U+FFFD
 */
typedef struct
{
  VtStageClass stage;
  void (*apply) (gconstpointer data, VtTexts *texts, gboolean raw);
} VtDecoderClass;

/**
 * VtStage:
 * @klass: (nullable): its class; %NULL for no stage at all
 * @data: what the class' load function made
 */
typedef struct
{
  const VtStageClass *klass;
  gpointer data;
} VtStage;

void vt_stage_clear (VtStage *self);

/**
 * vt_stage_load:
 * @node: the object with `type`; %NULL or null for none
 * @classes: the known classes, %NULL-terminated
 * @what: the kind, for messages: `normalizer`
 *
 * Returns: whether @self could be made; %VT_ERROR_UNSUPPORTED where the type is
 *   not in @classes
 */
gboolean vt_stage_load (VtStage *self, const VtJsonNode *node, const VtStageClass *const *classes,
                        const char *what, GError **error);

/* One of each kind, from its object in tokenizer.json. */
gboolean vt_normalizer_load (VtStage *self, const VtJsonNode *node, GError **error);
gboolean vt_pre_tokenizer_load (VtStage *self, const VtJsonNode *node, GError **error);
gboolean vt_model_load (VtStage *self, const VtJsonNode *node, VtVocab *vocab, GError **error);
gboolean vt_post_load (VtStage *self, const VtJsonNode *node, GError **error);
gboolean vt_decoder_load (VtStage *self, const VtJsonNode *node, GError **error);

/* Does nothing where there is no stage. */
void vt_normalizer_apply (const VtStage *self, VtAligned *buffer);
void vt_pre_tokenizer_apply (const VtStage *self, VtPieces *pieces);
void vt_decoder_apply (const VtStage *self, VtTexts *texts, gboolean raw);

/* As the others, but without a stage the tokens go through as they are. */
void vt_post_apply (const VtStage *self, const VtOutput *a, const VtOutput *b, VtEncoding *result);

/**
 * vt_stage_load_list:
 * @node: an array of stages
 *
 * For the stages of type `Sequence`.
 *
 * Returns: (transfer full) (element-type VtStage): the stages in order
 */
GArray *vt_stage_load_list (const VtJsonNode *node, gboolean (*load) (VtStage *, const VtJsonNode *, GError **),
                            GError **error);

/* Sets @error to VT_ERROR_CORRUPT: "The tokenizer is damaged: @what." and
 * returns %NULL. */
gpointer vt_stage_damaged (GError **error, const char *what, ...) G_GNUC_PRINTF (2, 3);

G_END_DECLS
