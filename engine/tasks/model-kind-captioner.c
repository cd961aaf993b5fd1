/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/tasks/model-kind-captioner.h"

#include "engine/base/error.h"

#define ACTIVATION_FACTOR 2 /* memory of values and caches, in parts of that of weights */

static gboolean
inspect (const char *path, gboolean answers, VtModelFacts *facts, GError **error)
{
  g_autoptr(VtWeights) weights = NULL;
  g_autoptr(VtJson) config = NULL;
  gboolean can_answer;
  const VtCaptionerClass *family = vt_captioner_find (path, &weights, &config, &can_answer, error);

  if (family == NULL)
    return FALSE;
  if (can_answer != answers)
    {
      g_set_error_literal (error, VT_ERROR, VT_ERROR_UNSUPPORTED,
                           can_answer ? "The model answers questions about pictures." : "The model takes no questions about pictures.");
      return FALSE;
    }
  vt_model_facts_count (facts, weights);
  facts->architecture = g_strdup (family->name);
  facts->memory_bytes = facts->file_bytes / ACTIVATION_FACTOR;
  return TRUE;
}

static gboolean
inspect_captioner (const char *path, VtModelFacts *facts, GError **error)
{
  return inspect (path, FALSE, facts, error);
}

static gboolean
inspect_answerer (const char *path, VtModelFacts *facts, GError **error)
{
  return inspect (path, TRUE, facts, error);
}

static gpointer
load_captioner (VtDevice *device, const char *path, GError **error)
{
  return vt_captioner_load (device, path, FALSE, error);
}

static gpointer
load_answerer (VtDevice *device, const char *path, GError **error)
{
  return vt_captioner_load (device, path, TRUE, error);
}

static void
captioner_free (gpointer model)
{
  vt_captioner_free (model);
}

static guint64
captioner_bytes (gpointer model)
{
  return vt_captioner_bytes (model);
}

const VtModelKind vt_model_kind_captioner = {
  .name = "model that describes pictures",
  .inspect = inspect_captioner,
  .load = load_captioner,
  .free = captioner_free,
  .bytes = captioner_bytes,
};

const VtModelKind vt_model_kind_answerer = {
  .name = "model that answers questions about pictures",
  .inspect = inspect_answerer,
  .load = load_answerer,
  .free = captioner_free,
  .bytes = captioner_bytes,
};
