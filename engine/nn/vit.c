/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/nn/vit.h"

#include <math.h>
#include <string.h>

#include "engine/base/error.h"

const VtNnVitNames vt_nn_vit_names = {
  .norm1 = "layernorm_before",
  .q = "attention.attention.query",
  .k = "attention.attention.key",
  .v = "attention.attention.value",
  .out = "attention.output.dense",
  .norm2 = "layernorm_after",
  .fc1 = "intermediate.dense",
  .fc2 = "output.dense",
};

const VtNnVitNames vt_nn_clip_names = {
  .norm1 = "layer_norm1",
  .q = "self_attn.q_proj",
  .k = "self_attn.k_proj",
  .v = "self_attn.v_proj",
  .out = "self_attn.out_proj",
  .norm2 = "layer_norm2",
  .fc1 = "mlp.fc1",
  .fc2 = "mlp.fc2",
};

const VtNnVitNames vt_nn_blip_names = {
  .norm1 = "layer_norm1",
  .qkv = "self_attn.qkv",
  .out = "self_attn.projection",
  .norm2 = "layer_norm2",
  .fc1 = "mlp.fc1",
  .fc2 = "mlp.fc2",
};

gboolean
vt_nn_read_activation (VtUnary *activation, const char *name, GError **error)
{
  static const struct { const char *name; VtUnary function; } known[] = {
    { "gelu", VT_UNARY_GELU },          { "quick_gelu", VT_UNARY_GELU_QUICK }, { "gelu_new", VT_UNARY_GELU_TANH },
    { "gelu_pytorch_tanh", VT_UNARY_GELU_TANH }, { "relu", VT_UNARY_RELU },    { "silu", VT_UNARY_SILU },
  };

  for (guint i = 0; i < G_N_ELEMENTS (known); i++)
    if (strcmp (name, known[i].name) == 0)
      {
        *activation = known[i].function;
        return TRUE;
      }
  g_set_error (error, VT_ERROR, VT_ERROR_UNSUPPORTED, "The model uses the function “%s”, which this version does not know.", name);
  return FALSE;
}

gboolean
vt_nn_vit_check (const VtNnVit *v, GError **error)
{
  if (v->n_embd >= 1 && v->n_embd <= 65536 && v->n_layer >= 1 && v->n_layer <= 512 && v->n_head >= 1 && v->n_embd % v->n_head == 0
      && v->n_ff >= 1 && v->n_ff <= 1 << 20)
    return TRUE;
  g_set_error_literal (error, VT_ERROR, VT_ERROR_CORRUPT, "The configuration of the model makes no sense.");
  return FALSE;
}

gboolean
vt_nn_vit_read (VtNnVit *v, const VtJsonNode *c, GError **error)
{
  v->n_embd = vt_json_get_int (c, "hidden_size", 768);
  v->n_layer = vt_json_get_int (c, "num_hidden_layers", 12);
  v->n_head = vt_json_get_int (c, "num_attention_heads", 12);
  v->n_ff = vt_json_get_int (c, "intermediate_size", vt_json_get_int (c, "mlp_ratio", 4) * v->n_embd);
  v->patch = vt_json_get_int (c, "patch_size", 16);
  v->side = vt_json_get_int (c, "image_size", 224);
  v->eps = (float) vt_json_get_double (c, "layer_norm_eps", 1e-12);
  if (v->patch >= 1 && v->side >= v->patch && v->side <= 16384)
    return vt_nn_vit_check (v, error) && vt_nn_read_activation (&v->activation, vt_json_get_string (c, "hidden_act", "gelu"), error);
  g_set_error_literal (error, VT_ERROR, VT_ERROR_CORRUPT, "The configuration of the model makes no sense.");
  return FALSE;
}

typedef struct
{
  VtTensor *q, *k, *v; /* (n_embd, n), rows perhaps apart */
} Three;

static VtTensor *
heads (VtGraph *g, VtTensor *x, gint64 n_embd, gint64 n_head, gint64 part)
{
  gint64 d = n_embd / n_head, n = x->ne[1];

  return vt_view (g, x, d, n_head, n, 1, (gsize) d * sizeof (float), x->nb[1], x->nb[1] * (gsize) n, (gsize) (part * n_embd) * sizeof (float));
}

static Three
project (const VtNnScope *s, const VtNnVit *v, VtTensor *x)
{
  gint64 c = v->n_embd;

  if (v->names->qkv != NULL)
    {
      VtTensor *all = vt_nn_linear (s, v->names->qkv, x, 3 * c, VT_NN_MAYBE_BIAS, NULL);

      return (Three) { heads (s->g, all, c, v->n_head, 0), heads (s->g, all, c, v->n_head, 1), heads (s->g, all, c, v->n_head, 2) };
    }
  return (Three) {
    heads (s->g, vt_nn_linear (s, v->names->q, x, c, VT_NN_MAYBE_BIAS, NULL), c, v->n_head, 0),
    heads (s->g, vt_nn_linear (s, v->names->k, x, c, VT_NN_MAYBE_BIAS, NULL), c, v->n_head, 0),
    heads (s->g, vt_nn_linear (s, v->names->v, x, c, VT_NN_MAYBE_BIAS, NULL), c, v->n_head, 0),
  };
}

/* @x plus the matrix @name times @h, which is perhaps scaled by the numbers @scale first. */
static VtTensor *
add_linear (const VtNnScope *s, const char *name, const char *scale, VtTensor *h, VtTensor *x)
{
  gint64 n = x->ne[0];

  if (scale == NULL)
    return vt_nn_linear (s, name, h, n, VT_NN_MAYBE_BIAS, x);
  h = vt_nn_linear (s, name, h, n, VT_NN_MAYBE_BIAS, NULL);
  return vt_add (s->g, x, vt_mul (s->g, h, vt_nn_vector (s, scale, n)));
}

VtTensor *
vt_nn_vit_layer (const VtNnScope *s, const VtNnVit *v, VtTensor *x, VtTensor *spans)
{
  const VtNnVitNames *names = v->names;
  gint64 c = v->n_embd, n = x->ne[1];
  Three t = project (s, v, vt_nn_norm (s, names->norm1, x, v->eps));
  VtTensor *y = vt_attention (s->g, t.q, t.k, t.v, spans, (float) (1 / sqrt ((double) c / v->n_head)), 0);

  x = add_linear (s, names->out, names->scale1, vt_reshape (s->g, y, c, n, 1, 1), x);
  y = vt_nn_linear (s, names->fc1, vt_nn_norm (s, names->norm2, x, v->eps), v->n_ff, VT_NN_BIAS, NULL);
  return vt_nn_name (s, add_linear (s, names->fc2, names->scale2, vt_unary (s->g, y, v->activation), x));
}

VtTensor *
vt_nn_vit_patches (const VtNnScope *s, const VtNnVit *v, const char *name, VtTensor *pixels, VtNnBias bias)
{
  VtConv conv = { .stride = { (gint32) v->patch, (gint32) v->patch } };
  VtTensor *x = vt_nn_conv (s, name, pixels, v->n_embd, v->patch, bias, &conv, NULL);

  return vt_reshape (s->g, x, v->n_embd, x->ne[1] * x->ne[2], 1, 1);
}
