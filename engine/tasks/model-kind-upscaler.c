/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/tasks/model-kind-upscaler.h"

#define ACTIVATION_BYTES ((guint64) 600 << 20) /* of a piece as large as they get by themselves */

static gboolean
inspect (const char *path, VtModelFacts *facts, GError **error)
{
  g_autoptr(VtWeights) weights = vt_weights_open (path, error);
  const VtUpscalerClass *family = weights != NULL ? vt_upscaler_find (weights, error) : NULL;

  if (family == NULL)
    return FALSE;
  vt_model_facts_count (facts, weights);
  facts->architecture = g_strdup (family->name);
  facts->memory_bytes = ACTIVATION_BYTES;
  return TRUE;
}

static gpointer
load (VtDevice *device, const char *path, GError **error)
{
  return vt_upscaler_load (device, path, error);
}

static void
upscaler_free (gpointer model)
{
  vt_upscaler_free (model);
}

static guint64
upscaler_bytes (gpointer model)
{
  return vt_upscaler_bytes (model);
}

const VtModelKind vt_model_kind_upscaler = {
  .name = "model that enlarges pictures",
  .inspect = inspect,
  .load = load,
  .free = upscaler_free,
  .bytes = upscaler_bytes,
};
