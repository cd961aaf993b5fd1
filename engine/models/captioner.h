/* captioner.h: models that say in words what is in a picture: a vision
 * transformer, and a decoder that looks at what it gives. Two families of
 * transformers' folders: VisionEncoderDecoder of ViT (or DeiT) and GPT-2, and
 * BLIP, which also answers questions where it was trained to.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "engine/models/picture-rules.h"
#include "engine/models/word-decoder.h"
#include "engine/nn/vit.h"
#include "engine/text/tokenizer.h"

G_BEGIN_DECLS

typedef struct _VtCaptioner VtCaptioner;

/**
 * VtCaptionerClass: one family.
 * @match: by config.json
 * @answers: whether models with @config and @weights take a question
 * @configure: reads @config, sets vit, rules, decoder and question
 * @see: from pixels (3, side, side) to states (width, n)
 */
typedef struct
{
  const char *name;
  gboolean (*match) (const VtJsonNode *config);
  gboolean (*answers) (VtWeights *weights);
  gboolean (*configure) (VtCaptioner *self, const VtJsonNode *config, GError **error);
  VtTensor *(*see) (VtCaptioner *self, const VtNnScope *root, VtTensor *pixels);
} VtCaptionerClass;

/**
 * VtCaptioner:
 * @rules: how it wants its pictures
 * @start, @end: the tokens between which it writes
 * @question: (nullable): what reads questions
 */
struct _VtCaptioner
{
  const VtCaptionerClass *family;
  VtPictureRules rules;
  VtNnVit vit;
  VtTokenizer *tokenizer;
  gint32 start, end;
  VtNnWeights *weights;
  VtWordDecoder *decoder, *question;
  VtPlan *plan;
  VtTensor *pixels, *states;
};

/* The family of the folder at @path, with its weights and configuration, and whether
 * it takes a question; VT_ERROR_UNSUPPORTED where there is none. */
const VtCaptionerClass *vt_captioner_find (const char *path, VtWeights **weights, VtJson **config, gboolean *answers, GError **error);

/* VT_ERROR_UNSUPPORTED also where it does not take questions as @answers says. */
VtCaptioner *vt_captioner_load (VtDevice *device, const char *path, gboolean answers, GError **error);
void vt_captioner_free (VtCaptioner *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (VtCaptioner, vt_captioner_free)

guint64 vt_captioner_bytes (const VtCaptioner *self);

/**
 * vt_captioner_look:
 * @pixels: (3, side, side), by the rules
 * @question: (nullable): where it takes one
 * @probe: (nullable): told the hidden states of the picture's and the question's side
 *
 * Afterwards vt_word_decoder_next() on self->decoder, from @start at position 0 to
 * @end, gives the words.
 */
gboolean vt_captioner_look (VtCaptioner *self, const float *pixels, const char *question, GCancellable *cancellable, VtNnProbe probe,
                            gpointer data, GError **error);

G_END_DECLS
