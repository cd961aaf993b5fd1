/* upscaler.h: networks that enlarge pictures and add what is likely to have been
 * there: ESRGAN and its kin.
 *
 * One family is one const #VtUpscalerClass, named in upscaler.c's list. Files hold
 * nothing but weights (.pth, .safetensors), whose names and shapes tell the rest.
 *
 * Not thread-safe; used by the thread of its device.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "engine/nn/probe.h"
#include "engine/nn/scope.h"

G_BEGIN_DECLS

typedef struct _VtUpscaler VtUpscaler;

/**
 * VtUpscalerClass:
 * @name: as it is known
 * @match: whether the weights are of this family
 * @configure: fills in what they tell. VT_ERROR_UNSUPPORTED
 * @rename: (nullable): other names of weights
 * @build: from the pixels (3 fold², w, h) to the result (3 spread², w', h'), both
 *   0 … 1, where what is folded or spread lies in channels as in PyTorch's
 *   pixel_unshuffle()
 */
typedef struct
{
  const char *name;
  gboolean (*match) (const VtWeights *weights);
  gboolean (*configure) (VtUpscaler *self, const VtWeights *weights, GError **error);
  VtNnRename rename;
  VtTensor *(*build) (const VtUpscaler *self, const VtNnScope *s, VtTensor *x);
} VtUpscalerClass;

/**
 * VtUpscaler:
 * @scale: how many times wider and higher pictures get
 * @fold: pixels across and down that the network sees as one
 * @spread: pixels across and down that it gives as one
 * @adds: whether the given picture is added to what it gives, with large pixels
 * @channels, @depth: of the network
 */
struct _VtUpscaler
{
  const VtUpscalerClass *family;
  guint scale, fold, spread;
  gboolean adds;
  gint64 channels;
  guint depth;
  VtNnWeights *weights;
  gint64 width, height; /* what the plan is for */
  VtPlan *plan;
  VtTensor *in, *out;
};

/* The family of the weights, or %NULL with VT_ERROR_UNSUPPORTED. */
const VtUpscalerClass *vt_upscaler_find (const VtWeights *weights, GError **error);

/* Loads the file at @path and checks all weights. Blocks. */
VtUpscaler *vt_upscaler_load (VtDevice *device, const char *path, GError **error);
void vt_upscaler_free (VtUpscaler *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (VtUpscaler, vt_upscaler_free)

guint64 vt_upscaler_bytes (const VtUpscaler *self);

/* @done of @all pieces are computed. */
typedef void (*VtUpscalerProgress) (guint done, guint all, gpointer data);

/**
 * vt_upscaler_run:
 * @pixels: (3, width, height), 0 … 1
 * @tile: largest side that is computed at once, at least 32; larger pictures are
 *   computed in pieces that know something of their neighbours
 * @progress: (nullable): told before each piece
 *
 * Returns: (transfer full): (3, width scale, height scale), about 0 … 1; %NULL with
 *   VT_ERROR_NO_MEMORY, VT_ERROR_DEVICE or cancelled
 */
float *vt_upscaler_run (VtUpscaler *self, const float *pixels, guint width, guint height, guint tile, GCancellable *cancellable,
                        VtUpscalerProgress progress, gpointer data, GError **error);

G_END_DECLS
