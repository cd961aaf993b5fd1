/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/tasks/model-kind-voice.h"

/* What plans of usual sentences keep, by what a second of the last stage needs. */
static guint64
activation_bytes (const VtVitsConfig *c, const VtVitsVoice *voice)
{
  return 4 * (guint64) c->channels[c->stages] * voice->rate * 16;
}

static gboolean
voice_inspect (const char *path, VtModelFacts *facts, GError **error)
{
  g_autoptr (VtVitsVoice) voice = NULL;
  g_autoptr (VtWeights) weights = NULL;
  VtVitsConfig config;

  weights = vt_vits_inspect (path, &config, &voice, error);
  if (weights == NULL)
    return FALSE;
  vt_model_facts_count (facts, weights);
  facts->architecture = g_strdup ("VITS");
  /* The weights are brought into another order, so that the file is not used in place. */
  facts->memory_bytes = facts->file_bytes + activation_bytes (&config, voice);
  return TRUE;
}

static gpointer
voice_load (VtDevice *device, const char *path, GError **error)
{
  return vt_vits_load (device, path, error);
}

static void
voice_free (gpointer voice)
{
  vt_vits_free (voice);
}

static guint64
voice_bytes (gpointer voice)
{
  return vt_vits_bytes (voice);
}

const VtModelKind vt_model_kind_voice = {
  .name = "voice",
  .inspect = voice_inspect,
  .load = voice_load,
  .free = voice_free,
  .bytes = voice_bytes,
};
