/* clip-text.c:
 *
 *     x = embedding (token) + embedding (position)
 *     x = x + attention (norm (x)), looking back only
 *     x = x + mlp (norm (x))
 *     norm; at the end token times text_projection
 *
 * Traps: SD 1.x and 2.x take the last normed state, SDXL the last but one
 * without the norm. OpenAI's models find the end by the largest token number
 * (their configuration says eos_token_id 2), later ones by the end token.
 *
 * Source: transformers' modeling_clip.py.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "engine/models/clip-text.h"

#include <string.h>

#include "engine/base/error.h"
#include "engine/nn/vit.h"

#define LEGACY_EOS 2

static gboolean
read_config (VtClipText *self, const VtJsonNode *c, GError **error)
{
  self->n_embd = vt_json_get_int (c, "hidden_size", 512);
  self->n_layer = vt_json_get_int (c, "num_hidden_layers", 12);
  self->n_head = vt_json_get_int (c, "num_attention_heads", 8);
  self->n_ff = vt_json_get_int (c, "intermediate_size", 4 * self->n_embd);
  self->n_vocab = vt_json_get_int (c, "vocab_size", 49408);
  self->n_ctx = vt_json_get_int (c, "max_position_embeddings", 77);
  self->eps = (float) vt_json_get_double (c, "layer_norm_eps", 1e-5);
  self->eos = (gint32) vt_json_get_int (c, "eos_token_id", 49407);
  self->legacy_eos = self->eos == LEGACY_EOS;
  if (self->n_embd < 1 || self->n_embd > 65536 || self->n_layer < 1 || self->n_layer > 512 || self->n_head < 1
      || self->n_embd % self->n_head != 0 || self->n_ctx < 3 || self->n_ctx > 65536)
    {
      g_set_error_literal (error, VT_ERROR, VT_ERROR_CORRUPT, "The configuration of the text encoder makes no sense.");
      return FALSE;
    }
  return vt_nn_read_activation (&self->activation, vt_json_get_string (c, "hidden_act", "quick_gelu"), error);
}

typedef struct
{
  VtGraph *g;
  VtTensor *ids, *positions, *spans, *end;
  VtTensor *own, *places; /* embeddings given instead of tokens' own */
  VtTensor *hidden, *pooled;
} Pass;

static VtTensor *
embed (const VtNnScope *s, const VtClipText *t, Pass *p, guint n_own)
{
  VtTensor *x = vt_get_rows (s->g, vt_nn_matrix (s, "embeddings.token_embedding.weight", t->n_embd, t->n_vocab), p->ids);

  if (n_own > 0)
    {
      p->own = vt_graph_input (s->g, "own", VT_TYPE_F32, t->n_embd, n_own, 1, 1);
      p->places = vt_graph_input (s->g, "places", VT_TYPE_I32, n_own, 1, 1, 1);
      x = vt_set_rows (s->g, x, p->own, p->places);
    }
  x = vt_add (s->g, x, vt_get_rows (s->g, vt_nn_matrix (s, "embeddings.position_embedding.weight", t->n_embd, t->n_ctx), p->positions));
  return vt_graph_name (x, "embeddings");
}

/* The whole encoder for @n tokens. */
static Pass
build (VtClipText *t, guint n, guint n_own, guint skip, gboolean norm, gboolean pooled)
{
  Pass p = { .g = vt_graph_new () };
  VtNnScope root = vt_nn_scope (t->weights, p.g), s = root;
  VtNnVit vit = { .names = &vt_nn_clip_names, .n_embd = t->n_embd, .n_head = t->n_head, .n_ff = t->n_ff, .eps = t->eps,
                  .activation = t->activation };
  gint64 last = t->n_layer - skip;
  VtTensor *x;

  g_strlcpy (s.prefix, t->root, sizeof s.prefix);
  p.ids = vt_graph_input (p.g, "ids", VT_TYPE_I32, n, 1, 1, 1);
  p.positions = vt_graph_input (p.g, "positions", VT_TYPE_I32, n, 1, 1, 1);
  p.spans = vt_graph_input (p.g, "spans", VT_TYPE_I32, 2, n, 1, 1);
  p.hidden = x = embed (&s, t, &p, n_own);
  for (gint64 i = 0; i < (pooled ? t->n_layer : last); i++)
    {
      VtNnScope l = vt_nn_child (&s, "encoder.layers.%d", (int) i);

      x = vt_graph_name (vt_nn_vit_layer (&l, &vit, x, p.spans), "encoder.layers.%d", (int) i);
      if (i < last)
        p.hidden = x;
    }
  if (norm)
    p.hidden = vt_nn_norm (&s, "final_layer_norm", p.hidden, t->eps);
  p.hidden = vt_graph_output (p.g, p.hidden, norm ? "final_layer_norm" : "hidden");
  if (!pooled)
    return p;
  p.end = vt_graph_input (p.g, "end", VT_TYPE_I32, 1, 1, 1, 1);
  x = vt_nn_norm (&s, "final_layer_norm", vt_get_rows (p.g, x, p.end), t->eps);
  if (t->n_projection > 0)
    x = vt_nn_linear (&root, "text_projection", x, t->n_projection, VT_NN_NO_BIAS, NULL);
  p.pooled = vt_graph_output (p.g, x, "pooled");
  return p;
}

VtClipText *
vt_clip_text_new (VtDevice *device, VtWeights *source, const VtJsonNode *config, GError **error)
{
  g_autoptr(VtClipText) self = g_new0 (VtClipText, 1);
  g_autoptr(VtGraph) g = NULL;
  const VtTensorInfo *projection;

  self->weights = vt_nn_weights_new (device, source);
  if (!read_config (self, config, error))
    return NULL;
  /* Files of transformers 5 leave out what stood before all names. */
  self->root = g_strdup (vt_nn_weights_has (self->weights, "text_model.final_layer_norm.weight") ? "text_model." : "");
  projection = vt_weights_find (source, "text_projection.weight");
  self->n_projection = projection != NULL ? projection->ne[1] : 0; /* configurations inside others say something else */
  g = build (self, 1, 0, 0, FALSE, TRUE).g;
  if (g->error == NULL)
    return g_steal_pointer (&self);
  g_propagate_error (error, g_steal_pointer (&g->error));
  return NULL;
}

void
vt_clip_text_free (VtClipText *self)
{
  g_clear_pointer (&self->weights, vt_nn_weights_free);
  g_free (self->root);
  g_free (self);
}

static gint32
find_end (const VtClipText *t, const gint32 *ids, guint n)
{
  guint end = 0;

  for (guint i = 0; i < n; i++)
    {
      if (!t->legacy_eos && ids[i] == t->eos)
        return (gint32) i;
      if (t->legacy_eos && ids[i] > ids[end])
        end = i;
    }
  return (gint32) end;
}

static gboolean
write_inputs (const VtClipText *t, VtPlan *plan, const Pass *p, const gint32 *ids, guint n, GError **error)
{
  g_autofree gint32 *numbers = g_new (gint32, n), *spans = g_new (gint32, 2 * n);
  gint32 end = find_end (t, ids, n);

  for (guint i = 0; i < n; i++)
    {
      numbers[i] = (gint32) i;
      spans[2 * i] = 0;
      spans[2 * i + 1] = (gint32) i + 1;
    }
  return vt_plan_write (plan, p->ids, ids, n * sizeof *ids, error) &&
         vt_plan_write (plan, p->positions, numbers, n * sizeof *numbers, error) &&
         vt_plan_write (plan, p->spans, spans, 2 * n * sizeof *spans, error) &&
         (p->end == NULL || vt_plan_write (plan, p->end, &end, sizeof end, error));
}

static gboolean
write_own (const VtClipText *t, VtPlan *plan, const Pass *p, const float *const *embeddings, guint n, guint n_own, GError **error)
{
  g_autofree float *values = g_new (float, n_own * (gsize) t->n_embd);
  g_autofree gint32 *places = g_new (gint32, n_own);
  guint k = 0;

  for (guint i = 0; i < n; i++)
    if (embeddings[i] != NULL)
      {
        memcpy (values + k * t->n_embd, embeddings[i], (gsize) t->n_embd * sizeof *values);
        places[k++] = (gint32) i;
      }
  return vt_plan_write (plan, p->own, values, n_own * (gsize) t->n_embd * sizeof *values, error) &&
         vt_plan_write (plan, p->places, places, n_own * sizeof *places, error);
}

gboolean
vt_clip_text_encode (VtClipText *self, const gint32 *ids, guint n, const float *const *embeddings, guint skip,
                     gboolean norm, float *hidden, float *pooled, VtNnProbe probe, gpointer data, GError **error)
{
  guint n_own = 0;
  g_autoptr(VtPlan) plan = NULL;
  gint64 n_pooled = self->n_projection > 0 ? self->n_projection : self->n_embd;
  Pass p;

  for (guint i = 0; embeddings != NULL && i < n; i++)
    n_own += embeddings[i] != NULL;
  p = build (self, n, n_own, MIN (skip, (guint) self->n_layer), norm, pooled != NULL);
  if (probe != NULL)
    vt_nn_probe_expose (p.g);
  plan = vt_plan_new (vt_nn_weights_device (self->weights), p.g, error);
  if (plan == NULL || !write_inputs (self, plan, &p, ids, n, error))
    return FALSE;
  if (n_own > 0 && !write_own (self, plan, &p, embeddings, n, n_own, error))
    return FALSE;
  return vt_plan_run (plan, NULL, error) &&
         vt_plan_read (plan, p.hidden, hidden, n * (gsize) self->n_embd * sizeof *hidden, error) &&
         (pooled == NULL || vt_plan_read (plan, p.pooled, pooled, (gsize) n_pooled * sizeof *pooled, error)) &&
         (probe == NULL || vt_nn_probe_tell (plan, probe, data, error));
}
