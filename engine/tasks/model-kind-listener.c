/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/tasks/model-kind-listener.h"

#define ACTIVATION_FACTOR 4 /* memory of values, in parts of that of weights */

static gboolean
listener_inspect (const char *path, VtModelFacts *facts, GError **error)
{
  g_autoptr(VtWeights) weights = NULL;
  g_autoptr(VtJson) config = NULL;
  const VtListenerClass *family = vt_listener_find (path, &weights, &config, error);

  if (family == NULL)
    return FALSE;
  vt_model_facts_count (facts, weights);
  facts->architecture = g_strdup (family->name);
  facts->memory_bytes = facts->file_bytes / ACTIVATION_FACTOR + (16 << 20);
  return TRUE;
}

static gpointer
listener_load (VtDevice *device, const char *path, GError **error)
{
  return vt_listener_load (device, path, error);
}

static void
listener_free (gpointer model)
{
  vt_listener_free (model);
}

static guint64
listener_bytes (gpointer model)
{
  return vt_listener_bytes (model);
}

const VtModelKind vt_model_kind_listener = {
  .name = "model that says what a sound is",
  .inspect = listener_inspect,
  .load = listener_load,
  .free = listener_free,
  .bytes = listener_bytes,
};
