/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/models/listener.h"

#include <string.h>

#include "engine/base/error.h"
#include "engine/models/picture-labels.h"

#define MAX_BANDS 512
#define MAX_FRAMES 100000

/* --- files --- */

/* A file of @folder that may be missing: then an empty object. */
static VtJson *
load_json (const char *folder, const char *name, GError **error)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);

  return g_file_test (path, G_FILE_TEST_EXISTS) ? vt_json_load (path, error) : vt_json_parse ("{}", 2, error);
}

const VtListenerClass *
vt_listener_find (const char *path, VtWeights **weights, VtJson **config, GError **error)
{
  g_autoptr(VtWeights) opened = vt_weights_open (path, error);
  g_autoptr(VtJson) json = opened != NULL ? load_json (vt_weights_folder (opened), "config.json", error) : NULL;

  if (json == NULL)
    return NULL;
  for (guint i = 0; vt_listener_classes[i] != NULL; i++)
    if (vt_listener_classes[i]->match (vt_json_root (json), opened))
      {
        *weights = g_steal_pointer (&opened);
        *config = g_steal_pointer (&json);
        return vt_listener_classes[i];
      }
  g_set_error_literal (error, VT_ERROR, VT_ERROR_UNSUPPORTED,
                       "This is no model that says what a sound is, or one of a kind that this version does not know.");
  return NULL;
}

gboolean
vt_listener_check_rate (const VtJsonNode *extractor, GError **error)
{
  gint64 rate = vt_json_get_int (extractor, "sampling_rate", VT_SOUND_RATE);

  if (rate == VT_SOUND_RATE)
    return TRUE;
  g_set_error (error, VT_ERROR, VT_ERROR_UNSUPPORTED,
               "The model hears %" G_GINT64_FORMAT " samples a second; only %d are possible in this version.", rate, VT_SOUND_RATE);
  return FALSE;
}

/* --- loading --- */

static VtListenerScores
read_scores (const VtJsonNode *config)
{
  const char *problem = vt_json_get_string (config, "problem_type", "");

  return strcmp (problem, "regression") == 0                    ? VT_LISTENER_NONE
         : strcmp (problem, "multi_label_classification") == 0 ? VT_LISTENER_SIGMOID
                                                                : VT_LISTENER_SOFTMAX;
}

static gboolean
check_sizes (const VtListener *self, GError **error)
{
  if (self->n_labels == 0)
    g_set_error_literal (error, VT_ERROR, VT_ERROR_CORRUPT, "The model's config.json does not say what its classes are called (“id2label”).");
  else if (self->rules.n_bands < 1 || self->rules.n_bands > MAX_BANDS || self->rules.n_frames < 1 || self->rules.n_frames > MAX_FRAMES)
    g_set_error_literal (error, VT_ERROR, VT_ERROR_CORRUPT, "The configuration of the model makes no sense.");
  else
    return TRUE;
  return FALSE;
}

static VtGraph *
build (VtListener *self)
{
  VtGraph *g = vt_graph_new ();
  VtNnScope s = vt_nn_scope (self->weights, g);

  self->input = vt_graph_input (g, "spectrogram", VT_TYPE_F32, self->rules.n_bands, self->rules.n_frames, 1, 1);
  self->logits = vt_graph_output (g, self->family->build (self, &s, self->input), "logits");
  return g;
}

/* Building the graph once checks all weights. */
static gboolean
check_weights (VtListener *self, GError **error)
{
  g_autoptr(VtGraph) g = build (self);

  self->input = self->logits = NULL;
  if (g->error == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&g->error));
  return FALSE;
}

static gboolean
configure (VtListener *self, const VtJsonNode *config, const char *folder, GError **error)
{
  g_autoptr(VtJson) extractor = load_json (folder, "preprocessor_config.json", error);

  if (extractor == NULL)
    return FALSE;
  self->labels = vt_picture_labels_read (config, &self->n_labels);
  self->scores = read_scores (config);
  return self->family->configure (self, config, vt_json_root (extractor), error) && check_sizes (self, error) &&
         check_weights (self, error);
}

VtListener *
vt_listener_load (VtDevice *device, const char *path, GError **error)
{
  g_autoptr(VtListener) self = g_new0 (VtListener, 1);
  g_autoptr(VtWeights) weights = NULL;
  g_autoptr(VtJson) config = NULL;

  self->family = vt_listener_find (path, &weights, &config, error);
  if (self->family == NULL)
    return NULL;
  self->weights = vt_nn_weights_new (device, weights);
  return configure (self, vt_json_root (config), vt_weights_folder (weights), error) ? g_steal_pointer (&self) : NULL;
}

static void
forget_plan (VtListener *self)
{
  g_clear_pointer (&self->plan, vt_plan_free);
  self->input = self->logits = NULL;
}

void
vt_listener_free (VtListener *self)
{
  forget_plan (self);
  g_clear_pointer (&self->weights, vt_nn_weights_free);
  g_strfreev (self->labels);
  g_free (self->config);
  g_free (self);
}

guint64
vt_listener_bytes (const VtListener *self)
{
  return vt_nn_weights_bytes (self->weights) + (self->plan != NULL ? vt_plan_bytes (self->plan) : 0);
}

/* --- running --- */

static gboolean
make_ready (VtListener *self, gboolean probed, GError **error)
{
  VtGraph *g;

  if (self->plan != NULL && !probed)
    return TRUE;
  forget_plan (self);
  g = build (self);
  if (probed)
    vt_nn_probe_expose (g);
  self->plan = vt_plan_new (vt_nn_weights_device (self->weights), g, error);
  return self->plan != NULL;
}

gboolean
vt_listener_run (VtListener *self, const float *heard, float *logits, GCancellable *cancellable, VtNnProbe probe, gpointer data,
                 GError **error)
{
  gboolean ok = make_ready (self, probe != NULL, error) &&
                vt_plan_write (self->plan, self->input, heard, vt_tensor_bytes (self->input), error) &&
                vt_plan_run (self->plan, cancellable, error) &&
                vt_plan_read (self->plan, self->logits, logits, self->n_labels * sizeof *logits, error) &&
                (probe == NULL || vt_nn_probe_tell (self->plan, probe, data, error));

  if (probe != NULL)
    forget_plan (self);
  return ok;
}
