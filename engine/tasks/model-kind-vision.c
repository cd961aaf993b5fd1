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

/* A kind of networks that look at pictures: what they give, and what they are called. */
#define VISION_KIND(id, gives, title)                                            \
  static gboolean inspect_##id (const char *path, VtModelFacts *facts, GError **error) \
  {                                                                              \
    return inspect (path, gives, facts, error);                                  \
  }                                                                              \
  static gpointer load_##id (VtDevice *device, const char *path, GError **error) \
  {                                                                              \
    return vt_vision_load (device, path, gives, error);                          \
  }                                                                              \
  const VtModelKind vt_model_kind_##id = {                                       \
    .name = title,                                                               \
    .inspect = inspect_##id,                                                     \
    .load = load_##id,                                                           \
    .free = vision_free,                                                         \
    .bytes = vision_bytes,                                                       \
  }

VISION_KIND (classifier, VT_VISION_CLASSES, "picture classifier");
VISION_KIND (detector, VT_VISION_BOXES, "model that finds things in pictures");
VISION_KIND (depth, VT_VISION_DEPTH, "model that sees how far away things are");
VISION_KIND (segmenter, VT_VISION_SEGMENTS, "model that divides pictures");
