/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/models/lm-config.h"

#include <math.h>
#include <string.h>

#include "engine/base/error.h"

/* One number of the configuration: where it stands and what it may be. */
typedef struct
{
  const char *gguf;
  const char *json;
  const char *json_other; /* GPT-2's word for it */
  gsize offset;           /* in VtLmConfig */
  gint64 fallback;        /* -1: it must be there */
  gint64 maximum;
} ConfigNumber;

#define NUMBER(gguf, json, other, field, fallback, maximum) \
  { gguf, json, other, G_STRUCT_OFFSET (VtLmConfig, field), fallback, maximum }

static const ConfigNumber numbers[] = {
  NUMBER ("block_count", "num_hidden_layers", "n_layer", n_layer, -1, VT_LM_MAX_LAYERS),
  NUMBER ("embedding_length", "hidden_size", "n_embd", n_embd, -1, 1 << 20),
  NUMBER ("attention.head_count", "num_attention_heads", "n_head", n_head, -1, 1 << 14),
  NUMBER ("attention.head_count_kv", "num_key_value_heads", NULL, n_kv_head, 0, 1 << 14),
  NUMBER ("attention.key_length", "head_dim", NULL, head_dim, 0, 1 << 14),
  NUMBER ("feed_forward_length", "intermediate_size", "n_inner", n_ff, 0, 1 << 22),
  NUMBER ("context_length", "max_position_embeddings", "n_positions", n_ctx_train, -1, G_MAXINT32),
  NUMBER (NULL, "vocab_size", NULL, n_vocab, 0, G_MAXINT32),
};

static gboolean
read_number (VtLmConfig *c, const VtModelConfig *source, const ConfigNumber *n, GError **error)
{
  gint64 value = vt_model_config_int (source, n->gguf, n->json, -1);

  if (value == -1 && n->json_other != NULL)
    value = vt_model_config_int (source, NULL, n->json_other, -1);
  if (value == -1)
    value = n->fallback;
  if (value < 0 || value > n->maximum || (value == 0 && n->fallback == -1))
    {
      g_set_error (error, VT_ERROR, VT_ERROR_CORRUPT,
                   "The model's configuration has no usable “%s”.", source->json ? n->json : n->gguf);
      return FALSE;
    }
  *(gint64 *) (void *) ((guint8 *) c + n->offset) = value;
  return TRUE;
}

static gboolean
check_heads (VtLmConfig *c, GError **error)
{
  if (c->n_kv_head == 0)
    c->n_kv_head = c->n_head;
  if (c->head_dim == 0)
    c->head_dim = c->n_embd / c->n_head;
  if (c->n_ff == 0)
    c->n_ff = 4 * c->n_embd;
  if (c->n_head % c->n_kv_head == 0 && c->head_dim > 0 && c->head_dim % 2 == 0)
    return TRUE;
  g_set_error (error, VT_ERROR, VT_ERROR_CORRUPT,
               "The model's configuration contradicts itself: %" G_GINT64_FORMAT " heads of %" G_GINT64_FORMAT
               " numbers share %" G_GINT64_FORMAT " key heads.", c->n_head, c->head_dim, c->n_kv_head);
  return FALSE;
}

static double
read_eps (const VtModelConfig *source)
{
  double eps = vt_model_config_double (source, "attention.layer_norm_rms_epsilon", "rms_norm_eps", -1);

  if (eps < 0)
    eps = vt_model_config_double (source, "attention.layer_norm_epsilon", "layer_norm_epsilon", -1);
  return eps < 0 ? 1e-5 : eps;
}

gboolean
vt_lm_config_read (VtLmConfig *c, const VtModelConfig *source, GError **error)
{
  for (guint i = 0; i < G_N_ELEMENTS (numbers); i++)
    if (!read_number (c, source, &numbers[i], error))
      return FALSE;
  if (!check_heads (c, error))
    return FALSE;
  c->norm_eps = (float) read_eps (source);
  c->embd_scale = 1;
  c->q_scale = (float) (1 / sqrt ((double) c->head_dim));
  return TRUE;
}

/* Llama 3.1's rule: long waves are stretched, short ones stay, those between mix.
 * Source: transformers' modeling_rope_utils.py, _compute_llama3_parameters. */
static void
llama3_factors (VtLmConfig *c, const VtJsonNode *scaling)
{
  double factor = vt_json_get_double (scaling, "factor", 8);
  double low = vt_json_get_double (scaling, "low_freq_factor", 1);
  double high = vt_json_get_double (scaling, "high_freq_factor", 4);
  double context = vt_json_get_double (scaling, "original_max_position_embeddings", 8192);
  gint n = c->rope.n_dims / 2;

  c->rope_factors = g_new (float, n);
  for (gint i = 0; i < n; i++)
    {
      double wave = 2 * G_PI * pow (c->rope.base, 2.0 * i / c->rope.n_dims);
      double smooth = CLAMP ((context / wave - low) / (high - low), 0, 1);

      c->rope_factors[i] = (float) (1 / ((1 - smooth) / factor + smooth));
    }
}

static void
yarn (VtRope *rope, double factor, double attn_factor, double fast, double slow, gint64 context)
{
  rope->freq_scale = (float) (1 / factor);
  rope->ext_factor = 1;
  rope->attn_factor = (float) (attn_factor > 0 ? attn_factor : 0.1 * log (factor) + 1);
  rope->beta_fast = (float) fast;
  rope->beta_slow = (float) slow;
  rope->n_ctx_orig = (gint32) context;
}

/* The "rope_scaling" of config.json, or "rope_parameters" of newer ones. */
static gboolean
read_scaling_json (VtLmConfig *c, const VtJsonNode *scaling, GError **error)
{
  const char *type = vt_json_get_string (scaling, "rope_type", vt_json_get_string (scaling, "type", "default"));
  double factor = vt_json_get_double (scaling, "factor", 1);

  if (strcmp (type, "linear") == 0 && factor > 0)
    c->rope.freq_scale = (float) (1 / factor);
  else if (strcmp (type, "llama3") == 0)
    llama3_factors (c, scaling);
  else if (strcmp (type, "yarn") == 0 && factor > 0)
    yarn (&c->rope, factor, vt_json_get_double (scaling, "attention_factor", 0),
          vt_json_get_double (scaling, "beta_fast", 32), vt_json_get_double (scaling, "beta_slow", 1),
          vt_json_get_int (scaling, "original_max_position_embeddings", c->n_ctx_train));
  else if (strcmp (type, "default") != 0 && strcmp (type, "dynamic") != 0)
    {
      g_set_error (error, VT_ERROR, VT_ERROR_UNSUPPORTED,
                   "The model stretches its positions by “%s”, which this version does not know (default, linear, llama3 and yarn it does).", type);
      return FALSE;
    }
  return TRUE;
}

static void
read_scaling_gguf (VtLmConfig *c, const VtModelConfig *source)
{
  g_autofree char *type = vt_model_config_dup_string (source, "rope.scaling.type", NULL);
  double factor = vt_model_config_double (source, "rope.scaling.factor", NULL, 1);

  if (type == NULL || factor <= 0)
    return;
  if (strcmp (type, "linear") == 0)
    c->rope.freq_scale = (float) (1 / factor);
  else if (strcmp (type, "yarn") == 0)
    yarn (&c->rope, factor, vt_model_config_double (source, "rope.scaling.attn_factor", NULL, 0), 32, 1,
          vt_model_config_int (source, "rope.scaling.original_context_length", NULL, c->n_ctx_train));
}

/* Older files have "rope_scaling" beside "rope_theta", newer ones both in
 * "rope_parameters", there for each type of layer where they differ. */
static const VtJsonNode *
find_scaling (const VtModelConfig *source)
{
  const VtJsonNode *parameters = vt_model_config_node (source, "rope_parameters");
  const VtJsonNode *full = vt_json_get (parameters, "full_attention");

  if (full != NULL)
    return full;
  return parameters != NULL ? parameters : vt_model_config_node (source, "rope_scaling");
}

gboolean
vt_lm_config_read_rope (VtLmConfig *c, const VtModelConfig *source, GError **error)
{
  const VtJsonNode *scaling = find_scaling (source);
  double partial = vt_model_config_double (source, NULL, "partial_rotary_factor", 1);

  c->rope.n_dims = (gint32) vt_model_config_int (source, "rope.dimension_count", NULL, (gint64) (c->head_dim * partial));
  c->rope.base = (float) vt_model_config_double (source, "rope.freq_base", "rope_theta",
                                                 vt_json_get_double (scaling, "rope_theta", 10000));
  c->rope.freq_scale = 1;
  c->rope.attn_factor = 1;
  if (c->rope.n_dims <= 0 || c->rope.n_dims > c->head_dim || c->rope.n_dims % 2 != 0)
    {
      g_set_error (error, VT_ERROR, VT_ERROR_CORRUPT,
                   "The model's configuration wants to turn %d of %" G_GINT64_FORMAT " dimensions of a head.",
                   c->rope.n_dims, c->head_dim);
      return FALSE;
    }
  if (source->json != NULL)
    return read_scaling_json (c, scaling, error);
  read_scaling_gguf (c, source);
  return TRUE;
}

void
vt_lm_config_read_sliding (VtLmConfig *c, const VtModelConfig *source, gint64 pattern)
{
  const VtJsonNode *types = vt_model_config_node (source, "layer_types");

  c->window = vt_model_config_int (source, "attention.sliding_window", "sliding_window", 0);
  pattern = vt_model_config_int (source, "attention.sliding_window_pattern", "sliding_window_pattern", pattern);
  for (gint64 i = 0; i < c->n_layer; i++)
    {
      const char *type = vt_json_string (vt_json_at (types, (guint) i), NULL);

      if (type != NULL)
        c->sliding[i] = strcmp (type, "sliding_attention") == 0;
      else
        c->sliding[i] = c->window > 0 && (pattern <= 0 || (i + 1) % pattern != 0);
    }
}

void
vt_lm_config_clear (VtLmConfig *c)
{
  g_clear_pointer (&c->rope_factors, g_free);
}
