/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/models/whisper-session.h"

#include <string.h>

#include "engine/base/error.h"
#include "engine/tensor/plan.h"

/* A plan for reading @n tokens of which @n_out want logits. */
typedef struct
{
  guint n, n_out;
  VtWhisperDecoder graph; /* its tensors belong to plan */
  VtTensor *logits;
  VtPlan *plan;
} Ready;

/* One token, a beam's tokens, and a few lengths of prompts. */
#define MAX_READY 4

struct _VtWhisperSession
{
  VtWhisper *whisper;
  VtType cache_type;
  gint64 window;         /* positions that are heard */
  VtKvCache *cache;      /* of what is written */
  VtKvCache *cross;      /* of what was heard */
  VtBuffer *padding;     /* of the encoder's padded tensor */
  VtWhisperEncoder encoder;
  VtPlan *encoder_plan;
  GPtrArray *ready;      /* (element-type Ready), the most recently used first */
  VtWhisperProbe probe;
  gpointer probe_data;
};

static void
ready_free (gpointer data)
{
  Ready *r = data;

  g_clear_pointer (&r->plan, vt_plan_free);
  g_clear_pointer (&r->graph.scores, g_ptr_array_unref);
  g_free (r);
}

VtWhisperSession *
vt_whisper_session_new (VtWhisper *whisper, VtType cache_type)
{
  VtWhisperSession *s = g_new0 (VtWhisperSession, 1);

  s->whisper = whisper;
  s->cache_type = cache_type;
  s->window = whisper->config.n_audio_ctx;
  s->ready = g_ptr_array_new_with_free_func (ready_free);
  return s;
}

void
vt_whisper_session_free (VtWhisperSession *s)
{
  g_ptr_array_unref (s->ready);
  g_clear_pointer (&s->encoder_plan, vt_plan_free);
  g_clear_pointer (&s->padding, vt_buffer_free);
  g_clear_pointer (&s->cache, vt_kv_cache_free);
  g_clear_pointer (&s->cross, vt_kv_cache_free);
  g_free (s);
}

/* Room for what is heard; made once. */
static gboolean
ensure_cross (VtWhisperSession *s, GError **error)
{
  const VtWhisperConfig *c = &s->whisper->config;

  if (s->cross == NULL)
    s->cross = vt_kv_cache_new (s->whisper->device, s->cache_type, (guint) c->n_text_layer, c->n_text_state, 1,
                                (guint) c->n_audio_ctx, error);
  return s->cross != NULL;
}

gboolean
vt_whisper_session_reserve (VtWhisperSession *s, guint n_slots, GError **error)
{
  const VtWhisperConfig *c = &s->whisper->config;
  VtKvCache *cache;

  if (s->cache != NULL && s->cache->n_slots >= n_slots)
    return TRUE;
  cache = vt_kv_cache_new (s->whisper->device, s->cache_type, (guint) c->n_text_layer, c->n_text_state, n_slots,
                           (guint) c->n_text_ctx, error);
  if (cache == NULL)
    return FALSE;
  g_ptr_array_set_size (s->ready, 0); /* plans point into the old cache */
  g_clear_pointer (&s->cache, vt_kv_cache_free);
  s->cache = cache;
  return TRUE;
}

/* --- hidden states --- */

static gboolean
is_named (const VtTensor *t)
{
  return t->name[0] != '\0' && t->op != NULL && t->op->writes < 0;
}

static void
expose_named (VtGraph *g)
{
  for (guint i = 0; i < g->nodes->len; i++)
    if (is_named (g_ptr_array_index (g->nodes, i)))
      ((VtTensor *) g_ptr_array_index (g->nodes, i))->output = TRUE;
}

static gboolean
call_probe (VtWhisperSession *s, VtPlan *plan, GError **error)
{
  for (guint i = 0; s->probe != NULL && i < plan->graph->nodes->len; i++)
    {
      VtTensor *t = g_ptr_array_index (plan->graph->nodes, i);
      g_autofree float *values = NULL;

      if (!is_named (t))
        continue;
      values = g_new (float, vt_tensor_elements (t));
      if (!vt_plan_read (plan, t, values, vt_tensor_bytes (t), error))
        return FALSE;
      s->probe (t->name, values, t->ne[0], t->ne[1], s->probe_data);
    }
  return TRUE;
}

void
vt_whisper_session_set_probe (VtWhisperSession *s, VtWhisperProbe probe, gpointer data)
{
  s->probe = probe;
  s->probe_data = data;
  g_ptr_array_set_size (s->ready, 0);
  g_clear_pointer (&s->encoder_plan, vt_plan_free);
}

/* --- hearing --- */

void
vt_whisper_session_set_window (VtWhisperSession *s, guint positions)
{
  gint64 window = CLAMP ((gint64) positions, 1, s->whisper->config.n_audio_ctx);

  if (window == s->window)
    return;
  s->window = window;
  g_ptr_array_set_size (s->ready, 0);
  g_clear_pointer (&s->encoder_plan, vt_plan_free);
}

guint
vt_whisper_session_get_window (VtWhisperSession *s)
{
  return (guint) s->window;
}

/* The first row stays zero for ever: nothing comes before the sound. */
static VtTensor *
make_padded (VtWhisperSession *s, VtGraph *g, GError **error)
{
  const VtWhisperConfig *c = &s->whisper->config;
  VtTensor like = { .role = VT_ROLE_BOUND, .type = VT_TYPE_F32, .ne = { c->n_audio_state, 2 * c->n_audio_ctx + 1, 1, 1 } };

  vt_tensor_set_dense (&like);
  if (s->padding == NULL)
    s->padding = vt_buffer_new (s->whisper->device, vt_tensor_bytes (&like), VT_MEMORY_DEVICE, error);
  like.ne[1] = 2 * s->window + 1;
  vt_tensor_set_dense (&like);
  like.buffer = s->padding;
  return s->padding != NULL ? vt_graph_bound (g, &like) : NULL;
}

static gboolean
ensure_encoder (VtWhisperSession *s, GError **error)
{
  VtGraph *g;

  if (s->encoder_plan != NULL)
    return TRUE;
  if (!ensure_cross (s, error))
    return FALSE;
  g = vt_graph_new ();
  s->encoder = (VtWhisperEncoder) { .g = g, .whisper = s->whisper, .n = s->window, .cross = s->cross, .padded = make_padded (s, g, error) };
  if (s->encoder.padded == NULL)
    {
      vt_graph_free (g);
      return FALSE;
    }
  vt_whisper_encode (&s->encoder);
  if (s->probe != NULL)
    expose_named (g);
  s->encoder_plan = vt_plan_new (s->whisper->device, g, error);
  return s->encoder_plan != NULL;
}

static gboolean
write_counted (VtPlan *plan, VtTensor *input, gint32 first, GError **error)
{
  gsize n = (gsize) vt_tensor_elements (input);
  g_autofree gint32 *numbers = g_new (gint32, n);

  for (gsize i = 0; i < n; i++)
    numbers[i] = first + (gint32) i;
  return vt_plan_write (plan, input, numbers, n * sizeof *numbers, error);
}

static gboolean
write_mel (VtWhisperSession *s, const float *mel, GError **error)
{
  VtTensor *input = s->encoder.mel;
  gsize n = (gsize) vt_tensor_elements (input), row = (gsize) input->ne[0];
  g_autofree float *padded = g_new0 (float, n);

  memcpy (padded + row, mel, (n - 2 * row) * sizeof *mel);
  return vt_plan_write (s->encoder_plan, input, padded, n * sizeof *padded, error);
}

gboolean
vt_whisper_session_hear (VtWhisperSession *s, const float *mel, GCancellable *cancellable, GError **error)
{
  return ensure_encoder (s, error) && write_mel (s, mel, error) &&
         write_counted (s->encoder_plan, s->encoder.pad_rows, 1, error) &&
         write_counted (s->encoder_plan, s->encoder.rows, 0, error) &&
         vt_plan_run (s->encoder_plan, cancellable, error) && call_probe (s, s->encoder_plan, error);
}

/* --- writing --- */

static Ready *
ready_new (VtWhisperSession *s, guint n, guint n_out, const GArray *heads, GError **error)
{
  VtGraph *g = vt_graph_new ();
  Ready *r = g_new0 (Ready, 1);

  r->n = n;
  r->n_out = n_out;
  r->graph = (VtWhisperDecoder) {
    .g = g, .whisper = s->whisper, .cache = s->cache, .cross = s->cross, .n = n, .n_out = n_out, .n_audio = s->window,
    .heads = heads,
    .scores = g_ptr_array_new (),
  };
  g_ptr_array_set_size (r->graph.scores, heads != NULL ? (gint) heads->len : 0);
  r->logits = vt_graph_output (g, vt_whisper_decode (&r->graph), "logits");
  if (s->probe != NULL)
    expose_named (g);
  r->plan = vt_plan_new (s->whisper->device, g, error);
  if (r->plan == NULL)
    g_clear_pointer (&r, ready_free);
  return r;
}

static Ready *
get_ready (VtWhisperSession *s, guint n, guint n_out, GError **error)
{
  Ready *r;

  if (!ensure_cross (s, error) || !vt_whisper_session_reserve (s, 1, error))
    return NULL;
  for (guint i = 0; i < s->ready->len; i++)
    {
      r = g_ptr_array_index (s->ready, i);
      if (r->n != n || r->n_out != n_out)
        continue;
      g_ptr_array_steal_index (s->ready, i);
      g_ptr_array_insert (s->ready, 0, r);
      return r;
    }
  if (s->ready->len == MAX_READY)
    g_ptr_array_set_size (s->ready, MAX_READY - 1);
  r = ready_new (s, n, n_out, NULL, error);
  if (r != NULL)
    g_ptr_array_insert (s->ready, 0, r);
  return r;
}

/* What the graph's inputs are filled with. */
typedef struct
{
  gint32 *tokens, *positions, *rows, *spans, *outputs;
} Inputs;

static void
inputs_fill (VtWhisperSession *s, Inputs *in, const VtWhisperInput *tokens, guint n)
{
  guint n_out = 0;

  for (guint i = 0; i < n; i++)
    {
      gint32 first = (gint32) (tokens[i].slot * s->cache->n_ctx), position = (gint32) tokens[i].position;

      in->tokens[i] = tokens[i].token;
      in->positions[i] = position;
      in->rows[i] = first + position;
      in->spans[2 * i] = first;
      in->spans[2 * i + 1] = first + position + 1;
      if (tokens[i].output)
        in->outputs[n_out++] = (gint32) i;
    }
}

static gboolean
write_inputs (VtWhisperSession *s, const Ready *r, const VtWhisperInput *tokens, GError **error)
{
  const VtWhisperDecoder *b = &r->graph;
  guint n = r->n;
  gsize bytes = sizeof (gint32) * n;
  g_autofree gint32 *block = g_new0 (gint32, 6 * n);
  Inputs in = { block, block + n, block + 2 * n, block + 3 * n, block + 5 * n };

  inputs_fill (s, &in, tokens, n);
  return vt_plan_write (r->plan, b->tokens, in.tokens, bytes, error) &&
         vt_plan_write (r->plan, b->positions, in.positions, bytes, error) &&
         vt_plan_write (r->plan, b->rows, in.rows, bytes, error) &&
         vt_plan_write (r->plan, b->spans, in.spans, 2 * bytes, error) &&
         vt_plan_write (r->plan, b->outputs, in.outputs, sizeof (gint32) * r->n_out, error);
}

static gboolean
check_tokens (VtWhisperSession *s, const VtWhisperInput *tokens, guint n, GError **error)
{
  for (guint i = 0; i < n; i++)
    if (tokens[i].position >= s->whisper->config.n_text_ctx)
      {
        g_set_error (error, VT_ERROR, VT_ERROR_LIMIT,
                     "The text is longer than the %" G_GINT64_FORMAT " tokens that the model has room for.",
                     s->whisper->config.n_text_ctx);
        return FALSE;
      }
  return TRUE;
}

gboolean
vt_whisper_session_read (VtWhisperSession *s, const VtWhisperInput *tokens, guint n, float *logits,
                         GCancellable *cancellable, GError **error)
{
  guint n_out = 0;
  Ready *r;

  if (!check_tokens (s, tokens, n, error))
    return FALSE;
  for (guint i = 0; i < n; i++)
    n_out += tokens[i].output ? 1 : 0;
  /* A graph without outputs would be empty: the last token's are computed and dropped. */
  r = get_ready (s, n, MAX (n_out, 1), error);
  return r != NULL && write_inputs (s, r, tokens, error) && vt_plan_run (r->plan, cancellable, error) &&
         call_probe (s, r->plan, error) &&
         (n_out == 0 ||
          vt_plan_read (r->plan, r->logits, logits, sizeof (float) * n_out * (gsize) s->whisper->config.n_vocab, error));
}

gboolean
vt_whisper_session_copy_slot (VtWhisperSession *s, guint to, guint from, guint n, GError **error)
{
  return to == from || vt_kv_cache_copy (s->cache, to, s->cache, from, MIN (n, s->cache->n_ctx), error);
}

gboolean
vt_whisper_session_attend (VtWhisperSession *s, const gint32 *tokens, guint n, const GArray *heads, float *scores,
                           GCancellable *cancellable, GError **error)
{
  g_autofree VtWhisperInput *inputs = g_new (VtWhisperInput, n);
  gsize each = (gsize) s->window * n;
  float scale;
  Ready *r;
  gboolean ok;

  for (guint i = 0; i < n; i++)
    inputs[i] = (VtWhisperInput) { tokens[i], 0, i, i == n - 1 };
  if (!check_tokens (s, inputs, n, error) || !ensure_cross (s, error) || !vt_whisper_session_reserve (s, 1, error))
    return FALSE;
  r = ready_new (s, n, 1, heads, error);
  ok = r != NULL && write_inputs (s, r, inputs, error) && vt_plan_run (r->plan, cancellable, error);
  for (guint h = 0; ok && h < heads->len; h++)
    ok = vt_plan_read (r->plan, g_ptr_array_index (r->graph.scores, h), scores + h * each, each * sizeof (float), error);
  scale = vt_whisper_score_scale (s->whisper);
  for (gsize i = 0; ok && i < each * heads->len; i++)
    scores[i] *= scale;
  if (r != NULL)
    ready_free (r);
  return ok;
}

gsize
vt_whisper_session_bytes (VtWhisperSession *s)
{
  gsize bytes = s->cache != NULL ? s->cache->buffer->size : 0;

  bytes += s->cross != NULL ? s->cross->buffer->size : 0;
  bytes += s->padding != NULL ? s->padding->size : 0;
  bytes += s->encoder_plan != NULL ? vt_plan_bytes (s->encoder_plan) : 0;
  for (guint i = 0; i < s->ready->len; i++)
    bytes += vt_plan_bytes (((Ready *) g_ptr_array_index (s->ready, i))->plan);
  return bytes;
}
