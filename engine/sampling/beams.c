/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/sampling/beams.h"

#include <math.h>
#include <stdlib.h>

#include "engine/sampling/logits.h"

/* The score of beams that do not count: at first all beams are the same. */
#define NOWHERE (-1e9)

/* What could come next: a token after a beam. */
typedef struct
{
  gint32 token;
  guint parent;
  double score;
} Choice;

struct _VtBeams
{
  VtBeamConfig config;
  GArray **ids;      /* n_beams: the tokens of each beam */
  double *scores;    /* n_beams: sums of log-probabilities */
  guint written;     /* tokens in each beam */
  gboolean done;
  GArray *finished;  /* VtHypothesis */
  GArray *choices;   /* Choice */
};

static void
clear_hypothesis (gpointer data)
{
  g_free (((VtHypothesis *) data)->ids);
}

VtBeams *
vt_beams_new (const VtBeamConfig *config)
{
  VtBeams *self = g_new0 (VtBeams, 1);

  self->config = *config;
  self->config.eos = g_memdup2 (config->eos, config->n_eos * sizeof *config->eos);
  self->ids = g_new (GArray *, config->n_beams);
  self->scores = g_new (double, config->n_beams);
  for (guint i = 0; i < config->n_beams; i++)
    {
      self->ids[i] = g_array_new (FALSE, FALSE, sizeof (gint32));
      self->scores[i] = i == 0 ? 0 : NOWHERE;
    }
  self->finished = g_array_new (FALSE, FALSE, sizeof (VtHypothesis));
  g_array_set_clear_func (self->finished, clear_hypothesis);
  self->choices = g_array_new (FALSE, FALSE, sizeof (Choice));
  return self;
}

void
vt_beams_free (VtBeams *self)
{
  for (guint i = 0; i < self->config.n_beams; i++)
    g_array_unref (self->ids[i]);
  g_free (self->ids);
  g_free (self->scores);
  g_free ((gpointer) self->config.eos);
  g_array_unref (self->finished);
  g_array_unref (self->choices);
  g_free (self);
}

static gboolean
is_eos (const VtBeams *self, gint32 token)
{
  for (guint i = 0; i < self->config.n_eos; i++)
    if (self->config.eos[i] == token)
      return TRUE;
  return FALSE;
}

static int
compare_choices (gconstpointer a, gconstpointer b)
{
  const Choice *x = a, *y = b;

  if (x->score != y->score)
    return x->score > y->score ? -1 : 1;
  if (x->parent != y->parent)
    return x->parent < y->parent ? -1 : 1;
  return x->token - y->token;
}

/* The best tokens after all beams together, enough of them that as many as
 * there are beams remain even if all end tokens are among them. */
static void
collect_choices (VtBeams *self, const float *logits, guint n_vocab)
{
  guint wanted = MAX (2, 1 + self->config.n_eos) * self->config.n_beams;
  g_autofree VtCandidate *top = g_new (VtCandidate, wanted);

  g_array_set_size (self->choices, 0);
  for (guint b = 0; b < self->config.n_beams; b++)
    {
      const float *row = logits + (gsize) b * n_vocab;
      double total = vt_logits_log_sum_exp (row, n_vocab);
      guint n = vt_logits_top_k (row, n_vocab, wanted, top);

      for (guint i = 0; i < n; i++)
        {
          Choice choice = { top[i].id, b, self->scores[b] + top[i].logit - total };

          g_array_append_val (self->choices, choice);
        }
    }
  g_array_sort (self->choices, compare_choices);
  g_array_set_size (self->choices, MIN (wanted, self->choices->len));
}

static guint
worst_hypothesis (const VtBeams *self)
{
  guint worst = 0;

  for (guint i = 1; i < self->finished->len; i++)
    if (g_array_index (self->finished, VtHypothesis, i).score
        < g_array_index (self->finished, VtHypothesis, worst).score)
      worst = i;
  return worst;
}

static double
score_of (const VtBeams *self, double sum, guint length)
{
  return sum / pow (length, self->config.length_penalty);
}

static void
add_hypothesis (VtBeams *self, const GArray *ids, double sum, guint length)
{
  VtHypothesis new = { .n = ids->len, .score = score_of (self, sum, length) };

  if (self->finished->len == self->config.n_beams)
    {
      guint worst = worst_hypothesis (self);

      if (new.score <= g_array_index (self->finished, VtHypothesis, worst).score)
        return;
      g_array_remove_index (self->finished, worst);
    }
  new.ids = g_memdup2 (ids->data, (gsize) ids->len * sizeof (gint32));
  g_array_append_val (self->finished, new);
}

/* Sorts the choices into texts that end and beams that go on; returns how many
 * of these there are. */
static guint
split_choices (VtBeams *self, Choice *next)
{
  guint n = 0;

  for (guint rank = 0; rank < self->choices->len && n < self->config.n_beams; rank++)
    {
      const Choice *choice = &g_array_index (self->choices, Choice, rank);

      if (!is_eos (self, choice->token))
        next[n++] = *choice;
      else if (rank < self->config.n_beams)
        add_hypothesis (self, self->ids[choice->parent], choice->score, self->written + 1);
    }
  return n;
}

static gboolean
is_done (const VtBeams *self)
{
  double best, worst;
  guint length = self->written + 1;

  if (self->finished->len < self->config.n_beams)
    return FALSE;
  if (self->config.early_stopping == VT_BEAM_STOP_EARLY)
    return TRUE;
  /* Longer texts divide by more, so with a positive penalty the longest one
   * could be the best that the best beam still becomes. */
  if (self->config.early_stopping == VT_BEAM_STOP_NEVER && self->config.length_penalty > 0)
    length = self->config.max_new_tokens;
  best = score_of (self, g_array_index (self->choices, Choice, 0).score, length);
  worst = g_array_index (self->finished, VtHypothesis, worst_hypothesis (self)).score;
  return worst >= best;
}

static void
advance (VtBeams *self, const Choice *next, guint n, gint32 *tokens, guint *parents)
{
  g_autofree GArray **ids = g_new (GArray *, self->config.n_beams);

  for (guint i = 0; i < self->config.n_beams; i++)
    {
      /* Too few choices (a grammar, a tiny vocabulary): the rest do not count. */
      const Choice *choice = &next[MIN (i, n - 1)];

      tokens[i] = choice->token;
      parents[i] = choice->parent;
      ids[i] = g_array_copy (self->ids[choice->parent]);
      g_array_append_val (ids[i], choice->token);
      self->scores[i] = i < n ? choice->score : NOWHERE;
    }
  for (guint i = 0; i < self->config.n_beams; i++)
    {
      g_array_unref (self->ids[i]);
      self->ids[i] = ids[i];
    }
  self->written++;
}

gboolean
vt_beams_step (VtBeams *self, const float *logits, guint n_vocab, gint32 *tokens, guint *parents)
{
  g_autofree Choice *next = g_new (Choice, self->config.n_beams);
  guint n;

  if (self->done || self->written >= self->config.max_new_tokens)
    return FALSE;
  collect_choices (self, logits, n_vocab);
  n = split_choices (self, next);
  self->done = n == 0 || is_done (self);
  if (n > 0)
    advance (self, next, n, tokens, parents);
  return !self->done && self->written < self->config.max_new_tokens;
}

static int
compare_hypotheses (gconstpointer a, gconstpointer b)
{
  double x = ((const VtHypothesis *) a)->score, y = ((const VtHypothesis *) b)->score;

  return x > y ? -1 : x < y;
}

guint
vt_beams_finish (VtBeams *self)
{
  for (guint i = 0; i < self->config.n_beams && !self->done; i++)
    add_hypothesis (self, self->ids[i], self->scores[i], MAX (self->written, 1));
  self->done = TRUE;
  if (self->finished->len == 0) /* nothing was possible from the start */
    add_hypothesis (self, self->ids[0], self->scores[0], MAX (self->written, 1));
  g_array_sort (self->finished, compare_hypotheses);
  return self->finished->len;
}

const VtHypothesis *
vt_beams_hypothesis (const VtBeams *self, guint index)
{
  return &g_array_index (self->finished, VtHypothesis, index);
}
