/* clip.h: CLIP: pictures and texts in one space, where a picture lies near the
 * texts that describe it (OpenAI's, OpenCLIP's and others in transformers' folders).
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "engine/models/clip-text.h"
#include "engine/models/clip-vision.h"
#include "engine/text/tokenizer.h"

G_BEGIN_DECLS

/**
 * VtClip:
 * @n_projection: the width of the common space
 * @scale: what similarities are multiplied with before a softmax
 */
typedef struct
{
  VtClipText *text;
  VtTokenizer *tokenizer;
  VtClipVision *vision;
  gint64 n_projection;
  float scale;
} VtClip;

/* Whether @path is the folder of such a model; cheap. */
gboolean vt_clip_is_folder (const char *path);

VtClip *vt_clip_load (VtDevice *device, const char *path, GError **error);
void vt_clip_free (VtClip *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (VtClip, vt_clip_free)

guint64 vt_clip_bytes (const VtClip *self);

/**
 * vt_clip_see:
 * @pixels: (3, side, side), by the rules
 * @to: (n_projection): gets the direction, of length 1
 * @probe: (nullable): told every hidden state
 */
gboolean vt_clip_see (VtClip *self, const float *pixels, float *to, GCancellable *cancellable, VtNnProbe probe, gpointer data,
                      GError **error);

/* The direction of @text, cut to as many tokens as the model takes; @to as above. */
gboolean vt_clip_read (VtClip *self, const char *text, float *to, VtNnProbe probe, gpointer data, GError **error);

G_END_DECLS
