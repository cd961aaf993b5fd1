/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/tasks/model-kind-voice.h"

static gboolean
voice_inspect (const char *path, VtModelFacts *facts, GError **error)
{
  g_autoptr (VtWeights) weights = NULL;
  const VtVoiceClass *kind = vt_voice_kind (path, &weights, error);
  guint64 more;

  if (kind == NULL || !kind->check (path, &more, error))
    return FALSE;
  vt_model_facts_count (facts, weights);
  facts->architecture = g_strdup (kind->name);
  /* The weights are brought into another order, so that the file is not used in place. */
  facts->memory_bytes = facts->file_bytes + more;
  return TRUE;
}

static gpointer
voice_load (VtDevice *device, const char *path, GError **error)
{
  return vt_voice_load (device, path, error);
}

static void
voice_free (gpointer voice)
{
  vt_voice_free (voice);
}

static guint64
voice_bytes (gpointer voice)
{
  VtVoice *self = voice;

  return self->kind->bytes (self->voice);
}

const VtModelKind vt_model_kind_voice = {
  .name = "voice",
  .inspect = voice_inspect,
  .load = voice_load,
  .free = voice_free,
  .bytes = voice_bytes,
};
