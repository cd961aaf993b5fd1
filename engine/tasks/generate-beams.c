/* generate-beams.c: beam search: several continuations of one prompt at once.
 *
 * Each beam has a slot. When beams change parents, the first child of a parent
 * goes on in the parent's slot and the others get copies in the slots of beams
 * that nobody follows.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "engine/tasks/generate-beams.h"

#include <string.h>

#include "engine/base/error.h"
#include "engine/sampling/beams.h"

typedef struct
{
  VtTaskRun *run;
  VtSequence *sequence;
  VtBeams *beams;
  guint n;         /* beams */
  guint *slots;    /* by beam */
  gint32 *tokens;  /* by beam: the next to read */
  guint *parents;
  float *logits;   /* (n_vocab, n) */
} Search;

static VtBeams *
new_beams (VtTaskRun *run, VtSequence *s, guint n)
{
  VtLmModel *model = run->model;
  g_autoptr(GArray) eos = vt_end_tokens (model->lm->tokenizer);
  VtBeamConfig config = {
    .n_beams = n,
    .length_penalty = vt_task_run_number (run, "length_penalty"),
    .early_stopping = vt_task_run_boolean (run, "early_stopping") ? VT_BEAM_STOP_EARLY : VT_BEAM_STOP_HEURISTIC,
    .max_new_tokens = s->budget,
    .eos = (const gint32 *) (const void *) eos->data,
    .n_eos = eos->len,
  };

  return vt_beams_new (&config);
}

/* The prompt is read once; every beam begins as its copy with its logits. */
static gboolean
begin (Search *x, GError **error)
{
  VtLmModel *model = x->run->model;
  g_autoptr(GPtrArray) one = g_ptr_array_new ();
  gsize n_vocab = (gsize) model->lm->config.n_vocab;

  g_ptr_array_add (one, x->sequence);
  if (!vt_generate_read (x->run, one, x->logits, error))
    return FALSE;
  for (guint i = 0; i < x->n; i++)
    {
      x->slots[i] = x->sequence->slot + i;
      if (i > 0)
        memcpy (x->logits + i * n_vocab, x->logits, n_vocab * sizeof (float));
      if (!vt_lm_session_copy_slot (model->session, x->slots[i], x->sequence->slot, x->sequence->ids->len, error))
        return FALSE;
    }
  return TRUE;
}

/* Gives every beam a slot that holds what its parent has read. */
static gboolean
follow_parents (Search *x, GError **error)
{
  VtLmModel *model = x->run->model;
  g_autofree guint *old = g_memdup2 (x->slots, x->n * sizeof (guint));
  g_autofree gboolean *taken = g_new0 (gboolean, x->n);
  g_autofree gboolean *settled = g_new0 (gboolean, x->n);
  guint free_beam = 0;

  for (guint i = 0; i < x->n; i++)
    if (!taken[x->parents[i]])
      {
        taken[x->parents[i]] = settled[i] = TRUE;
        x->slots[i] = old[x->parents[i]];
      }
  for (guint i = 0; i < x->n; i++)
    {
      if (settled[i])
        continue;
      while (taken[free_beam])
        free_beam++;
      taken[free_beam] = TRUE;
      x->slots[i] = old[free_beam];
      if (!vt_lm_session_copy_slot (model->session, x->slots[i], old[x->parents[i]], G_MAXUINT, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
read_tokens (Search *x, guint position, GError **error)
{
  VtLmModel *model = x->run->model;
  g_autofree VtLmToken *batch = g_new (VtLmToken, x->n);

  for (guint i = 0; i < x->n; i++)
    batch[i] = (VtLmToken) { x->tokens[i], x->slots[i], position, TRUE };
  return vt_lm_session_eval (model->session, batch, x->n, x->logits, NULL, NULL, x->run->cancellable, error);
}

static gboolean
search (Search *x, GError **error)
{
  VtLmModel *model = x->run->model;
  guint n_vocab = (guint) model->lm->config.n_vocab;
  guint step = 0;

  while (vt_beams_step (x->beams, x->logits, n_vocab, x->tokens, x->parents))
    {
      if (g_cancellable_set_error_if_cancelled (x->run->cancellable, error) || !follow_parents (x, error) ||
          !read_tokens (x, x->sequence->ids->len + step, error))
        return FALSE;
      step++;
      x->run->progress (x->run, (double) step / x->sequence->budget, N_("Comparing continuations"));
    }
  x->run->stat (x->run, "generated_tokens", step + 1);
  return TRUE;
}

static void
take_best (Search *x)
{
  VtLmModel *model = x->run->model;
  const VtHypothesis *best;

  if (vt_beams_finish (x->beams) == 0)
    return;
  best = vt_beams_hypothesis (x->beams, 0);
  for (guint i = 0; i < best->n && !x->sequence->done; i++)
    vt_sequence_push (x->sequence, model->lm->tokenizer, best->ids[i]);
  vt_sequence_finish (x->sequence);
}

gboolean
vt_generate_beams (VtTaskRun *run, VtSequence *sequence, guint n_beams, GError **error)
{
  VtLmModel *model = run->model;
  g_autoptr(GPtrArray) one = g_ptr_array_new ();
  g_autoptr(VtBeams) beams = NULL;
  g_autofree guint *slots = g_new (guint, n_beams);
  g_autofree guint *parents = g_new (guint, n_beams);
  g_autofree gint32 *tokens = g_new (gint32, n_beams);
  g_autofree float *logits = g_new (float, (gsize) model->lm->config.n_vocab * n_beams);
  Search x = { run, sequence, NULL, n_beams, slots, tokens, parents, logits };

  g_ptr_array_add (one, sequence);
  if (!vt_generate_reserve (run, one, n_beams, error))
    return FALSE;
  beams = x.beams = new_beams (run, sequence, n_beams);
  if (!begin (&x, error) || !search (&x, error))
    return FALSE;
  take_best (&x);
  return TRUE;
}
