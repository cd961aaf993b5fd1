/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/tasks/model-kind-clip.h"

#include "engine/base/error.h"

#define ACTIVATION_FACTOR 4 /* memory of values, in parts of that of weights */

static gboolean
clip_inspect (const char *path, VtModelFacts *facts, GError **error)
{
  g_autoptr(VtWeights) weights = NULL;

  if (!vt_clip_is_folder (path))
    {
      g_set_error_literal (error, VT_ERROR, VT_ERROR_UNSUPPORTED, "This is no CLIP model in transformers' layout.");
      return FALSE;
    }
  weights = vt_weights_open (path, error);
  if (weights == NULL)
    return FALSE;
  vt_model_facts_count (facts, weights);
  facts->architecture = g_strdup ("CLIP");
  facts->memory_bytes = facts->file_bytes / ACTIVATION_FACTOR;
  return TRUE;
}

static gpointer
clip_load (VtDevice *device, const char *path, GError **error)
{
  return vt_clip_load (device, path, error);
}

static void
clip_free (gpointer model)
{
  vt_clip_free (model);
}

static guint64
clip_bytes (gpointer model)
{
  return vt_clip_bytes (model);
}

const VtModelKind vt_model_kind_clip = {
  .name = "model of pictures and texts",
  .inspect = clip_inspect,
  .load = clip_load,
  .free = clip_free,
  .bytes = clip_bytes,
};
