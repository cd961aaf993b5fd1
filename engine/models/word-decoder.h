/* word-decoder.h: transformers that write words while they look at the states of
 * another network: captions of a picture, answers to a question.
 *
 * Two styles: GPT-2's with attention to the picture between (norms before), and
 * BERT's (norms behind). The latter also read a question while looking.
 *
 * Sources: transformers' modeling_gpt2.py, modeling_blip_text.py.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "engine/formats/json.h"
#include "engine/nn/kv-cache.h"
#include "engine/nn/probe.h"
#include "engine/nn/scope.h"

G_BEGIN_DECLS

typedef struct _VtWordDecoder VtWordDecoder;

/**
 * VtWordLayer: what a layer works with, but for its input.
 * @rows, @spans: (n), (2, n): where in the cache, and what each word looks at
 * @keys, @values: (nullable): this layer's cache; without it all words look at all
 * @seen_keys, @seen_values: (n_embd, n_states)
 */
typedef struct
{
  VtTensor *rows, *spans;
  VtTensor *keys, *values;
  VtTensor *seen_keys, *seen_values;
} VtWordLayer;

/**
 * VtWordStyle:
 * @layer_name: what stands before the layers' numbers
 * @read_config: fills what the configuration calls by other names
 * @look: the keys and values of a layer for the states that it looks at
 */
typedef struct
{
  const char *layer_name;
  gboolean (*read_config) (VtWordDecoder *d, const VtJsonNode *config, GError **error);
  VtTensor *(*embed) (const VtNnScope *body, const VtWordDecoder *d, VtTensor *ids, VtTensor *positions);
  void (*look) (const VtNnScope *layer, const VtWordDecoder *d, VtTensor *states, VtTensor **keys, VtTensor **values);
  VtTensor *(*layer) (const VtNnScope *layer, const VtWordDecoder *d, VtTensor *x, const VtWordLayer *in);
  VtTensor *(*head) (const VtNnScope *root, const VtNnScope *body, const VtWordDecoder *d, VtTensor *x);
} VtWordStyle;

extern const VtWordStyle vt_word_style_gpt2, vt_word_style_bert;

/**
 * VtWordDecoder:
 * @root, @body: prefixes of names: "decoder", "transformer"
 * @n_states: of the last vt_word_decoder_look()
 */
struct _VtWordDecoder
{
  const VtWordStyle *style;
  VtNnWeights *weights; /* borrowed */
  const char *root, *body;
  gint64 n_layer, n_embd, n_head, n_ff, n_vocab, n_ctx;
  float eps;
  VtUnary activation;
  VtKvCache *own, *seen;
  gint64 n_states;
  VtPlan *plan; /* of one word */
  VtTensor *ids, *positions, *rows, *spans, *logits;
};

/* For styles: @q (n_embd, n) looks at @k and @v (n_embd, rows). */
VtTensor *vt_word_attend (VtGraph *g, const VtWordDecoder *d, VtTensor *q, VtTensor *k, VtTensor *v, VtTensor *spans);

/* For styles: attention to the words so far: writes @k and @v into the cache first. */
VtTensor *vt_word_attend_back (VtGraph *g, const VtWordDecoder *d, VtTensor *q, VtTensor *k, VtTensor *v, const VtWordLayer *in);

/* Borrows @weights, @root and @body. */
VtWordDecoder *vt_word_decoder_new (const VtWordStyle *style, VtNnWeights *weights, const char *root, const char *body,
                                    const VtJsonNode *config, GError **error);
void vt_word_decoder_free (VtWordDecoder *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (VtWordDecoder, vt_word_decoder_free)

guint64 vt_word_decoder_bytes (const VtWordDecoder *self);

/* Forgets what was written and looks at @states (width, n) from now on. */
gboolean vt_word_decoder_look (VtWordDecoder *self, const float *states, gint64 width, gint64 n, GCancellable *cancellable, GError **error);

/* Reads word number @position; @logits (n_vocab) gets the scores of the next one.
 * VT_ERROR_LIMIT beyond n_ctx. */
gboolean vt_word_decoder_next (VtWordDecoder *self, gint32 id, guint position, float *logits, GCancellable *cancellable, GError **error);

/* Reads @n words at once, each looking at all and at @states (width, n_states):
 * @to (n_embd, n). Needs no vt_word_decoder_look(). */
gboolean vt_word_decoder_read (VtWordDecoder *self, const gint32 *ids, guint n, const float *states, gint64 width, gint64 n_states,
                               float *to, GCancellable *cancellable, VtNnProbe probe, gpointer data, GError **error);

G_END_DECLS
