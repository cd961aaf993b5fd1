/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/models/lm-session.h"

#include <string.h>

#include "engine/base/error.h"
#include "engine/tensor/plan.h"

/* A plan for runs of @n tokens that want @n_out logits. */
typedef struct
{
  guint n, n_out;
  VtLmGraph graph; /* its tensors belong to plan */
  VtTensor *logits;
  VtPlan *plan;
  guint given; /* the embeddings that its table holds: the session's number of them */
} Ready;

/* Decoding needs one plan, a prompt one or two more. */
#define MAX_READY 4

struct _VtLmSession
{
  VtLm *lm;
  VtType cache_type;
  VtKvCache *cache;
  GPtrArray *history; /* (element-type GArray): gint32 tokens by slot */
  GPtrArray *ready;   /* (element-type Ready), the most recently used first */
  VtLmProbe probe;
  gpointer probe_data;
  float *given; /* (n_embd, n_given) */
  guint n_given;
  guint given_number; /* counts what was given */
};

static void
ready_free (gpointer data)
{
  Ready *r = data;

  g_clear_pointer (&r->plan, vt_plan_free);
  g_free (r);
}

VtLmSession *
vt_lm_session_new (VtLm *lm, VtType cache_type)
{
  VtLmSession *s = g_new0 (VtLmSession, 1);

  s->lm = lm;
  s->cache_type = cache_type;
  s->history = g_ptr_array_new_with_free_func ((GDestroyNotify) g_array_unref);
  s->ready = g_ptr_array_new_with_free_func (ready_free);
  return s;
}

void
vt_lm_session_free (VtLmSession *s)
{
  g_ptr_array_unref (s->ready);
  g_ptr_array_unref (s->history);
  g_clear_pointer (&s->cache, vt_kv_cache_free);
  g_free (s->given);
  g_free (s);
}

static GArray *
history (VtLmSession *s, guint slot)
{
  return g_ptr_array_index (s->history, slot);
}

gboolean
vt_lm_session_reserve (VtLmSession *s, guint n_slots, guint n_ctx, GError **error)
{
  const VtLmConfig *c = &s->lm->config;
  g_autoptr(VtKvCache) cache = NULL;

  if (s->cache != NULL && s->cache->n_slots >= n_slots && s->cache->n_ctx >= n_ctx)
    return TRUE;
  n_slots = MAX (n_slots, s->cache ? s->cache->n_slots : 0);
  n_ctx = MAX (n_ctx, s->cache ? s->cache->n_ctx : 0);
  cache = vt_kv_cache_new (s->lm->device, s->cache_type, (guint) c->n_layer, c->n_kv_head * c->head_dim,
                           n_slots, n_ctx, error);
  if (cache == NULL)
    return FALSE;
  for (guint i = 0; i < s->history->len; i++)
    if (!vt_kv_cache_copy (cache, i, s->cache, i, history (s, i)->len, error))
      return FALSE;
  while (s->history->len < n_slots)
    g_ptr_array_add (s->history, g_array_new (FALSE, FALSE, sizeof (gint32)));
  g_ptr_array_set_size (s->ready, 0); /* plans point into the old cache */
  g_clear_pointer (&s->cache, vt_kv_cache_free);
  s->cache = g_steal_pointer (&cache);
  return TRUE;
}

void
vt_lm_session_set_given (VtLmSession *s, const float *rows, guint n)
{
  if (n != s->n_given)
    g_ptr_array_set_size (s->ready, 0); /* plans have a table of the old length */
  for (guint i = 0; i < s->history->len; i++)
    g_array_set_size (history (s, i), 0);
  g_free (s->given);
  s->given = n > 0 ? g_memdup2 (rows, (gsize) (n * s->lm->config.n_embd) * sizeof *rows) : NULL;
  s->n_given = n;
  s->given_number++;
}

guint
vt_lm_session_slots (VtLmSession *s)
{
  return s->history->len;
}

guint
vt_lm_session_common (VtLmSession *s, guint slot, const gint32 *tokens, guint n)
{
  guint common = 0;

  if (slot >= s->history->len)
    return 0;
  while (common < n && common < history (s, slot)->len &&
         g_array_index (history (s, slot), gint32, common) == tokens[common])
    common++;
  return common;
}

gboolean
vt_lm_session_copy_slot (VtLmSession *s, guint to, guint from, guint n, GError **error)
{
  GArray *source = history (s, from);

  n = MIN (n, source->len);
  if (to == from)
    return TRUE;
  g_array_set_size (history (s, to), 0);
  if (!vt_kv_cache_copy (s->cache, to, s->cache, from, n, error))
    return FALSE;
  g_array_append_vals (history (s, to), source->data, n);
  return TRUE;
}

/* Everything that has a name is a hidden state worth comparing. */
static void
expose_named (VtGraph *g)
{
  for (guint i = 0; i < g->nodes->len; i++)
    {
      VtTensor *t = g_ptr_array_index (g->nodes, i);

      if (t->name[0] != '\0' && t->op != NULL && t->op->writes < 0)
        t->output = TRUE;
    }
}

static Ready *
ready_new (VtLmSession *s, guint n, guint n_out, GError **error)
{
  VtGraph *g = vt_graph_new ();
  Ready *r = g_new0 (Ready, 1);
  VtLmGraph *b = &r->graph;

  r->n = n;
  r->n_out = n_out;
  b->g = g;
  b->lm = s->lm;
  b->cache = s->cache;
  b->tokens = vt_graph_input (g, "tokens", VT_TYPE_I32, n, 1, 1, 1);
  b->positions = vt_graph_input (g, "positions", VT_TYPE_I32, n, 1, 1, 1);
  b->rows = vt_graph_input (g, "rows", VT_TYPE_I32, n, 1, 1, 1);
  b->spans = vt_graph_input (g, "spans", VT_TYPE_I32, 2, n, 1, 1);
  b->local_spans = s->lm->config.window > 0 ? vt_graph_input (g, "local_spans", VT_TYPE_I32, 2, n, 1, 1) : b->spans;
  b->outputs = vt_graph_input (g, "outputs", VT_TYPE_I32, n_out, 1, 1, 1);
  if (s->n_given > 0)
    {
      b->given = vt_graph_input (g, "given", VT_TYPE_F32, s->lm->config.n_embd, s->n_given, 1, 1);
      b->given_rows = vt_graph_input (g, "given_rows", VT_TYPE_I32, n, 1, 1, 1);
    }
  r->logits = s->lm->klass->forward (b);
  vt_graph_output (g, r->logits, "logits");
  if (s->probe != NULL)
    expose_named (g);
  r->plan = vt_plan_new (s->lm->device, g, error);
  if (r->plan == NULL)
    g_clear_pointer (&r, g_free);
  return r;
}

static Ready *
get_ready (VtLmSession *s, guint n, guint n_out, GError **error)
{
  Ready *r = NULL;

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
  r = ready_new (s, n, n_out, error);
  if (r != NULL)
    g_ptr_array_insert (s->ready, 0, r);
  return r;
}

/* What the graph's inputs are filled with. */
typedef struct
{
  gint32 *tokens, *positions, *rows, *spans, *local_spans, *outputs, *given_rows;
} Inputs;

static void
inputs_fill (VtLmSession *s, Inputs *in, const VtLmToken *tokens, guint n)
{
  gint64 window = s->lm->config.window;
  guint n_out = 0;

  for (guint i = 0; i < n; i++)
    {
      gint32 first = (gint32) (tokens[i].slot * s->cache->n_ctx);
      gint32 position = (gint32) tokens[i].position;

      in->tokens[i] = tokens[i].token;
      in->given_rows[i] = MAX (tokens[i].token - (gint32) s->lm->config.n_vocab, -1);
      in->positions[i] = position;
      in->rows[i] = first + position;
      in->spans[2 * i] = first;
      in->spans[2 * i + 1] = first + position + 1;
      in->local_spans[2 * i] = first + (gint32) MAX (0, position - window + 1);
      in->local_spans[2 * i + 1] = first + position + 1;
      if (tokens[i].output)
        in->outputs[n_out++] = (gint32) i;
    }
}

static gboolean
inputs_write (const Ready *r, const Inputs *in, GError **error)
{
  const VtLmGraph *b = &r->graph;
  gsize n = 4 * r->n;

  return vt_plan_write (r->plan, b->tokens, in->tokens, n, error) &&
         vt_plan_write (r->plan, b->positions, in->positions, n, error) &&
         vt_plan_write (r->plan, b->rows, in->rows, n, error) &&
         vt_plan_write (r->plan, b->spans, in->spans, 2 * n, error) &&
         (b->local_spans == b->spans || vt_plan_write (r->plan, b->local_spans, in->local_spans, 2 * n, error)) &&
         vt_plan_write (r->plan, b->outputs, in->outputs, 4 * r->n_out, error);
}

/* The table, where the plan has not got it yet, and which of its rows stand where. */
static gboolean
write_given (VtLmSession *s, Ready *r, const gint32 *rows, GError **error)
{
  if (s->n_given == 0)
    return TRUE;
  if (r->given != s->given_number && !vt_plan_write (r->plan, r->graph.given, s->given, vt_tensor_bytes (r->graph.given), error))
    return FALSE;
  r->given = s->given_number;
  return vt_plan_write (r->plan, r->graph.given_rows, rows, 4 * r->n, error);
}

static gboolean
write_inputs (VtLmSession *s, Ready *r, const VtLmToken *tokens, GError **error)
{
  g_autofree gint32 *block = g_new0 (gint32, 9 * r->n);
  guint n = r->n;
  Inputs in = { block, block + n, block + 2 * n, block + 3 * n, block + 5 * n, block + 7 * n, block + 8 * n };

  inputs_fill (s, &in, tokens, n);
  return inputs_write (r, &in, error) && write_given (s, r, in.given_rows, error);
}

static gboolean
call_probe (VtLmSession *s, const Ready *r, GError **error)
{
  VtGraph *g = r->plan->graph;

  for (guint i = 0; i < g->nodes->len; i++)
    {
      VtTensor *t = g_ptr_array_index (g->nodes, i);
      g_autofree float *values = NULL;

      if (t->name[0] == '\0' || t->op == NULL || t->op->writes >= 0)
        continue;
      values = g_new (float, vt_tensor_elements (t));
      if (!vt_plan_read (r->plan, t, values, vt_tensor_bytes (t), error))
        return FALSE;
      s->probe (t->name, values, t->ne[0], t->ne[1], s->probe_data);
    }
  return TRUE;
}

/* A slot that is being rewritten from the middle forgets what came after. */
static void
forget (VtLmSession *s, const VtLmToken *tokens, guint n)
{
  for (guint i = 0; i < n; i++)
    if (history (s, tokens[i].slot)->len > tokens[i].position)
      g_array_set_size (history (s, tokens[i].slot), tokens[i].position);
}

static void
remember (VtLmSession *s, const VtLmToken *tokens, guint n)
{
  for (guint i = 0; i < n; i++)
    if (history (s, tokens[i].slot)->len == tokens[i].position)
      g_array_append_val (history (s, tokens[i].slot), tokens[i].token);
}

static gboolean
eval_chunk (VtLmSession *s, const VtLmToken *tokens, guint n, float **logits,
            GCancellable *cancellable, GError **error)
{
  guint n_out = 0;
  gsize row = sizeof (float) * (gsize) s->lm->config.n_vocab;
  Ready *r;

  for (guint i = 0; i < n; i++)
    n_out += tokens[i].output ? 1 : 0;
  /* A graph without outputs would be empty: the last token's are computed and dropped. */
  r = get_ready (s, n, MAX (n_out, 1), error);
  if (r == NULL || !write_inputs (s, r, tokens, error))
    return FALSE;
  forget (s, tokens, n);
  if (!vt_plan_run (r->plan, cancellable, error))
    return FALSE;
  remember (s, tokens, n);
  if (s->probe != NULL && !call_probe (s, r, error))
    return FALSE;
  if (n_out > 0 && !vt_plan_read (r->plan, r->logits, *logits, row * n_out, error))
    return FALSE;
  *logits += n_out * s->lm->config.n_vocab;
  return TRUE;
}

static gboolean
check_tokens (VtLmSession *s, const VtLmToken *tokens, guint n, GError **error)
{
  for (guint i = 0; i < n; i++)
    if (s->cache == NULL || tokens[i].slot >= s->cache->n_slots || tokens[i].position >= s->cache->n_ctx)
      {
        g_set_error (error, VT_ERROR, VT_ERROR_LIMIT,
                     "The text is longer than the %u tokens that the model has room for.",
                     s->cache != NULL ? s->cache->n_ctx : 0);
        return FALSE;
      }
  return TRUE;
}

gboolean
vt_lm_session_eval (VtLmSession *s, const VtLmToken *tokens, guint n, float *logits,
                    VtLmProgress progress, gpointer data, GCancellable *cancellable, GError **error)
{
  if (!check_tokens (s, tokens, n, error))
    return FALSE;
  for (guint done = 0; done < n;)
    {
      guint chunk = MIN (n - done, VT_LM_SESSION_BATCH);

      if (!eval_chunk (s, tokens + done, chunk, &logits, cancellable, error))
        return FALSE;
      done += chunk;
      if (progress != NULL)
        progress (done, n, data);
    }
  return TRUE;
}

void
vt_lm_session_set_probe (VtLmSession *s, VtLmProbe probe, gpointer data)
{
  s->probe = probe;
  s->probe_data = data;
  g_ptr_array_set_size (s->ready, 0);
}

gsize
vt_lm_session_bytes (VtLmSession *s)
{
  gsize bytes = s->cache != NULL ? s->cache->buffer->size : 0;

  for (guint i = 0; i < s->ready->len; i++)
    bytes += vt_plan_bytes (((Ready *) g_ptr_array_index (s->ready, i))->plan);
  return bytes;
}
