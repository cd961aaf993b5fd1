/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/models/vision.h"

#include <string.h>

#include "engine/base/error.h"
#include "engine/models/picture-labels.h"

#define CHECK_SIDE 224 /* of the graph that checks the weights, where the rules leave the size open */

/* --- files --- */

/* A missing configuration is none, a broken one an error. */
static gboolean
load_config (VtWeights *weights, VtJson **config, GError **error)
{
  g_autofree char *path = g_build_filename (vt_weights_folder (weights), "config.json", NULL);

  *config = NULL;
  if (!g_file_test (path, G_FILE_TEST_EXISTS))
    return TRUE;
  *config = vt_json_load (path, error);
  return *config != NULL;
}

const VtVisionClass *
vt_vision_find (const char *path, VtWeights **weights, VtJson **config, GError **error)
{
  g_autoptr(VtWeights) opened = vt_weights_open (path, error);
  g_autoptr(VtJson) json = NULL;

  if (opened == NULL || !load_config (opened, &json, error))
    return NULL;
  for (guint i = 0; vt_vision_classes[i] != NULL; i++)
    if (vt_vision_classes[i]->match (json != NULL ? vt_json_root (json) : NULL, opened))
      {
        *weights = g_steal_pointer (&opened);
        *config = g_steal_pointer (&json);
        return vt_vision_classes[i];
      }
  g_set_error_literal (error, VT_ERROR, VT_ERROR_UNSUPPORTED,
                       "This is no model that looks at pictures, or one of a kind that this version does not know.");
  return NULL;
}

/* --- loading --- */

static VtVisionPass
build (VtVision *self, gint64 width, gint64 height)
{
  VtVisionPass pass = { .width = width, .height = height, .g = vt_graph_new () };
  VtNnScope s = vt_nn_scope (self->weights, pass.g);

  pass.pixels = vt_graph_input (pass.g, "pixels", VT_TYPE_F32, 3, width, height, 1);
  self->family->build (self, &s, &pass);
  return pass;
}

static guint
usual_side (guint crop, guint side, const VtPictureRules *r)
{
  return crop > 0 ? crop : side > 0 ? side : r->shortest > 0 ? r->shortest : CHECK_SIDE;
}

/* Building the graph once checks all weights. */
static gboolean
check_weights (VtVision *self, GError **error)
{
  VtVisionPass pass = build (self, usual_side (self->rules.crop_width, self->rules.width, &self->rules),
                             usual_side (self->rules.crop_height, self->rules.height, &self->rules));
  g_autoptr(VtGraph) g = pass.g;

  if (g->error == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&g->error));
  return FALSE;
}

static gboolean
configure (VtVision *self, const VtJsonNode *config, const char *folder, GError **error)
{
  self->rules = self->family->rules;
  self->labels = vt_picture_labels_read (config, &self->n_labels);
  if (!self->family->configure (self, config, error) || !vt_picture_rules_read_folder (&self->rules, folder, error))
    return FALSE;
  return check_weights (self, error);
}

VtVision *
vt_vision_load (VtDevice *device, const char *path, VtVisionOutput output, GError **error)
{
  g_autoptr(VtVision) self = g_new0 (VtVision, 1);
  g_autoptr(VtWeights) weights = NULL;
  g_autoptr(VtJson) config = NULL;

  self->family = vt_vision_find (path, &weights, &config, error);
  if (self->family == NULL)
    return NULL;
  if (self->family->output != output)
    {
      g_set_error (error, VT_ERROR, VT_ERROR_UNSUPPORTED, "The model is a “%s”, which is of no use for this task.", self->family->name);
      return NULL;
    }
  self->weights = vt_nn_weights_new (device, weights);
  if (self->family->rename != NULL)
    vt_nn_weights_set_rename (self->weights, self->family->rename, self);
  if (!configure (self, config != NULL ? vt_json_root (config) : NULL, vt_weights_folder (weights), error))
    return NULL;
  return g_steal_pointer (&self);
}

static void
forget_plan (VtVision *self)
{
  if (self->pass.plan != NULL)
    vt_plan_free (self->pass.plan);
  memset (&self->pass, 0, sizeof self->pass);
}

void
vt_vision_free (VtVision *self)
{
  forget_plan (self);
  g_clear_pointer (&self->weights, vt_nn_weights_free);
  g_strfreev (self->labels);
  g_free (self->config);
  g_free (self);
}

guint64
vt_vision_bytes (const VtVision *self)
{
  return vt_nn_weights_bytes (self->weights) + (self->pass.plan != NULL ? vt_plan_bytes (self->pass.plan) : 0);
}

/* --- running --- */

/* The plan of the last size is kept. */
static gboolean
make_ready (VtVision *self, gint64 width, gint64 height, gboolean probed, GError **error)
{
  if (self->pass.plan != NULL && self->pass.width == width && self->pass.height == height && !probed)
    return TRUE;
  forget_plan (self);
  self->pass = build (self, width, height);
  for (guint i = 0; i < VT_VISION_MAX_OUT && self->pass.out[i] != NULL; i++)
    self->pass.out[i]->output = TRUE;
  if (probed)
    vt_nn_probe_expose (self->pass.g);
  self->pass.plan = vt_plan_new (vt_nn_weights_device (self->weights), g_steal_pointer (&self->pass.g), error);
  return self->pass.plan != NULL;
}

static gboolean
read_outputs (VtVisionPass *pass, float *out[VT_VISION_MAX_OUT], GError **error)
{
  for (guint i = 0; i < VT_VISION_MAX_OUT && pass->out[i] != NULL; i++)
    {
      out[i] = g_malloc (vt_tensor_bytes (pass->out[i]));
      if (!vt_plan_read (pass->plan, pass->out[i], out[i], vt_tensor_bytes (pass->out[i]), error))
        return FALSE;
    }
  return TRUE;
}

gboolean
vt_vision_run (VtVision *self, const float *pixels, gint64 width, gint64 height, float *out[VT_VISION_MAX_OUT],
               GCancellable *cancellable, VtNnProbe probe, gpointer data, GError **error)
{
  gboolean ok;

  memset (out, 0, VT_VISION_MAX_OUT * sizeof *out);
  ok = make_ready (self, width, height, probe != NULL, error) &&
       vt_plan_write (self->pass.plan, self->pass.pixels, pixels, (gsize) (3 * width * height) * sizeof *pixels, error) &&
       vt_plan_run (self->pass.plan, cancellable, error) && read_outputs (&self->pass, out, error) &&
       (probe == NULL || vt_nn_probe_tell (self->pass.plan, probe, data, error));
  for (guint i = 0; i < VT_VISION_MAX_OUT && !ok; i++)
    g_clear_pointer (&out[i], g_free);
  if (probe != NULL)
    forget_plan (self);
  return ok;
}
