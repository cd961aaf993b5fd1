/* kokoro-encoder.c: what reads the symbols: ALBERT, the text encoder, and the
 * duration encoder behind ALBERT; and what reads pitch and loudness off its states.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <math.h>

#include "engine/models/kokoro-graph.h"

#define BERT_EPS 1e-12f
#define EPS 1e-5f
#define SLOPE 0.2f
#define F sizeof (float)

#define LAYER "bert.encoder.albert_layer_groups.0.albert_layers.0."

static VtTensor *
heads_of (const VtKokoroGraph *b, const char *module, VtTensor *x)
{
  VtTensor *y = vt_kokoro_linear (b, module, x, b->c->hidden, NULL);

  return vt_reshape (b->s.g, y, b->c->hidden / b->c->heads, b->c->heads, x->ne[1], 1);
}

/* (d, heads, T) as (d, heads, T): what vt_attention() takes for keys is (d, heads, rows) too. */
static VtTensor *
attention (const VtKokoroGraph *b, VtTensor *x)
{
  VtTensor *q = heads_of (b, LAYER "attention.query", x), *k = heads_of (b, LAYER "attention.key", x);
  VtTensor *v = heads_of (b, LAYER "attention.value", x);
  float scale = 1 / sqrtf ((float) b->c->hidden / (float) b->c->heads);
  VtTensor *y = vt_attention (b->s.g, q, k, v, NULL, scale, 0);

  y = vt_reshape (b->s.g, y, b->c->hidden, x->ne[1], 1, 1);
  return vt_kokoro_norm (b, LAYER "attention.LayerNorm", "weight", "bias",
                         vt_kokoro_linear (b, LAYER "attention.dense", y, b->c->hidden, x), BERT_EPS);
}

static VtTensor *
layer (const VtKokoroGraph *b, VtTensor *x)
{
  VtTensor *y;

  x = attention (b, x);
  y = vt_unary (b->s.g, vt_kokoro_linear (b, LAYER "ffn", x, b->c->ffn, NULL), VT_UNARY_GELU_TANH);
  y = vt_kokoro_linear (b, LAYER "ffn_output", y, b->c->hidden, x);
  return vt_kokoro_norm (b, LAYER "full_layer_layer_norm", "weight", "bias", y, BERT_EPS);
}

VtTensor *
vt_kokoro_bert (const VtKokoroGraph *b, VtTensor *symbols, VtTensor *positions)
{
  const VtKokoroConfig *c = b->c;
  VtTensor *type = vt_view (b->s.g, positions, 1, 1, 1, 1, sizeof (gint32), sizeof (gint32), sizeof (gint32), 0);
  VtTensor *x = vt_kokoro_rows (b, "bert.embeddings.word_embeddings", c->embed, c->vocab, symbols);

  x = vt_add (b->s.g, x, vt_kokoro_rows (b, "bert.embeddings.position_embeddings", c->embed, c->positions, positions));
  /* All is of the first type: row 0, which is what the first position is called. */
  x = vt_add (b->s.g, x, vt_kokoro_rows (b, "bert.embeddings.token_type_embeddings", c->embed, 2, type));
  x = vt_kokoro_norm (b, "bert.embeddings.LayerNorm", "weight", "bias", x, BERT_EPS);
  x = vt_kokoro_linear (b, "bert.encoder.embedding_hidden_mapping_in", x, c->hidden, NULL);
  for (int i = 0; i < c->layers; i++)
    x = vt_graph_name (layer (b, x), "bert.%d", i);
  return vt_graph_name (vt_kokoro_linear (b, "bert_encoder", x, c->dim, NULL), "bert");
}

VtTensor *
vt_kokoro_text (const VtKokoroGraph *b, VtTensor *symbols)
{
  const VtKokoroConfig *c = b->c;
  gint32 pad = (gint32) c->kernel / 2;
  const VtConv same = { .pad = { pad, pad } };
  VtTensor *x = vt_kokoro_rows (b, "text_encoder.embedding", c->dim, c->vocab, symbols);

  for (int i = 0; i < c->depth; i++)
    {
      g_autofree char *conv = g_strdup_printf ("text_encoder.cnn.%d.0", i), *norm = g_strdup_printf ("text_encoder.cnn.%d.1", i);

      x = vt_kokoro_norm (b, norm, "gamma", "beta", vt_kokoro_conv (b, conv, x, c->dim, c->kernel, &same, NULL), EPS);
      x = vt_leaky_relu (b->s.g, x, SLOPE);
    }
  return vt_graph_name (vt_kokoro_lstm (b, "text_encoder.lstm", x, c->dim / 2), "text");
}

/* The voice put below each column. */
static VtTensor *
with_style (const VtKokoroGraph *b, VtTensor *x)
{
  VtTensor *style = vt_upsample (b->s.g, b->style, x->ne[1], 1, VT_UPSAMPLE_NEAREST);

  return vt_concat (b->s.g, x, style, 0);
}

VtTensor *
vt_kokoro_durations (const VtKokoroGraph *b, VtTensor *x, VtTensor **durations)
{
  const VtKokoroConfig *c = b->c;
  VtTensor *scale, *shift;

  x = with_style (b, x);
  for (int i = 0; i < c->depth; i++)
    {
      g_autofree char *lstm = g_strdup_printf ("predictor.text_encoder.lstms.%d", 2 * i);
      g_autofree char *norm = g_strdup_printf ("predictor.text_encoder.lstms.%d", 2 * i + 1);

      x = vt_kokoro_lstm (b, lstm, x, c->dim / 2);
      vt_kokoro_scale_shift (b, norm, c->dim, &scale, &shift);
      x = with_style (b, vt_norm (b->s.g, x, scale, shift, EPS));
    }
  *durations = vt_kokoro_linear (b, "predictor.duration_proj.linear_layer", vt_kokoro_lstm (b, "predictor.lstm", x, c->dim / 2),
                                 c->durations, NULL);
  return vt_graph_name (x, "states");
}

/* One curve over time, twice as fine as the frames. */
static VtTensor *
curve (const VtKokoroGraph *b, const char *which, VtTensor *x)
{
  g_autofree char *proj = g_strdup_printf ("predictor.%s_proj", which);

  for (int i = 0; i < 3; i++)
    {
      g_autofree char *block = g_strdup_printf ("predictor.%s.%d", which, i);

      x = vt_kokoro_block (b, block, x, i == 0 ? b->c->dim : b->c->dim / 2, i == 1);
    }
  return vt_kokoro_conv (b, proj, x, 1, 1, NULL, NULL);
}

VtTensor *
vt_kokoro_prosody (const VtKokoroGraph *b, VtTensor *x, VtTensor **loudness)
{
  x = vt_graph_name (vt_kokoro_lstm (b, "predictor.shared", x, b->c->dim / 2), "shared");
  *loudness = curve (b, "N", x);
  return curve (b, "F0", x);
}
