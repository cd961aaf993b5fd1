/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/tasks/model-kind-vision.h"

#include "engine/base/error.h"

#define ACTIVATION_FACTOR 4 /* memory of values, in parts of that of weights; small networks live on large pictures */

static gboolean
inspect (const char *path, VtVisionOutput output, VtModelFacts *facts, GError **error)
{
  g_autoptr(VtWeights) weights = NULL;
  g_autoptr(VtJson) config = NULL;
  const VtVisionClass *family = vt_vision_find (path, &weights, &config, error);

  if (family == NULL)
    return FALSE;
  if (family->output != output)
    {
      g_set_error (error, VT_ERROR, VT_ERROR_UNSUPPORTED, "The model is a “%s”, which is of no use for this task.", family->name);
      return FALSE;
    }
  vt_model_facts_count (facts, weights);
  facts->architecture = g_strdup (family->name);
  facts->memory_bytes = facts->file_bytes / ACTIVATION_FACTOR + (16 << 20);
  return TRUE;
}

static gboolean
inspect_classifier (const char *path, VtModelFacts *facts, GError **error)
{
  return inspect (path, VT_VISION_CLASSES, facts, error);
}

static gboolean
inspect_detector (const char *path, VtModelFacts *facts, GError **error)
{
  return inspect (path, VT_VISION_BOXES, facts, error);
}

static gpointer
load_detector (VtDevice *device, const char *path, GError **error)
{
  return vt_vision_load (device, path, VT_VISION_BOXES, error);
}

static gpointer
load_classifier (VtDevice *device, const char *path, GError **error)
{
  return vt_vision_load (device, path, VT_VISION_CLASSES, error);
}

static void
vision_free (gpointer model)
{
  vt_vision_free (model);
}

static guint64
vision_bytes (gpointer model)
{
  return vt_vision_bytes (model);
}

const VtModelKind vt_model_kind_classifier = {
  .name = "picture classifier",
  .inspect = inspect_classifier,
  .load = load_classifier,
  .free = vision_free,
  .bytes = vision_bytes,
};

const VtModelKind vt_model_kind_detector = {
  .name = "model that finds things in pictures",
  .inspect = inspect_detector,
  .load = load_detector,
  .free = vision_free,
  .bytes = vision_bytes,
};
