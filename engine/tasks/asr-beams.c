/* asr-beams.c: following several texts of a window at once.
 *
 * There are twice as many slots as beams: the first child of a parent goes on
 * in its slot, others get a copy in a slot that nobody reads.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <math.h>
#include <string.h>

#include "engine/sampling/beams.h"
#include "engine/tasks/asr-decode.h"
#include "engine/tasks/asr-rules.h"

typedef struct
{
  VtAsrWindow *w;
  VtWhisperModel *model;
  VtBeams *beams;
  guint n, n_vocab;
  GPtrArray *written; /* (element-type GArray): gint32 by beam */
  guint *slots;       /* by beam */
  gint32 *tokens;     /* by beam: the next to read */
  guint *parents;
  float *logits;      /* (n_vocab, n) */
} Search;

static VtBeams *
new_beams (const VtAsrWindow *w, guint n, const gint32 *end)
{
  VtBeamConfig config = {
    .n_beams = n, .length_penalty = w->options->length_penalty, .early_stopping = VT_BEAM_STOP_HEURISTIC,
    .max_new_tokens = w->budget, .eos = end, .n_eos = 1,
  };

  return vt_beams_new (&config);
}

/* Every beam begins as a copy of the prompt's slot. */
static gboolean
begin (Search *x, GError **error)
{
  for (guint i = 0; i < x->n; i++)
    {
      x->slots[i] = i;
      g_ptr_array_add (x->written, g_array_new (FALSE, FALSE, sizeof (gint32)));
      memcpy (x->logits + (gsize) i * x->n_vocab, x->w->logits, x->n_vocab * sizeof (float));
      if (!vt_whisper_session_copy_slot (x->model->session, i, 0, x->w->prompt->len, error))
        return FALSE;
    }
  return TRUE;
}

static void
apply_rules (Search *x)
{
  for (guint i = 0; i < x->n; i++)
    {
      GArray *written = g_ptr_array_index (x->written, i);

      vt_asr_rules_apply (&x->model->whisper->tokens, x->w->with_times, (const gint32 *) (const void *) written->data,
                          written->len, x->logits + (gsize) i * x->n_vocab, x->n_vocab);
    }
}

/* Gives every beam a slot that holds what its parent has read. */
static gboolean
follow_slots (Search *x, guint length, GError **error)
{
  g_autofree guint *old = g_memdup2 (x->slots, x->n * sizeof *old);
  g_autofree gboolean *used = g_new0 (gboolean, 2 * x->n);
  guint free_slot = 0;

  for (guint i = 0; i < x->n; i++)
    used[old[x->parents[i]]] = TRUE;
  for (guint i = 0; i < x->n; i++)
    {
      gboolean first = TRUE;

      for (guint k = 0; k < i; k++)
        first &= x->parents[k] != x->parents[i];
      x->slots[i] = old[x->parents[i]];
      if (first)
        continue;
      while (used[free_slot])
        free_slot++;
      used[free_slot] = TRUE;
      x->slots[i] = free_slot;
      if (!vt_whisper_session_copy_slot (x->model->session, free_slot, old[x->parents[i]], length, error))
        return FALSE;
    }
  return TRUE;
}

static void
follow_texts (Search *x)
{
  GPtrArray *next = g_ptr_array_new_with_free_func ((GDestroyNotify) g_array_unref);

  for (guint i = 0; i < x->n; i++)
    {
      GArray *copy = g_array_copy (g_ptr_array_index (x->written, x->parents[i]));

      g_array_append_val (copy, x->tokens[i]);
      g_ptr_array_add (next, copy);
    }
  g_ptr_array_unref (x->written);
  x->written = next;
}

static gboolean
read_tokens (Search *x, guint position, GError **error)
{
  g_autofree VtWhisperInput *inputs = g_new (VtWhisperInput, x->n);

  for (guint i = 0; i < x->n; i++)
    inputs[i] = (VtWhisperInput) { x->tokens[i], x->slots[i], position, TRUE };
  return vt_whisper_session_read (x->model->session, inputs, x->n, x->logits, x->w->run->cancellable, error);
}

static gboolean
search (Search *x, GError **error)
{
  apply_rules (x);
  for (guint step = 0; vt_beams_step (x->beams, x->logits, x->n_vocab, x->tokens, x->parents); step++)
    {
      guint length = x->w->prompt->len + step;
      GArray *best;

      if (g_cancellable_set_error_if_cancelled (x->w->run->cancellable, error) || !follow_slots (x, length, error))
        return FALSE;
      follow_texts (x);
      best = g_ptr_array_index (x->written, 0);
      x->w->generated++;
      if (x->w->told != NULL)
        x->w->told (x->w, (const gint32 *) (const void *) best->data, best->len);
      if (!read_tokens (x, length, error))
        return FALSE;
      apply_rules (x);
    }
  return TRUE;
}

static void
take_best (Search *x, VtAsrDecoding *out)
{
  const VtHypothesis *best;
  double length;

  if (vt_beams_finish (x->beams) == 0)
    return;
  best = vt_beams_hypothesis (x->beams, 0);
  g_array_append_vals (out->tokens, best->ids, best->n);
  /* The score is the sum over length ^ penalty; the mean is wanted. */
  length = best->n + 1;
  out->logprob = best->score * pow (length, x->w->options->length_penalty) / length;
}

gboolean
vt_asr_decode_beams (VtAsrWindow *w, VtAsrDecoding *out, GError **error)
{
  VtWhisperModel *model = w->run->model;
  guint n = w->options->n_beams, n_vocab = (guint) model->whisper->config.n_vocab;
  g_autofree guint *slots = g_new (guint, n), *parents = g_new (guint, n);
  g_autofree gint32 *tokens = g_new (gint32, n);
  g_autofree float *logits = g_new (float, (gsize) n * n_vocab);
  g_autoptr(VtBeams) beams = new_beams (w, n, &model->whisper->tokens.end);
  Search x = { w, model, beams, n, n_vocab, g_ptr_array_new_with_free_func ((GDestroyNotify) g_array_unref),
               slots, tokens, parents, logits };
  gboolean ok = begin (&x, error) && search (&x, error);

  if (ok)
    take_best (&x, out);
  g_ptr_array_unref (x.written);
  return ok;
}
