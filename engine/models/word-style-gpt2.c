/* word-style-gpt2.c: GPT-2 with attention to states.
 *
 *     x = x + attention (norm (x)), looking back only
 *     x = x + attention of norm (x) to the states
 *     x = x + mlp (norm (x))
 *     norm, and the output tied to the embeddings
 *
 * Trap: transformers' Conv1D stores its matrices as (in, out).
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <string.h>

#include "engine/models/word-decoder.h"
#include "engine/nn/vit.h"

static gboolean
read_config (VtWordDecoder *d, const VtJsonNode *c, GError **error)
{
  d->n_embd = vt_json_get_int (c, "n_embd", 768);
  d->n_layer = vt_json_get_int (c, "n_layer", 12);
  d->n_head = vt_json_get_int (c, "n_head", 12);
  d->n_ff = vt_json_get_int (c, "n_inner", 4 * d->n_embd);
  d->n_vocab = vt_json_get_int (c, "vocab_size", 50257);
  d->n_ctx = vt_json_get_int (c, "n_positions", 1024);
  d->eps = (float) vt_json_get_double (c, "layer_norm_epsilon", 1e-5);
  return vt_nn_read_activation (&d->activation, vt_json_get_string (c, "activation_function", "gelu_new"), error);
}

typedef struct
{
  const VtNnScope *s;
  const char *name;
  gint64 in, out;
} Matrix;

static float *
turn (gpointer data)
{
  const Matrix *m = data;
  g_autofree float *from = vt_nn_read (m->s, m->name, m->in * m->out);
  float *to = from != NULL ? g_new (float, m->in * m->out) : NULL;

  for (gint64 i = 0; to != NULL && i < m->in; i++)
    for (gint64 k = 0; k < m->out; k++)
      to[k * m->in + i] = from[i * m->out + k];
  return to;
}

static VtTensor *
linear (const VtNnScope *s, const char *name, VtTensor *x, gint64 out, VtTensor *residual)
{
  g_autofree char *weight = g_strconcat (name, ".weight", NULL), *bias = g_strconcat (name, ".bias", NULL);
  g_autofree char *turned = g_strconcat (name, ".turned", NULL);
  Matrix m = { s, weight, x->ne[0], out };

  return vt_linear (s->g, vt_nn_made (s, turned, (gint64[]) { m.in, out, 1, 1 }, turn, &m), x, vt_nn_vector (s, bias, out), residual);
}

static VtTensor *
embed (const VtNnScope *body, const VtWordDecoder *d, VtTensor *ids, VtTensor *positions)
{
  VtTensor *x = vt_get_rows (body->g, vt_nn_matrix (body, "wte.weight", d->n_embd, d->n_vocab), ids);

  return vt_add (body->g, x, vt_get_rows (body->g, vt_nn_matrix (body, "wpe.weight", d->n_embd, d->n_ctx), positions));
}

static void
look (const VtNnScope *s, const VtWordDecoder *d, VtTensor *states, VtTensor **keys, VtTensor **values)
{
  VtTensor *both = linear (s, "crossattention.c_attn", states, 2 * d->n_embd, NULL);

  *keys = vt_view_columns (s->g, both, 0, d->n_embd);
  *values = vt_view_columns (s->g, both, d->n_embd, d->n_embd);
}

static VtTensor *
layer (const VtNnScope *s, const VtWordDecoder *d, VtTensor *x, const VtWordLayer *in)
{
  gint64 n = d->n_embd;
  VtTensor *all = linear (s, "attn.c_attn", vt_nn_norm (s, "ln_1", x, d->eps), 3 * n, NULL), *y;

  y = vt_word_attend_back (s->g, d, vt_view_columns (s->g, all, 0, n), vt_view_columns (s->g, all, n, n),
                           vt_view_columns (s->g, all, 2 * n, n), in);
  x = linear (s, "attn.c_proj", y, n, x);
  y = linear (s, "crossattention.q_attn", vt_nn_norm (s, "ln_cross_attn", x, d->eps), n, NULL);
  x = linear (s, "crossattention.c_proj", vt_word_attend (s->g, d, y, in->seen_keys, in->seen_values, NULL), n, x);
  y = linear (s, "mlp.c_fc", vt_nn_norm (s, "ln_2", x, d->eps), d->n_ff, NULL);
  return linear (s, "mlp.c_proj", vt_unary (s->g, y, d->activation), n, x);
}

static VtTensor *
head (const VtNnScope *root, const VtNnScope *body, const VtWordDecoder *d, VtTensor *x)
{
  gboolean own = vt_nn_has (root, "lm_head.weight");
  VtTensor *w = vt_nn_matrix (own ? root : body, own ? "lm_head.weight" : "wte.weight", d->n_embd, d->n_vocab);

  return vt_mul_mat (root->g, w, vt_nn_norm (body, "ln_f", x, d->eps));
}

const VtWordStyle vt_word_style_gpt2 = {
  .layer_name = "h",
  .read_config = read_config,
  .embed = embed,
  .look = look,
  .layer = layer,
  .head = head,
};
