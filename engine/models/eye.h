/* eye.h: what a language model sees pictures with: a vision transformer whose
 * states become embeddings that stand among those of words.
 *
 * Known is the family Idefics 3 and SmolVLM (transformers' folders): SigLIP's
 * transformer, then scale_factor² neighbouring states joined and brought to the
 * width of the language model by a matrix. A large picture may be seen in squares, one
 * after the other (engine/tasks/picture-tiles.h).
 *
 * Not thread-safe; used by the thread of its device.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "engine/formats/json.h"
#include "engine/models/picture-rules.h"
#include "engine/nn/probe.h"
#include "engine/nn/vit.h"

G_BEGIN_DECLS

/**
 * VtEye:
 * @rules: how it wants its pictures
 * @longest: what the longer side of a picture becomes that is seen in squares
 * @n_seen: embeddings that a picture becomes; @n_embd: their width
 * @join: states across and down that become one embedding
 */
typedef struct
{
  VtPictureRules rules;
  VtNnVit vit;
  guint longest;
  gint64 n_seen, n_embd, join;
  VtNnWeights *weights;
  VtPlan *plan;
  VtTensor *pixels, *order, *out;
} VtEye;

/* Whether @path is the folder of such a model; cheap. */
gboolean vt_eye_is_folder (const char *path);

/* The eye of the model at @path, whose language model is @n_embd wide. Blocks. */
VtEye *vt_eye_load (VtDevice *device, const char *path, gint64 n_embd, GError **error);
void vt_eye_free (VtEye *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (VtEye, vt_eye_free)

guint64 vt_eye_bytes (const VtEye *self);

/**
 * vt_eye_see:
 * @pixels: (3, side, side), by the rules
 * @to: (n_embd, n_seen)
 * @probe: (nullable): told every hidden state
 */
gboolean vt_eye_see (VtEye *self, const float *pixels, float *to, GCancellable *cancellable, VtNnProbe probe, gpointer data, GError **error);

G_END_DECLS
