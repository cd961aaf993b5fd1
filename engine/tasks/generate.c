/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/tasks/generate.h"

#include <string.h>

#include "engine/base/error.h"

GArray *
vt_end_tokens (VtTokenizer *tokenizer)
{
  GArray *ids = g_array_new (FALSE, FALSE, sizeof (gint32));

  for (gint32 id = 0; id < (gint32) vt_tokenizer_get_n_vocab (tokenizer); id++)
    if (vt_tokenizer_is_eog (tokenizer, id))
      g_array_append_val (ids, id);
  return ids;
}

VtSequence *
vt_sequence_new (VtTokenizer *tokenizer, GArray *ids)
{
  VtSequence *s = g_new0 (VtSequence, 1);

  s->ids = ids;
  s->n_prompt = ids->len;
  s->text = g_string_new (NULL);
  s->decoder = vt_stream_decoder_new (tokenizer, (const gint32 *) (const void *) ids->data, ids->len, TRUE);
  return s;
}

void
vt_sequence_free (VtSequence *s)
{
  g_array_unref (s->ids);
  g_string_free (s->text, TRUE);
  vt_stream_decoder_free (s->decoder);
  g_clear_pointer (&s->stops, vt_stop_strings_free);
  g_free (s);
}

static void
show (VtSequence *s, const char *piece)
{
  if (s->stops == NULL)
    g_string_append (s->text, piece);
  else if (vt_stop_strings_push (s->stops, piece, s->text))
    s->done = TRUE;
}

void
vt_sequence_finish (VtSequence *s)
{
  if (s->done)
    return;
  s->done = TRUE;
  show (s, vt_stream_decoder_finish (s->decoder));
  if (s->stops != NULL && !vt_stop_strings_found (s->stops))
    vt_stop_strings_finish (s->stops, s->text);
}

void
vt_sequence_push (VtSequence *s, VtTokenizer *tokenizer, gint32 id)
{
  gboolean ends = vt_tokenizer_is_eog (tokenizer, id);

  g_array_append_val (s->ids, id);
  if (!ends)
    show (s, vt_stream_decoder_push (s->decoder, id));
  if (s->done)
    return; /* a stop string; nothing is owed any more */
  if (ends || s->ids->len - s->n_prompt >= s->budget)
    vt_sequence_finish (s);
}

static guint
longest (GPtrArray *sequences)
{
  guint n = 0;

  for (guint i = 0; i < sequences->len; i++)
    n = MAX (n, ((VtSequence *) g_ptr_array_index (sequences, i))->ids->len);
  return n;
}

/* A chat cannot be shortened by the one who writes in it. */
static void
refuse (VtTaskRun *run, guint tokens, gint64 most, GError **error)
{
  if (vt_task_run_input (run, "messages") != NULL)
    g_set_error (error, VT_ERROR, VT_ERROR_LIMIT,
                 "This chat is %u tokens long, but the model can read at most %" G_GINT64_FORMAT
                 ". Start over, or choose a model that can read more.", tokens, most);
  else
    g_set_error (error, VT_ERROR, VT_ERROR_LIMIT,
                 "The text is %u tokens long, but this model can read at most %" G_GINT64_FORMAT ". Shorten it.",
                 tokens, most);
}

/* Cuts the budgets to what the context leaves and says how long the slots must be. */
static gboolean
fit_budgets (VtTaskRun *run, GPtrArray *sequences, guint *n_ctx, GError **error)
{
  VtLmModel *model = run->model;
  gint64 context = model->lm->config.n_ctx_train;
  guint need = 0;

  if (longest (sequences) >= context)
    {
      refuse (run, longest (sequences), context - 1, error);
      return FALSE;
    }
  for (guint i = 0; i < sequences->len; i++)
    {
      VtSequence *s = g_ptr_array_index (sequences, i);

      s->is_clipped = s->budget > context - s->n_prompt;
      s->budget = (guint) MIN (s->budget, context - s->n_prompt);
      need = MAX (need, s->n_prompt + s->budget);
    }
  *n_ctx = (guint) MIN (context, MAX (VT_LM_DEFAULT_CONTEXT, (need + 255) / 256 * 256));
  return TRUE;
}

/* A single prompt goes where most of it stands already. */
static guint
best_slot (VtLmSession *session, VtSequence *s, guint n_slots)
{
  guint best = 0, most = 0;

  for (guint slot = 0; slot < n_slots; slot++)
    {
      guint common = vt_lm_session_common (session, slot, (const gint32 *) (const void *) s->ids->data, s->ids->len);

      if (common > most)
        {
          most = common;
          best = slot;
        }
    }
  return best;
}

gboolean
vt_generate_reserve (VtTaskRun *run, GPtrArray *sequences, guint slots_each, GError **error)
{
  VtLmModel *model = run->model;
  guint n_slots = sequences->len * slots_each;
  guint n_ctx;

  if (!fit_budgets (run, sequences, &n_ctx, error) ||
      !vt_lm_session_reserve (model->session, n_slots, n_ctx, error))
    return FALSE;
  for (guint i = 0; i < sequences->len; i++)
    {
      VtSequence *s = g_ptr_array_index (sequences, i);
      s->slot = n_slots == 1 ? best_slot (model->session, s, vt_lm_session_slots (model->session)) : i * slots_each;
    }
  return TRUE;
}

/* The tokens of @s that its slot does not hold; the last one always, for its logits. */
static void
append_unread (VtLmSession *session, VtSequence *s, GArray *out)
{
  const gint32 *ids = (const gint32 *) (const void *) s->ids->data;
  guint from = vt_lm_session_common (session, s->slot, ids, s->ids->len - 1);

  for (guint i = from; i < s->ids->len; i++)
    {
      VtLmToken token = { ids[i], s->slot, i, i + 1 == s->ids->len };
      g_array_append_val (out, token);
    }
}

static void
tell_reading (guint done, guint n, gpointer data)
{
  VtTaskRun *run = data;

  run->progress (run, (double) done / n, N_("Reading the prompt"));
}

gboolean
vt_generate_read (VtTaskRun *run, GPtrArray *sequences, float *logits, GError **error)
{
  VtLmModel *model = run->model;
  g_autoptr(GArray) tokens = g_array_new (FALSE, FALSE, sizeof (VtLmToken));
  gint64 start = g_get_monotonic_time ();
  guint total = 0;
  double seconds;

  for (guint i = 0; i < sequences->len; i++)
    {
      append_unread (model->session, g_ptr_array_index (sequences, i), tokens);
      total += ((VtSequence *) g_ptr_array_index (sequences, i))->ids->len;
    }
  if (!vt_lm_session_eval (model->session, (const VtLmToken *) (const void *) tokens->data, tokens->len, logits,
                           tell_reading, run, run->cancellable, error))
    return FALSE;
  seconds = (double) (g_get_monotonic_time () - start) / 1e6;
  run->stat (run, "prompt_tokens", total);
  run->stat (run, "reused_tokens", total - tokens->len);
  run->stat (run, "prompt_ms", seconds * 1000);
  run->stat (run, "prompt_tokens_per_s", tokens->len / MAX (seconds, 1e-6));
  return TRUE;
}

typedef struct
{
  VtTaskRun *run;
  GPtrArray *sequences;
  VtChooseToken choose;
  void (*told) (VtTaskRun *run, VtSequence *sequence, guint index, gpointer data);
  gpointer data;
  guint generated;
  guint read; /* of them, for the next token */
} Loop;

/* One token for every sequence that is not done; those that go on are asked
 * for in @next. @logits has a row for each that was not done. */
static void
step (Loop *l, float *logits, GArray *next)
{
  VtLmModel *model = l->run->model;
  guint row = 0;

  g_array_set_size (next, 0);
  for (guint i = 0; i < l->sequences->len; i++)
    {
      VtSequence *s = g_ptr_array_index (l->sequences, i);
      VtLmToken token;

      if (s->done)
        continue;
      token.token = l->choose (l->run, s, i, logits + (gsize) row++ * (gsize) model->lm->config.n_vocab, l->data);
      token.slot = s->slot;
      token.position = s->ids->len;
      token.output = TRUE;
      vt_sequence_push (s, model->lm->tokenizer, token.token);
      l->generated++;
      if (l->told != NULL)
        l->told (l->run, s, i, l->data);
      if (!s->done)
        g_array_append_val (next, token);
    }
}

static gboolean
write_on (Loop *l, float *logits, GError **error)
{
  VtLmModel *model = l->run->model;
  g_autoptr(GArray) next = g_array_new (FALSE, FALSE, sizeof (VtLmToken));

  l->run->progress (l->run, -1, N_("Writing"));
  for (;;)
    {
      if (g_cancellable_set_error_if_cancelled (l->run->cancellable, error))
        return FALSE;
      step (l, logits, next);
      if (next->len == 0)
        return TRUE;
      l->read += next->len;
      if (!vt_lm_session_eval (model->session, (const VtLmToken *) (const void *) next->data, next->len, logits,
                               NULL, NULL, l->run->cancellable, error))
        return FALSE;
    }
}

static gboolean
was_cut (VtSequence *s, VtTokenizer *tokenizer)
{
  return s->is_clipped && s->ids->len - s->n_prompt >= s->budget &&
         !vt_tokenizer_is_eog (tokenizer, g_array_index (s->ids, gint32, s->ids->len - 1));
}

static void
tell_cuts (VtTaskRun *run, GPtrArray *sequences)
{
  const VtLm *lm = ((VtLmModel *) run->model)->lm;

  for (guint i = 0; i < sequences->len; i++)
    if (was_cut (g_ptr_array_index (sequences, i), lm->tokenizer))
      run->stat (run, "context_full", (double) lm->config.n_ctx_train);
}

gboolean
vt_generate (VtTaskRun *run, GPtrArray *sequences, VtChooseToken choose,
             void (*told) (VtTaskRun *run, VtSequence *sequence, guint index, gpointer data),
             gpointer data, GError **error)
{
  VtLmModel *model = run->model;
  Loop l = { run, sequences, choose, told, data, 0, 0 };
  g_autofree float *logits = NULL;
  gint64 start;
  gboolean ok;
  double seconds;

  if (!vt_generate_reserve (run, sequences, 1, error))
    return FALSE;
  logits = g_new (float, (gsize) model->lm->config.n_vocab * sequences->len);
  if (!vt_generate_read (run, sequences, logits, error))
    return FALSE;
  start = g_get_monotonic_time ();
  ok = write_on (&l, logits, error);
  seconds = (double) (g_get_monotonic_time () - start) / 1e6;
  run->stat (run, "generated_tokens", l.generated);
  /* The prompt's own run gave the first token; its time is not in here. */
  run->stat (run, "tokens_per_s", l.read / MAX (seconds, 1e-6));
  if (ok)
    tell_cuts (run, sequences);
  return ok;
}
