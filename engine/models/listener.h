/* listener.h: networks that hear one sound and say what it is.
 *
 * One family is one file with one const #VtListenerClass, named in
 * listener-list.c: how its files (transformers' folders) are recognised, what it
 * hears of a sound, and its forward pass over a scope
 * (engine/nn/scope.h). A network hears a piece of fixed length at once: silence
 * fills it up, and what is longer is cut off.
 *
 * Not thread-safe; used by the thread of its device.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "engine/formats/json.h"
#include "engine/models/sound-rules.h"
#include "engine/nn/probe.h"
#include "engine/nn/scope.h"

G_BEGIN_DECLS

typedef struct _VtListener VtListener;

/**
 * VtListenerClass:
 * @match: whether the files are of this family
 * @configure: reads config.json and preprocessor_config.json (an empty object where
 *   there is none): fills self->config and self->rules
 * @build: from the spectrogram @heard (n_bands, n_frames) to the scores (n_labels) before the softmax
 */
typedef struct
{
  const char *name;
  gboolean (*match) (const VtJsonNode *config, VtWeights *weights);
  gboolean (*configure) (VtListener *self, const VtJsonNode *config, const VtJsonNode *extractor, GError **error);
  VtTensor *(*build) (VtListener *self, const VtNnScope *s, VtTensor *heard);
} VtListenerClass;

/**
 * VtListenerScores: what becomes of the scores if nobody asks for something else
 * (problem_type of config.json).
 * @VT_LISTENER_SOFTMAX: one of the classes: shares of 1
 * @VT_LISTENER_SIGMOID: each class by itself, several may be there
 * @VT_LISTENER_NONE: they are numbers of their own kind
 */
typedef enum
{
  VT_LISTENER_SOFTMAX,
  VT_LISTENER_SIGMOID,
  VT_LISTENER_NONE,
} VtListenerScores;

/**
 * VtListener:
 * @rules: what it hears of a sound
 * @labels: (array zero-terminated=1) (length=n_labels)
 * @config: the family's own numbers, from one block
 */
struct _VtListener
{
  const VtListenerClass *family;
  VtSoundRules rules;
  char **labels;
  guint n_labels;
  VtListenerScores scores;
  gpointer config;
  VtNnWeights *weights;
  VtPlan *plan;
  VtTensor *input, *logits;
};

/* Every family, %NULL-terminated. */
extern const VtListenerClass *const vt_listener_classes[];

/* The family of the folder at @path with its weights; VT_ERROR_UNSUPPORTED where
 * there is none. @config is to be freed. */
const VtListenerClass *vt_listener_find (const char *path, VtWeights **weights, VtJson **config, GError **error);

/* Loads what is at @path and checks all weights. */
VtListener *vt_listener_load (VtDevice *device, const char *path, GError **error);
void vt_listener_free (VtListener *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (VtListener, vt_listener_free)

guint64 vt_listener_bytes (const VtListener *self);

/**
 * vt_listener_run:
 * @heard: (n_bands, n_frames), by the rules
 * @logits: (array): gets the scores (n_labels)
 * @probe: (nullable): told every hidden state
 */
gboolean vt_listener_run (VtListener *self, const float *heard, float *logits, GCancellable *cancellable, VtNnProbe probe,
                          gpointer data, GError **error);

/* For families: VT_ERROR_UNSUPPORTED where the extractor wants another rate than VT_SOUND_RATE. */
gboolean vt_listener_check_rate (const VtJsonNode *extractor, GError **error);

G_END_DECLS
