/* clip-text.h: CLIP's text encoder: what Stable Diffusion understands words with
 * (OpenAI's CLIP B and L, OpenCLIP H and bigG in transformers' folders).
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "engine/formats/json.h"
#include "engine/nn/probe.h"
#include "engine/nn/scope.h"

G_BEGIN_DECLS

/**
 * VtClipText:
 * @n_embd: the width of hidden states; @n_projection: of the pooled embedding, 0 for none
 * @n_ctx: positions (77)
 */
typedef struct
{
  gint64 n_embd, n_layer, n_head, n_ff, n_vocab, n_ctx, n_projection;
  float eps;
  VtUnary activation;
  gint32 eos;
  gboolean legacy_eos; /* the end is where the largest token number is */
  VtNnWeights *weights;
  char *root; /* before all names: "text_model." or "" */
} VtClipText;

/* Reads @config (a text encoder's config.json) and checks all weights of
 * @source; takes neither. */
VtClipText *vt_clip_text_new (VtDevice *device, VtWeights *source, const VtJsonNode *config, GError **error);
void vt_clip_text_free (VtClipText *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (VtClipText, vt_clip_text_free)

/**
 * vt_clip_text_encode:
 * @ids: (array length=n): tokens, n_ctx at most
 * @embeddings: (array length=n): (nullable elements) (nullable): instead of a token's
 *   own embedding, where not %NULL (textual inversion)
 * @skip: how many of the last layers are left out
 * @norm: whether @hidden gets the last norm
 * @hidden: (n_embd, n), gets the hidden states
 * @pooled: (nullable): (n_projection, or n_embd where that is 0), gets the state at
 *   the end token
 * @probe: (nullable): told every hidden state
 *
 * Errors: VT_ERROR_NO_MEMORY, VT_ERROR_DEVICE.
 */
gboolean vt_clip_text_encode (VtClipText *self, const gint32 *ids, guint n, const float *const *embeddings, guint skip,
                              gboolean norm, float *hidden, float *pooled, VtNnProbe probe, gpointer data, GError **error);

G_END_DECLS
