/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/tasks/model-kind-lm.h"

/* The widest values of a run: one batch of hidden states and one row of logits. */
static guint64
activation_bytes (const VtLmConfig *c)
{
  guint64 widest = (guint64) (2 * c->n_ff + 4 * c->n_embd + 3 * c->n_head * c->head_dim);

  return 4 * (widest * VT_LM_SESSION_BATCH + 2 * (guint64) c->n_vocab);
}

/* Whether a chat template comes with the model, as with all that were taught to chat. */
static gboolean
has_chat_template (VtWeights *weights)
{
  g_autofree char *jinja = g_build_filename (vt_weights_folder (weights), "chat_template.jinja", NULL);
  g_autofree char *config = g_build_filename (vt_weights_folder (weights), "tokenizer_config.json", NULL);
  g_autoptr(VtJson) json = NULL;

  if (vt_model_is_gguf (weights))
    return vt_weights_meta (weights, "tokenizer.chat_template") != NULL;
  if (g_file_test (jinja, G_FILE_TEST_EXISTS))
    return TRUE;
  json = vt_json_load (config, NULL);
  return json != NULL && vt_json_get (vt_json_root (json), "chat_template") != NULL;
}

static gboolean
lm_inspect (const char *path, VtModelFacts *facts, GError **error)
{
  g_autoptr(VtWeights) weights = vt_weights_open (path, error);
  g_autofree VtLmConfig *c = g_new0 (VtLmConfig, 1);
  VtModelConfig config = { 0 };
  gboolean ok = FALSE;

  if (weights == NULL || vt_lm_read_config (c, weights, error) == NULL)
    goto out;
  if (!vt_model_config_open (&config, weights, error))
    goto out;
  facts->architecture = g_strdup (config.architecture);
  vt_model_facts_count (facts, weights);
  facts->context = (guint64) c->n_ctx_train;
  facts->memory_bytes = activation_bytes (c) +
                        vt_kv_cache_bytes (VT_TYPE_F16, (guint) c->n_layer, c->n_kv_head * c->head_dim, 1, VT_LM_DEFAULT_CONTEXT);
  facts->has_chat_template = has_chat_template (weights);
  ok = TRUE;
out:
  vt_model_config_clear (&config);
  vt_lm_config_clear (c);
  return ok;
}

static void
lm_free (gpointer data)
{
  VtLmModel *model = data;

  g_clear_pointer (&model->session, vt_lm_session_free);
  g_clear_pointer (&model->trie, vt_token_trie_free);
  g_clear_pointer (&model->lm, vt_lm_free);
  g_free (model);
}

static gpointer
lm_load (VtDevice *device, const char *path, GError **error)
{
  VtLmModel *model = g_new0 (VtLmModel, 1);

  model->lm = vt_lm_load (device, path, error);
  if (model->lm == NULL)
    {
      lm_free (model);
      return NULL;
    }
  model->session = vt_lm_session_new (model->lm, VT_TYPE_F16);
  return model;
}

static guint64
lm_bytes (gpointer data)
{
  VtLmModel *model = data;
  guint64 bytes = vt_lm_session_bytes (model->session);

  for (guint i = 0; i < model->lm->weights->buffers->len; i++)
    bytes += ((VtBuffer *) g_ptr_array_index (model->lm->weights->buffers, i))->size;
  return bytes;
}

const VtModelKind vt_model_kind_lm = {
  .name = "language model",
  .inspect = lm_inspect,
  .load = lm_load,
  .free = lm_free,
  .bytes = lm_bytes,
};
