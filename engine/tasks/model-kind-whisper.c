/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/tasks/model-kind-whisper.h"

/* The widest values of a window, and what is kept of it for the decoder. */
static guint64
run_bytes (const VtWhisperConfig *c)
{
  gint64 wide = MAX (4 * c->n_audio_ff, 8 * c->n_audio_state);

  return (guint64) (4 * c->n_audio_ctx * wide) +
         vt_kv_cache_bytes (VT_TYPE_F16, (guint) c->n_text_layer, c->n_text_state, 1, (guint) (c->n_audio_ctx + c->n_text_ctx));
}

static gboolean
whisper_inspect (const char *path, VtModelFacts *facts, GError **error)
{
  g_autoptr(VtWeights) weights = vt_weights_open (path, error);
  g_auto(VtWhisperConfig) config = { 0 };

  if (weights == NULL || !vt_whisper_config_read (&config, weights, error))
    return FALSE;
  vt_model_facts_count (facts, weights);
  facts->architecture = g_strdup ("whisper");
  facts->context = (guint64) config.n_text_ctx;
  facts->memory_bytes = run_bytes (&config);
  return TRUE;
}

static void
whisper_free (gpointer data)
{
  VtWhisperModel *model = data;

  g_clear_pointer (&model->session, vt_whisper_session_free);
  g_clear_pointer (&model->whisper, vt_whisper_free);
  g_free (model);
}

static gpointer
whisper_load (VtDevice *device, const char *path, GError **error)
{
  VtWhisperModel *model = g_new0 (VtWhisperModel, 1);

  model->whisper = vt_whisper_load (device, path, error);
  if (model->whisper == NULL)
    {
      whisper_free (model);
      return NULL;
    }
  model->session = vt_whisper_session_new (model->whisper, VT_TYPE_F16);
  return model;
}

static guint64
whisper_bytes (gpointer data)
{
  VtWhisperModel *model = data;
  guint64 bytes = vt_whisper_session_bytes (model->session);

  for (guint i = 0; i < model->whisper->weights->buffers->len; i++)
    bytes += ((VtBuffer *) g_ptr_array_index (model->whisper->weights->buffers, i))->size;
  return bytes;
}

const VtModelKind vt_model_kind_whisper = {
  .name = "speech recognition model",
  .inspect = whisper_inspect,
  .load = whisper_load,
  .free = whisper_free,
  .bytes = whisper_bytes,
};
