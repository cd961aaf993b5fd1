/* lm.h: a decoder-only language model: its family's class, and one that is loaded.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "engine/models/lm-weights.h"
#include "engine/nn/kv-cache.h"
#include "engine/text/tokenizer.h"

G_BEGIN_DECLS

typedef struct _VtLm VtLm;

/**
 * VtLmGraph: what a family's forward pass is written with.
 * @tokens, @positions, @rows: (n) I32
 * @spans, @local_spans: (2, n) I32: what each token may look at, in layers that
 *   see everything and in sliding ones (the same tensor where none slides)
 * @outputs: (n_out) I32: which of the n tokens want logits
 * @given, @given_rows: (nullable): (n_embd, n_given) and (n) I32: embeddings that come
 *   from elsewhere, and which of them stands at each token, or none (vt_lm_embed())
 */
typedef struct
{
  VtGraph *g;
  const VtLm *lm;
  VtKvCache *cache;
  VtTensor *tokens, *positions, *rows, *spans, *local_spans, *outputs;
  VtTensor *given, *given_rows;
} VtLmGraph;

/**
 * VtLmClass: one family. A new one is one more file and one more name in lm-list.c.
 * @name: as people know it
 * @architectures: %NULL-terminated: GGUF architectures and transformers model types
 * @read_config: fills what is special, after vt_lm_config_read()
 * @takes_given: whether it begins with vt_lm_embed(), and so may be given embeddings
 * @forward: token ids to logits (n_vocab, n_out)
 */
typedef struct
{
  const char *name;
  const char *const *architectures;
  const VtLmWeightSpec *weights;
  gboolean takes_given;
  gboolean (*read_config) (VtLmConfig *c, const VtModelConfig *source, GError **error);
  VtTensor *(*forward) (const VtLmGraph *b);
} VtLmClass;

extern const VtLmClass *const vt_lm_classes[];

struct _VtLm
{
  const VtLmClass *klass;
  VtDevice *device;
  VtWeights *source;
  VtLmConfig config;
  VtLmWeights *weights;
  VtTokenizer *tokenizer;
  char *name;
};

/* The family of @architecture, or %NULL and VT_ERROR_UNSUPPORTED with the known ones. */
const VtLmClass *vt_lm_class_find (const char *architecture, GError **error);

/* Reads class and configuration only. */
const VtLmClass *vt_lm_read_config (VtLmConfig *c, VtWeights *source, GError **error);

/* Loads the model at @path, a GGUF file or a transformers folder. Blocks. */
VtLm *vt_lm_load (VtDevice *device, const char *path, GError **error);
void vt_lm_free (VtLm *lm);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (VtLm, vt_lm_free)

/*< for families >*/

/* A weight as a node of the graph; %NULL where the model has it not. */
VtTensor *vt_lm_global (const VtLmGraph *b, VtLmWeightId id);
VtTensor *vt_lm_layer (const VtLmGraph *b, gint64 layer, VtLmWeightId id);

/* The embeddings of the tokens (n_embd, n), those that are given among them. */
VtTensor *vt_lm_embed (const VtLmGraph *b);

/* The layer's self-attention with the caches and positions of the graph. */
VtTensor *vt_lm_attention (const VtLmGraph *b, gint64 layer, VtTensor *x, VtTensor *residual);

/* The layer's feed-forward block. */
VtTensor *vt_lm_mlp (const VtLmGraph *b, gint64 layer, VtTensor *x, VtTensor *residual);

/* From the last hidden state (embd, n), not yet normed by @norm's caller: picks
 * the rows that want logits. */
VtTensor *vt_lm_pick_outputs (const VtLmGraph *b, VtTensor *x);

/* Normed hidden states (embd, n_out) -> logits (vocab, n_out); softcapped if so configured. */
VtTensor *vt_lm_logits (const VtLmGraph *b, VtTensor *x);

G_END_DECLS
