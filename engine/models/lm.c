/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/models/lm.h"

#include "engine/base/error.h"
#include "engine/nn/attention.h"
#include "engine/nn/mlp.h"

static char *
known_architectures (void)
{
  GString *s = g_string_new (NULL);

  for (guint i = 0; vt_lm_classes[i] != NULL; i++)
    for (guint k = 0; vt_lm_classes[i]->architectures[k] != NULL; k++)
      g_string_append_printf (s, "%s%s", s->len ? ", " : "", vt_lm_classes[i]->architectures[k]);
  return g_string_free (s, FALSE);
}

const VtLmClass *
vt_lm_class_find (const char *architecture, GError **error)
{
  g_autofree char *known = NULL;

  for (guint i = 0; vt_lm_classes[i] != NULL; i++)
    if (g_strv_contains (vt_lm_classes[i]->architectures, architecture))
      return vt_lm_classes[i];
  known = known_architectures ();
  g_set_error (error, VT_ERROR, VT_ERROR_UNSUPPORTED,
               "The model's architecture “%s” is not one that this version can compute. It knows: %s.", architecture, known);
  return NULL;
}

/* The vocabulary is as large as the embedding table, whatever the configuration says. */
static gboolean
read_vocab (VtLmConfig *c, VtWeights *source, const VtLmClass *klass, GError **error)
{
  const VtLmWeightSpec *spec = klass->weights;
  g_autofree char *name = NULL;
  const VtTensorInfo *w;

  while (spec->id != VT_LM_TOKEN_EMBD || !(spec->flags & VT_LM_GLOBAL))
    spec++;
  w = vt_lm_find_weight (source, spec, 0, &name);
  if (w != NULL && w->ne[1] > 0 && w->ne[1] <= G_MAXINT32)
    {
      c->n_vocab = w->ne[1];
      return TRUE;
    }
  g_set_error_literal (error, VT_ERROR, VT_ERROR_CORRUPT, "The model has no table of token embeddings; the file is incomplete.");
  return FALSE;
}

const VtLmClass *
vt_lm_read_config (VtLmConfig *c, VtWeights *source, GError **error)
{
  VtModelConfig config = { 0 };
  const VtLmClass *klass = NULL;

  if (vt_model_config_open (&config, source, error))
    klass = vt_lm_class_find (config.architecture, error);
  if (klass != NULL &&
      (!vt_lm_config_read (c, &config, error) || !klass->read_config (c, &config, error) ||
       !read_vocab (c, source, klass, error)))
    klass = NULL;
  vt_model_config_clear (&config);
  return klass;
}

VtLm *
vt_lm_load (VtDevice *device, const char *path, GError **error)
{
  g_autoptr(VtLm) lm = g_new0 (VtLm, 1);

  lm->device = vt_device_ref (device);
  lm->name = g_path_get_basename (path);
  lm->source = vt_weights_open (path, error);
  if (lm->source == NULL)
    return NULL;
  lm->klass = vt_lm_read_config (&lm->config, lm->source, error);
  if (lm->klass == NULL)
    return NULL;
  lm->weights = vt_lm_weights_load (device, lm->source, lm->klass->weights, &lm->config, error);
  if (lm->weights == NULL)
    return NULL;
  lm->tokenizer = vt_tokenizer_new_from_weights (lm->source, error);
  return lm->tokenizer != NULL ? g_steal_pointer (&lm) : NULL;
}

void
vt_lm_free (VtLm *lm)
{
  g_clear_pointer (&lm->tokenizer, vt_tokenizer_unref);
  g_clear_pointer (&lm->weights, vt_lm_weights_free);
  g_clear_pointer (&lm->source, vt_weights_unref);
  g_clear_pointer (&lm->device, vt_device_unref);
  vt_lm_config_clear (&lm->config);
  g_free (lm->name);
  g_free (lm);
}

VtTensor *
vt_lm_global (const VtLmGraph *b, VtLmWeightId id)
{
  const VtTensor *t = b->lm->weights->global[id];

  return t != NULL ? vt_graph_bound (b->g, t) : NULL;
}

VtTensor *
vt_lm_layer (const VtLmGraph *b, gint64 layer, VtLmWeightId id)
{
  const VtTensor *t = b->lm->weights->layers[layer][id];

  return t != NULL ? vt_graph_bound (b->g, t) : NULL;
}

VtTensor *
vt_lm_embed (const VtLmGraph *b)
{
  VtTensor *x = vt_get_rows (b->g, vt_lm_global (b, VT_LM_TOKEN_EMBD), b->tokens);

  /* What is outside a table gives zeros: each token is in one of the two. */
  return b->given != NULL ? vt_add (b->g, x, vt_get_rows (b->g, b->given, b->given_rows)) : x;
}

VtTensor *
vt_lm_attention (const VtLmGraph *b, gint64 layer, VtTensor *x, VtTensor *residual)
{
  const VtLmConfig *c = &b->lm->config;
  gboolean local = c->sliding[layer];
  const VtRope *rope = local ? &c->rope_local : &c->rope;
#define W(id) vt_lm_layer (b, layer, VT_LM_##id)
  VtNnAttention a = {
    .n_head = c->n_head, .n_kv_head = c->n_kv_head, .head_dim = c->head_dim,
    .scale = c->q_scale, .softcap = c->attn_softcap,
    .norm_eps = c->norm_eps, .norm_shift = c->norm_shift,
    .rope = rope->n_dims > 0 ? rope : NULL,
    .rope_factors = vt_lm_global (b, VT_LM_ROPE_FACTORS),
    .q = W (Q), .k = W (K), .v = W (V), .qkv = W (QKV), .o = W (O),
    .q_bias = W (Q_BIAS), .k_bias = W (K_BIAS), .v_bias = W (V_BIAS), .qkv_bias = W (QKV_BIAS), .o_bias = W (O_BIAS),
    .q_norm = W (Q_NORM), .k_norm = W (K_NORM),
    .positions = b->positions, .rows = b->rows,
    .spans = local ? b->local_spans : b->spans,
    .keys = vt_graph_bound (b->g, &b->cache->keys[layer]),
    .values = vt_graph_bound (b->g, &b->cache->values[layer]),
  };
#undef W

  return vt_nn_attention (b->g, &a, x, residual);
}

VtTensor *
vt_lm_mlp (const VtLmGraph *b, gint64 layer, VtTensor *x, VtTensor *residual)
{
  VtNnMlp mlp = {
    .activation = b->lm->config.activation,
    .gate = vt_lm_layer (b, layer, VT_LM_GATE),
    .up = vt_lm_layer (b, layer, VT_LM_UP),
    .down = vt_lm_layer (b, layer, VT_LM_DOWN),
    .gate_bias = vt_lm_layer (b, layer, VT_LM_GATE_BIAS),
    .up_bias = vt_lm_layer (b, layer, VT_LM_UP_BIAS),
    .down_bias = vt_lm_layer (b, layer, VT_LM_DOWN_BIAS),
  };

  return vt_nn_mlp (b->g, &mlp, x, residual);
}

VtTensor *
vt_lm_pick_outputs (const VtLmGraph *b, VtTensor *x)
{
  /* A decoding step wants its one token. */
  if (x->ne[1] == b->outputs->ne[0])
    return x;
  return vt_get_rows (b->g, x, b->outputs);
}

VtTensor *
vt_lm_logits (const VtLmGraph *b, VtTensor *x)
{
  float cap = b->lm->config.final_softcap;
  VtTensor *output = vt_lm_global (b, VT_LM_OUTPUT);
  VtTensor *y;

  if (output == NULL)
    output = vt_lm_global (b, VT_LM_TOKEN_EMBD);
  y = vt_mul_mat (b->g, output, x);
  if (cap > 0)
    y = vt_scale (b->g, vt_unary (b->g, vt_scale (b->g, y, 1 / cap, 0), VT_UNARY_TANH), cap, 0);
  return y;
}
