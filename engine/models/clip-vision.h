/* clip-vision.h: CLIP's picture side: a picture as a direction in the space that it
 * shares with texts. What CLIP has, and Stable Diffusion's safety checker.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "engine/models/picture-rules.h"
#include "engine/nn/probe.h"
#include "engine/nn/vit.h"

G_BEGIN_DECLS

/**
 * VtClipVision:
 * @rules: how it wants its pictures
 * @n_projection: the width of the space
 */
typedef struct
{
  VtNnVit vit;
  VtPictureRules rules;
  gint64 n_projection;
  VtNnWeights *weights;
  const char *root;
  VtPlan *plan;
  VtTensor *pixels, *out;
} VtClipVision;

/**
 * vt_clip_vision_new:
 * @config: the vision_config
 * @folder: with preprocessor_config.json, perhaps
 * @root: (static): what stands before "vision_model." in the names, mostly ""
 *
 * Checks all its weights in @source; takes nothing.
 */
VtClipVision *vt_clip_vision_new (VtDevice *device, VtWeights *source, const VtJsonNode *config, const char *folder, const char *root,
                                  GError **error);
void vt_clip_vision_free (VtClipVision *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (VtClipVision, vt_clip_vision_free)

guint64 vt_clip_vision_bytes (const VtClipVision *self);

/**
 * vt_clip_vision_see:
 * @pixels: (3, side, side), by the rules
 * @to: (n_projection): gets the direction, of length 1
 * @probe: (nullable): told every hidden state
 */
gboolean vt_clip_vision_see (VtClipVision *self, const float *pixels, float *to, GCancellable *cancellable, VtNnProbe probe, gpointer data,
                             GError **error);

/* Brings @x (n) to the length 1. */
void vt_clip_normalise (float *x, gint64 n);

G_END_DECLS
