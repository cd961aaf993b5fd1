/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/models/word-decoder.h"

#include <math.h>
#include <string.h>

#include "engine/base/error.h"

#define MAX_CTX 512 /* words that there is room for: captions are short */

/* --- for styles --- */

/* (n_embd, n) with dense rows -> (head, heads, n) */
static VtTensor *
split (VtGraph *g, const VtWordDecoder *d, VtTensor *x)
{
  gint64 head = d->n_embd / d->n_head, n = x->ne[1];
  gsize element = x->nb[0];

  return vt_view (g, x, head, d->n_head, n, 1, (gsize) head * element, x->nb[1], x->nb[1] * (gsize) n, 0);
}

VtTensor *
vt_word_attend (VtGraph *g, const VtWordDecoder *d, VtTensor *q, VtTensor *k, VtTensor *v, VtTensor *spans)
{
  gint64 n = q->ne[1];
  VtTensor *y = vt_attention (g, split (g, d, q), split (g, d, k), split (g, d, v), spans,
                              (float) (1 / sqrt ((double) d->n_embd / d->n_head)), 0);

  return vt_reshape (g, y, d->n_embd, n, 1, 1);
}

VtTensor *
vt_word_attend_back (VtGraph *g, const VtWordDecoder *d, VtTensor *q, VtTensor *k, VtTensor *v, const VtWordLayer *in)
{
  if (in->keys == NULL)
    return vt_word_attend (g, d, q, k, v, NULL);
  return vt_word_attend (g, d, q, vt_set_rows (g, in->keys, k, in->rows), vt_set_rows (g, in->values, v, in->rows), in->spans);
}

/* --- graphs --- */

static VtNnScope
part (VtWordDecoder *self, VtGraph *g, const char *name)
{
  VtNnScope s = vt_nn_scope (self->weights, g);

  if (self->root[0] != '\0')
    s = vt_nn_child (&s, "%s", self->root);
  return name[0] != '\0' ? vt_nn_child (&s, "%s", name) : s;
}

static VtNnScope
layer_scope (const VtNnScope *body, const VtWordDecoder *d, gint64 i)
{
  return vt_nn_child (body, "%s.%d", d->style->layer_name, (int) i);
}

static VtGraph *
build_next (VtWordDecoder *self)
{
  VtGraph *g = vt_graph_new ();
  VtNnScope root = part (self, g, ""), body = part (self, g, self->body);
  VtTensor *x;

  self->ids = vt_graph_input (g, "ids", VT_TYPE_I32, 1, 1, 1, 1);
  self->positions = vt_graph_input (g, "positions", VT_TYPE_I32, 1, 1, 1, 1);
  self->rows = vt_graph_input (g, "rows", VT_TYPE_I32, 1, 1, 1, 1);
  self->spans = vt_graph_input (g, "spans", VT_TYPE_I32, 2, 1, 1, 1);
  x = self->style->embed (&body, self, self->ids, self->positions);
  for (gint64 i = 0; i < self->n_layer; i++)
    {
      VtNnScope s = layer_scope (&body, self, i);
      VtWordLayer in = {
        .rows = self->rows, .spans = self->spans,
        .keys = vt_graph_bound (g, &self->own->keys[i]), .values = vt_graph_bound (g, &self->own->values[i]),
        .seen_keys = vt_graph_bound (g, &self->seen->keys[i]), .seen_values = vt_graph_bound (g, &self->seen->values[i]),
      };

      x = vt_nn_name (&s, self->style->layer (&s, self, x, &in));
    }
  self->logits = vt_graph_output (g, self->style->head (&root, &body, self, x), "logits");
  return g;
}

/* Fills the cache of what is looked at; its rows are numbered by an input. */
static VtGraph *
build_look (VtWordDecoder *self, gint64 width, gint64 n, VtTensor **states, VtTensor **rows)
{
  VtGraph *g = vt_graph_new ();
  VtNnScope body = part (self, g, self->body);

  *states = vt_graph_input (g, "states", VT_TYPE_F32, width, n, 1, 1);
  *rows = vt_graph_input (g, "rows", VT_TYPE_I32, n, 1, 1, 1);
  for (gint64 i = 0; i < self->n_layer; i++)
    {
      VtNnScope s = layer_scope (&body, self, i);
      VtTensor *keys, *values;

      self->style->look (&s, self, *states, &keys, &values);
      vt_set_rows (g, vt_graph_bound (g, &self->seen->keys[i]), keys, *rows);
      vt_set_rows (g, vt_graph_bound (g, &self->seen->values[i]), values, *rows);
    }
  return g;
}

/* --- making --- */

VtWordDecoder *
vt_word_decoder_new (const VtWordStyle *style, VtNnWeights *weights, const char *root, const char *body, const VtJsonNode *config,
                     GError **error)
{
  g_autoptr(VtWordDecoder) self = g_new0 (VtWordDecoder, 1);

  self->style = style;
  self->weights = weights;
  self->root = root;
  self->body = body;
  if (!style->read_config (self, config, error))
    return NULL;
  if (self->n_embd < 1 || self->n_embd > 65536 || self->n_layer < 1 || self->n_layer > 512 || self->n_head < 1
      || self->n_embd % self->n_head != 0 || self->n_vocab < 1 || self->n_vocab > 1 << 24 || self->n_ctx < 2 || self->n_ctx > 1 << 20
      || self->n_ff < 1 || self->n_ff > 1 << 20)
    {
      g_set_error_literal (error, VT_ERROR, VT_ERROR_CORRUPT, "The configuration of the model's text part makes no sense.");
      return NULL;
    }
  return g_steal_pointer (&self);
}

static void
forget (VtWordDecoder *self)
{
  g_clear_pointer (&self->plan, vt_plan_free);
  g_clear_pointer (&self->seen, vt_kv_cache_free);
  g_clear_pointer (&self->own, vt_kv_cache_free);
}

void
vt_word_decoder_free (VtWordDecoder *self)
{
  forget (self);
  g_free (self);
}

static guint64
cache_bytes (const VtKvCache *c)
{
  return c != NULL ? vt_kv_cache_bytes (c->type, c->n_layers, c->dim, c->n_slots, c->n_ctx) : 0;
}

guint64
vt_word_decoder_bytes (const VtWordDecoder *self)
{
  return cache_bytes (self->own) + cache_bytes (self->seen) + (self->plan != NULL ? vt_plan_bytes (self->plan) : 0);
}

/* Caches for @n states, and the plan that works on them. */
static gboolean
make_room (VtWordDecoder *self, gint64 n, GError **error)
{
  VtDevice *device = vt_nn_weights_device (self->weights);

  if (self->plan != NULL && self->n_states == n)
    return TRUE;
  forget (self);
  self->n_states = n;
  self->own = vt_kv_cache_new (device, VT_TYPE_F32, (guint) self->n_layer, self->n_embd, 1, (guint) MIN (self->n_ctx, MAX_CTX), error);
  self->seen = self->own != NULL ? vt_kv_cache_new (device, VT_TYPE_F32, (guint) self->n_layer, self->n_embd, 1, (guint) n, error) : NULL;
  self->plan = self->seen != NULL ? vt_plan_new (device, build_next (self), error) : NULL;
  return self->plan != NULL;
}

gboolean
vt_word_decoder_look (VtWordDecoder *self, const float *states, gint64 width, gint64 n, GCancellable *cancellable, GError **error)
{
  g_autofree gint32 *numbers = g_new (gint32, n);
  g_autoptr(VtPlan) plan = NULL;
  VtTensor *in, *rows;

  if (!make_room (self, n, error))
    return FALSE;
  for (gint64 i = 0; i < n; i++)
    numbers[i] = (gint32) i;
  plan = vt_plan_new (vt_nn_weights_device (self->weights), build_look (self, width, n, &in, &rows), error);
  return plan != NULL && vt_plan_write (plan, in, states, (gsize) (width * n) * sizeof *states, error) &&
         vt_plan_write (plan, rows, numbers, (gsize) n * sizeof *numbers, error) && vt_plan_run (plan, cancellable, error);
}

gboolean
vt_word_decoder_next (VtWordDecoder *self, gint32 id, guint position, float *logits, GCancellable *cancellable, GError **error)
{
  gint32 row = (gint32) position, span[2] = { 0, row + 1 };

  if (position >= self->own->n_ctx)
    {
      g_set_error (error, VT_ERROR, VT_ERROR_LIMIT, "There is room for %u words only.", self->own->n_ctx);
      return FALSE;
    }
  return vt_plan_write (self->plan, self->ids, &id, sizeof id, error) &&
         vt_plan_write (self->plan, self->positions, &row, sizeof row, error) &&
         vt_plan_write (self->plan, self->rows, &row, sizeof row, error) &&
         vt_plan_write (self->plan, self->spans, span, sizeof span, error) && vt_plan_run (self->plan, cancellable, error) &&
         vt_plan_read (self->plan, self->logits, logits, (gsize) self->n_vocab * sizeof *logits, error);
}

/* --- reading at once --- */

typedef struct
{
  VtGraph *g;
  VtTensor *ids, *positions, *states, *out;
} Reading;

static Reading
build_read (VtWordDecoder *self, guint n, gint64 width, gint64 n_states)
{
  Reading r = { .g = vt_graph_new () };
  VtNnScope body = part (self, r.g, self->body);

  r.ids = vt_graph_input (r.g, "ids", VT_TYPE_I32, n, 1, 1, 1);
  r.positions = vt_graph_input (r.g, "positions", VT_TYPE_I32, n, 1, 1, 1);
  r.states = vt_graph_input (r.g, "states", VT_TYPE_F32, width, n_states, 1, 1);
  r.out = self->style->embed (&body, self, r.ids, r.positions);
  for (gint64 i = 0; i < self->n_layer; i++)
    {
      VtNnScope s = layer_scope (&body, self, i);
      VtWordLayer in = { NULL };

      self->style->look (&s, self, r.states, &in.seen_keys, &in.seen_values);
      r.out = vt_nn_name (&s, self->style->layer (&s, self, r.out, &in));
    }
  r.out->output = TRUE;
  return r;
}

gboolean
vt_word_decoder_read (VtWordDecoder *self, const gint32 *ids, guint n, const float *states, gint64 width, gint64 n_states, float *to,
                      GCancellable *cancellable, VtNnProbe probe, gpointer data, GError **error)
{
  Reading r = build_read (self, n, width, n_states);
  g_autofree gint32 *numbers = g_new (gint32, n);
  g_autoptr(VtPlan) plan = NULL;

  for (guint i = 0; i < n; i++)
    numbers[i] = (gint32) i;
  if (probe != NULL)
    vt_nn_probe_expose (r.g);
  plan = vt_plan_new (vt_nn_weights_device (self->weights), r.g, error);
  return plan != NULL && vt_plan_write (plan, r.ids, ids, n * sizeof *ids, error) &&
         vt_plan_write (plan, r.positions, numbers, n * sizeof *numbers, error) &&
         vt_plan_write (plan, r.states, states, (gsize) (width * n_states) * sizeof *states, error) &&
         vt_plan_run (plan, cancellable, error) && vt_plan_read (plan, r.out, to, n * (gsize) self->n_embd * sizeof *to, error) &&
         (probe == NULL || vt_nn_probe_tell (plan, probe, data, error));
}
