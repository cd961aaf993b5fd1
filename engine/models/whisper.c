/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/models/whisper.h"

#include <math.h>

#define EPS 1e-5f

/* A weight as a node of the graph. */
static VtTensor *
bound (VtGraph *g, const VtTensor *t)
{
  return t != NULL ? vt_graph_bound (g, t) : NULL;
}

static VtTensor *
linear (VtGraph *g, const VtWhisperPair *p, VtTensor *x, VtTensor *residual)
{
  return vt_linear (g, bound (g, p->weight), x, bound (g, p->bias), residual);
}

static VtTensor *
norm (VtGraph *g, const VtWhisperPair *p, VtTensor *x)
{
  return vt_norm (g, x, bound (g, p->weight), bound (g, p->bias), EPS);
}

/* Elements @start … of each row of @x (…, n) as heads: (head_dim, n_head, n) */
static VtTensor *
heads (VtGraph *g, VtTensor *x, gint64 start, gint64 head_dim, gint64 n_head)
{
  gsize element = (gsize) x->nb[0];

  return vt_view (g, x, head_dim, n_head, x->ne[1], 1, (gsize) head_dim * element, (gsize) x->nb[1],
                  (gsize) (x->nb[1] * x->ne[1]), (gsize) start * element);
}

static VtTensor *
mlp (VtGraph *g, const VtWhisperPair *layer, VtTensor *x)
{
  VtTensor *up = linear (g, &layer[VT_WHISPER_UP], norm (g, &layer[VT_WHISPER_MLP_NORM], x), NULL);

  return linear (g, &layer[VT_WHISPER_DOWN], vt_unary (g, up, VT_UNARY_GELU), x);
}

/* --- encoder --- */

/* Rows of three frames, @step frames apart: (3 * channels, n) of (channels, …) */
static VtTensor *
triples (VtGraph *g, VtTensor *x, gint64 n, gint64 step)
{
  gsize row = (gsize) (x->nb[1] * step);

  return vt_view (g, x, 3 * x->ne[0], n, 1, 1, row, row * (gsize) n, row * (gsize) n, 0);
}

static VtTensor *
convolve (VtWhisperEncoder *b)
{
  const VtWhisperPair *parts = b->whisper->weights->global;
  gint64 n = b->n;
  VtGraph *g = b->g;
  VtTensor *x = linear (g, &parts[VT_WHISPER_CONV1], triples (g, b->mel, 2 * n, 1), NULL);

  x = vt_set_rows (g, b->padded, vt_unary (g, x, VT_UNARY_GELU), b->pad_rows);
  x = linear (g, &parts[VT_WHISPER_CONV2], triples (g, x, n, 2), NULL);
  return vt_add (g, vt_unary (g, x, VT_UNARY_GELU), vt_view_rows (g, bound (g, parts[VT_WHISPER_AUDIO_POSITIONS].weight), 0, n));
}

static VtTensor *
encoder_attention (VtWhisperEncoder *b, const VtWhisperPair *layer, VtTensor *x)
{
  const VtWhisperConfig *c = &b->whisper->config;
  gint64 state = c->n_audio_state, head_dim = state / c->n_audio_head;
  VtGraph *g = b->g;
  VtTensor *all = linear (g, &layer[VT_WHISPER_QKV], norm (g, &layer[VT_WHISPER_ATTN_NORM], x), NULL);
  VtTensor *y = vt_attention (g, heads (g, all, 0, head_dim, c->n_audio_head),
                              heads (g, all, state, head_dim, c->n_audio_head),
                              heads (g, all, 2 * state, head_dim, c->n_audio_head), NULL,
                              1 / sqrtf ((float) head_dim), 0);

  return linear (g, &layer[VT_WHISPER_O], vt_reshape (g, y, state, b->n, 1, 1), x);
}

/* What the decoder's layers will look at. */
static void
keep_cross (VtWhisperEncoder *b, VtTensor *x)
{
  const VtWhisper *w = b->whisper;
  gint64 state = w->config.n_text_state;

  for (gint64 i = 0; i < w->config.n_text_layer; i++)
    {
      VtTensor *kv = linear (b->g, &w->weights->decoder[i][VT_WHISPER_CROSS_KV], x, NULL);

      vt_set_rows (b->g, vt_graph_bound (b->g, &b->cross->keys[i]), vt_view_columns (b->g, kv, 0, state), b->rows);
      vt_set_rows (b->g, vt_graph_bound (b->g, &b->cross->values[i]), vt_view_columns (b->g, kv, state, state), b->rows);
    }
}

VtTensor *
vt_whisper_encode (VtWhisperEncoder *b)
{
  const VtWhisperConfig *c = &b->whisper->config;
  const VtWhisperWeights *weights = b->whisper->weights;
  gint64 n = b->n;
  VtGraph *g = b->g;
  VtTensor *x;

  b->mel = vt_graph_input (g, "mel", VT_TYPE_F32, c->n_mels, 2 * n + 2, 1, 1);
  b->pad_rows = vt_graph_input (g, "pad_rows", VT_TYPE_I32, 2 * n, 1, 1, 1);
  b->rows = vt_graph_input (g, "rows", VT_TYPE_I32, n, 1, 1, 1);
  x = convolve (b);
  for (gint64 i = 0; i < c->n_audio_layer; i++)
    {
      x = mlp (g, weights->encoder[i], encoder_attention (b, weights->encoder[i], x));
      vt_graph_name (x, "enc.%d.out", (int) i);
    }
  x = vt_graph_name (norm (g, &weights->global[VT_WHISPER_AUDIO_NORM], x), "enc.norm");
  keep_cross (b, x);
  return x;
}

/* --- decoder --- */

float
vt_whisper_score_scale (const VtWhisper *whisper)
{
  return 1 / sqrtf ((float) (whisper->config.n_text_state / whisper->config.n_text_head));
}

/* A cache (heads * head_dim, rows) as (head_dim, heads, rows) */
static VtTensor *
cache_heads (VtGraph *g, VtTensor *cache, gint64 head_dim)
{
  return vt_reshape (g, cache, head_dim, cache->ne[0] / head_dim, cache->ne[1], 1);
}

static VtTensor *
self_attention (VtWhisperDecoder *b, gint64 i, VtTensor *x)
{
  const VtWhisperConfig *c = &b->whisper->config;
  const VtWhisperPair *layer = b->whisper->weights->decoder[i];
  gint64 state = c->n_text_state, head_dim = state / c->n_text_head;
  VtGraph *g = b->g;
  VtTensor *all = linear (g, &layer[VT_WHISPER_QKV], norm (g, &layer[VT_WHISPER_ATTN_NORM], x), NULL);
  VtTensor *keys = vt_set_rows (g, vt_graph_bound (g, &b->cache->keys[i]), vt_view_columns (g, all, state, state), b->rows);
  VtTensor *values = vt_set_rows (g, vt_graph_bound (g, &b->cache->values[i]), vt_view_columns (g, all, 2 * state, state), b->rows);
  VtTensor *y = vt_attention (g, heads (g, all, 0, head_dim, c->n_text_head), cache_heads (g, keys, head_dim),
                              cache_heads (g, values, head_dim), b->spans, vt_whisper_score_scale (b->whisper), 0);

  return linear (g, &layer[VT_WHISPER_O], vt_reshape (g, y, state, b->n, 1, 1), x);
}

/* The scores of the heads of layer @i that somebody wants to see. */
static void
keep_scores (VtWhisperDecoder *b, gint64 i, VtTensor *q, VtTensor *keys, gint64 head_dim)
{
  VtGraph *g = b->g;

  for (guint h = 0; b->heads != NULL && h < b->heads->len; h++)
    {
      VtWhisperHead head = g_array_index (b->heads, VtWhisperHead, h);
      gint64 start = head.head * head_dim;
      VtTensor *scores;

      if (head.layer != i)
        continue;
      scores = vt_mul_mat (g, vt_view_columns (g, keys, start, head_dim), vt_view_columns (g, q, start, head_dim));
      vt_graph_output (g, scores, "");
      vt_graph_name (scores, "attention.%u.%u", head.layer, head.head);
      g_ptr_array_index (b->scores, h) = scores;
    }
}

static VtTensor *
cross_attention (VtWhisperDecoder *b, gint64 i, VtTensor *x)
{
  const VtWhisperConfig *c = &b->whisper->config;
  const VtWhisperPair *layer = b->whisper->weights->decoder[i];
  gint64 head_dim = c->n_text_state / c->n_text_head;
  VtGraph *g = b->g;
  VtTensor *q = linear (g, &layer[VT_WHISPER_CROSS_Q], norm (g, &layer[VT_WHISPER_CROSS_NORM], x), NULL);
  VtTensor *keys = vt_view_rows (g, vt_graph_bound (g, &b->cross->keys[i]), 0, b->n_audio);
  VtTensor *values = vt_view_rows (g, vt_graph_bound (g, &b->cross->values[i]), 0, b->n_audio);
  VtTensor *y = vt_attention (g, heads (g, q, 0, head_dim, c->n_text_head), cache_heads (g, keys, head_dim),
                              cache_heads (g, values, head_dim), NULL, vt_whisper_score_scale (b->whisper), 0);

  keep_scores (b, i, q, keys, head_dim);
  return linear (g, &layer[VT_WHISPER_CROSS_O], vt_reshape (g, y, c->n_text_state, b->n, 1, 1), x);
}

static void
make_decoder_inputs (VtWhisperDecoder *b)
{
  VtGraph *g = b->g;

  b->tokens = vt_graph_input (g, "tokens", VT_TYPE_I32, b->n, 1, 1, 1);
  b->positions = vt_graph_input (g, "positions", VT_TYPE_I32, b->n, 1, 1, 1);
  b->rows = vt_graph_input (g, "rows", VT_TYPE_I32, b->n, 1, 1, 1);
  b->spans = vt_graph_input (g, "spans", VT_TYPE_I32, 2, b->n, 1, 1);
  b->outputs = vt_graph_input (g, "outputs", VT_TYPE_I32, b->n_out, 1, 1, 1);
}

VtTensor *
vt_whisper_decode (VtWhisperDecoder *b)
{
  const VtWhisperWeights *weights = b->whisper->weights;
  const VtWhisperPair *parts = weights->global;
  VtGraph *g = b->g;
  VtTensor *embeddings = bound (g, parts[VT_WHISPER_TOKENS].weight), *x;

  make_decoder_inputs (b);
  x = vt_add (g, vt_get_rows (g, embeddings, b->tokens),
              vt_get_rows (g, bound (g, parts[VT_WHISPER_TEXT_POSITIONS].weight), b->positions));
  for (gint64 i = 0; i < b->whisper->config.n_text_layer; i++)
    {
      x = cross_attention (b, i, self_attention (b, i, x));
      x = vt_graph_name (mlp (g, weights->decoder[i], x), "dec.%d.out", (int) i);
    }
  if (b->n_out != b->n)
    x = vt_get_rows (g, x, b->outputs);
  x = vt_graph_name (norm (g, &parts[VT_WHISPER_TEXT_NORM], x), "dec.norm");
  return vt_mul_mat (g, embeddings, x);
}

/* --- loading --- */

static gboolean
load_words (VtWhisper *whisper, VtWeights *source, GError **error)
{
  whisper->tokenizer = vt_whisper_tokenizer_load (source, &whisper->config, error);
  return whisper->tokenizer != NULL &&
         vt_whisper_tokens_find (&whisper->tokens, whisper->tokenizer, &whisper->config, error);
}

static VtWhisper *
load (VtDevice *device, const char *path, gboolean bare, GError **error)
{
  g_autoptr(VtWhisper) whisper = g_new0 (VtWhisper, 1);
  g_autoptr(VtWeights) source = vt_weights_open (path, error);

  whisper->device = vt_device_ref (device);
  whisper->name = g_path_get_basename (path);
  if (source == NULL || !vt_whisper_config_read (&whisper->config, source, error) ||
      (!bare && !load_words (whisper, source, error)))
    return NULL;
  whisper->weights = vt_whisper_weights_load (device, source, &whisper->config, error);
  return whisper->weights != NULL ? g_steal_pointer (&whisper) : NULL;
}

VtWhisper *
vt_whisper_load (VtDevice *device, const char *path, GError **error)
{
  return load (device, path, FALSE, error);
}

VtWhisper *
vt_whisper_load_bare (VtDevice *device, const char *path, GError **error)
{
  return load (device, path, TRUE, error);
}

void
vt_whisper_free (VtWhisper *whisper)
{
  g_clear_pointer (&whisper->weights, vt_whisper_weights_free);
  g_clear_pointer (&whisper->tokenizer, vt_tokenizer_unref);
  vt_whisper_tokens_clear (&whisper->tokens);
  vt_whisper_config_clear (&whisper->config);
  vt_device_unref (whisper->device);
  g_free (whisper->name);
  g_free (whisper);
}
