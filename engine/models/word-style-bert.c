/* word-style-bert.c: BERT with attention to states, as BLIP has it.
 *
 *     x = norm (x + attention (x))
 *     x = norm (x + attention to the states)
 *     x = norm (x + mlp (x))
 *     linear, function, norm, and the output tied to the embeddings
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "engine/models/word-decoder.h"
#include "engine/nn/vit.h"

static gboolean
read_config (VtWordDecoder *d, const VtJsonNode *c, GError **error)
{
  d->n_embd = vt_json_get_int (c, "hidden_size", 768);
  d->n_layer = vt_json_get_int (c, "num_hidden_layers", 12);
  d->n_head = vt_json_get_int (c, "num_attention_heads", 8);
  d->n_ff = vt_json_get_int (c, "intermediate_size", 3072);
  d->n_vocab = vt_json_get_int (c, "vocab_size", 30524);
  d->n_ctx = vt_json_get_int (c, "max_position_embeddings", 512);
  d->eps = (float) vt_json_get_double (c, "layer_norm_eps", 1e-12);
  return vt_nn_read_activation (&d->activation, vt_json_get_string (c, "hidden_act", "gelu"), error);
}

static VtTensor *
embed (const VtNnScope *body, const VtWordDecoder *d, VtTensor *ids, VtTensor *positions)
{
  VtNnScope e = vt_nn_child (body, "embeddings");
  VtTensor *x = vt_get_rows (body->g, vt_nn_matrix (&e, "word_embeddings.weight", d->n_embd, d->n_vocab), ids);

  x = vt_add (body->g, x, vt_get_rows (body->g, vt_nn_matrix (&e, "position_embeddings.weight", d->n_embd, d->n_ctx), positions));
  return vt_nn_norm (&e, "LayerNorm", x, d->eps);
}

static void
look (const VtNnScope *s, const VtWordDecoder *d, VtTensor *states, VtTensor **keys, VtTensor **values)
{
  *keys = vt_nn_linear (s, "crossattention.self.key", states, d->n_embd, VT_NN_BIAS, NULL);
  *values = vt_nn_linear (s, "crossattention.self.value", states, d->n_embd, VT_NN_BIAS, NULL);
}

/* The end of each part: back into @x, then its norm. */
static VtTensor *
join (const VtNnScope *s, const VtWordDecoder *d, VtTensor *y, VtTensor *x)
{
  return vt_nn_norm (s, "LayerNorm", vt_nn_linear (s, "dense", y, d->n_embd, VT_NN_BIAS, x), d->eps);
}

static VtTensor *
layer (const VtNnScope *s, const VtWordDecoder *d, VtTensor *x, const VtWordLayer *in)
{
  VtNnScope own = vt_nn_child (s, "attention.output"), cross = vt_nn_child (s, "crossattention.output"), out = vt_nn_child (s, "output");
  gint64 n = d->n_embd;
  VtTensor *q = vt_nn_linear (s, "attention.self.query", x, n, VT_NN_BIAS, NULL);
  VtTensor *k = vt_nn_linear (s, "attention.self.key", x, n, VT_NN_BIAS, NULL);
  VtTensor *v = vt_nn_linear (s, "attention.self.value", x, n, VT_NN_BIAS, NULL), *y;

  x = join (&own, d, vt_word_attend_back (s->g, d, q, k, v, in), x);
  q = vt_nn_linear (s, "crossattention.self.query", x, n, VT_NN_BIAS, NULL);
  x = join (&cross, d, vt_word_attend (s->g, d, q, in->seen_keys, in->seen_values, NULL), x);
  y = vt_nn_linear (s, "intermediate.dense", x, d->n_ff, VT_NN_BIAS, NULL);
  return join (&out, d, vt_unary (s->g, y, d->activation), x);
}

static VtTensor *
head (const VtNnScope *root, const VtNnScope *body, const VtWordDecoder *d, VtTensor *x)
{
  VtNnScope p = vt_nn_child (root, "cls.predictions"), t = vt_nn_child (&p, "transform");
  gboolean own = vt_nn_has (&p, "decoder.weight");
  VtTensor *w = own ? vt_nn_matrix (&p, "decoder.weight", d->n_embd, d->n_vocab)
                    : vt_nn_matrix (body, "embeddings.word_embeddings.weight", d->n_embd, d->n_vocab);

  x = vt_unary (root->g, vt_nn_linear (&t, "dense", x, d->n_embd, VT_NN_BIAS, NULL), d->activation);
  return vt_linear (root->g, w, vt_nn_norm (&t, "LayerNorm", x, d->eps), vt_nn_vector (&p, "bias", d->n_vocab), NULL);
}

const VtWordStyle vt_word_style_bert = {
  .layer_name = "encoder.layer",
  .read_config = read_config,
  .embed = embed,
  .look = look,
  .layer = layer,
  .head = head,
};
