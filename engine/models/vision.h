/* vision.h: networks that look at one picture and say what is in it: its class,
 * boxes around things, what each pixel belongs to, how far away it is.
 *
 * One family is one file with one const #VtVisionClass, named in
 * vision-list.c: how its files are recognised, its configuration, and its
 * forward pass over a scope (engine/nn/scope.h). Files are transformers'
 * folders, or single files whose weights tell what they are.
 *
 * Not thread-safe; used by the thread of its device.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "engine/formats/json.h"
#include "engine/models/picture-rules.h"
#include "engine/nn/probe.h"
#include "engine/nn/scope.h"

G_BEGIN_DECLS

/**
 * VtVisionOutput: what a network gives, by which tasks choose.
 * @VT_VISION_CLASSES: out[0] (labels): scores before the softmax
 * @VT_VISION_BOXES: out[0] (labels + 1, n): the same for each of n boxes, the last
 *   one meaning “nothing”; out[1] (4, n): middle x, y, width, height, of 0 … 1
 * @VT_VISION_SEGMENTS: out[0] (labels, w, h): scores of each place
 * @VT_VISION_DEPTH: out[0] (1, w, h): the larger, the nearer
 */
typedef enum
{
  VT_VISION_CLASSES,
  VT_VISION_BOXES,
  VT_VISION_SEGMENTS,
  VT_VISION_DEPTH,
} VtVisionOutput;

#define VT_VISION_MAX_OUT 2

/* A graph under construction, or its plan. */
typedef struct
{
  gint64 width, height;
  VtGraph *g;
  VtPlan *plan;
  VtTensor *pixels;
  VtTensor *out[VT_VISION_MAX_OUT];
} VtVisionPass;

typedef struct _VtVision VtVision;

/**
 * VtVisionClass:
 * @match: whether the files are of this family; @config is %NULL without config.json
 * @configure: reads @config into self->config and may change self->rules
 * @rename: (nullable): other names of weights
 * @build: from pass->pixels (3, width, height) to pass->out
 */
typedef struct
{
  const char *name;
  VtVisionOutput output;
  VtPictureRules rules;
  gboolean (*match) (const VtJsonNode *config, VtWeights *weights);
  gboolean (*configure) (VtVision *self, const VtJsonNode *config, GError **error);
  VtNnRename rename;
  void (*build) (VtVision *self, const VtNnScope *s, VtVisionPass *pass);
} VtVisionClass;

/**
 * VtVision:
 * @rules: how it wants its pictures
 * @labels: (array zero-terminated=1) (length=n_labels)
 * @config: the family's own numbers, from one block
 */
struct _VtVision
{
  const VtVisionClass *family;
  VtPictureRules rules;
  char **labels;
  guint n_labels;
  gpointer config;
  VtNnWeights *weights;
  VtVisionPass pass;
};

/* Every family, %NULL-terminated. */
extern const VtVisionClass *const vt_vision_classes[];

/* The family of the file or folder at @path, whatever it gives, with its weights;
 * VT_ERROR_UNSUPPORTED where there is none. @config is to be freed, %NULL without one. */
const VtVisionClass *vt_vision_find (const char *path, VtWeights **weights, VtJson **config, GError **error);

/* Loads what is at @path and checks all weights; VT_ERROR_UNSUPPORTED where it
 * does not give @output. */
VtVision *vt_vision_load (VtDevice *device, const char *path, VtVisionOutput output, GError **error);
void vt_vision_free (VtVision *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (VtVision, vt_vision_free)

guint64 vt_vision_bytes (const VtVision *self);

/**
 * vt_vision_run:
 * @pixels: (3, width, height), by the rules
 * @out: (array fixed-size=2): gets the outputs in the order of #VtVisionOutput, to be
 *   freed; %NULL where there are fewer. Their extents are in self->pass.out.
 * @probe: (nullable): told every hidden state
 */
gboolean vt_vision_run (VtVision *self, const float *pixels, gint64 width, gint64 height, float *out[VT_VISION_MAX_OUT],
                        GCancellable *cancellable, VtNnProbe probe, gpointer data, GError **error);

G_END_DECLS
