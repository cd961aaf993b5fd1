/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/tasks/text-generation.h"

#include <math.h>

#include "engine/sampling/sampler-params.h"
#include "engine/sampling/sampler.h"
#include "engine/tasks/generate-beams.h"

/* What one run chooses tokens with. */
typedef struct
{
  GPtrArray *sequences; /* (element-type VtSequence) */
  GPtrArray *samplers;  /* (element-type VtSampler): one for each sequence */
  GPtrArray *constraints; /* (element-type VtConstraint): one for each sequence, or empty */
  VtTokenizer *tokenizer;
  gboolean batch;       /* whether the output is a list */
} Chooser;

/* A token's bytes as a person may see them: what is no whole character shows as U+FFFD. */
static char *
token_piece (VtTokenizer *tokenizer, gint32 id)
{
  gsize length;
  const guint8 *bytes = vt_tokenizer_token_bytes (tokenizer, id, &length);

  return g_utf8_make_valid ((const char *) bytes, (gssize) length);
}

/* What the model thought before sampling changed it. */
static VtTokenTrace *
look_inside (VtTaskRun *run, guint index, const float *logits)
{
  VtLmModel *model = run->model;
  guint n_vocab = (guint) model->lm->config.n_vocab;
  guint k = MIN (run->trace_choices, n_vocab);
  g_autofree gint32 *ids = g_new (gint32, k);
  g_autofree float *probabilities = g_new (float, k);
  guint n = vt_logits_top_probabilities (logits, n_vocab, k, ids, probabilities);
  VtTokenTrace *trace = vt_token_trace_new (n);

  trace->batch = index;
  for (guint i = 0; i < n; i++)
    {
      trace->choices[i].id = ids[i];
      trace->choices[i].probability = probabilities[i];
      trace->choices[i].text = token_piece (model->lm->tokenizer, ids[i]);
    }
  return trace;
}

static void
trace_chosen (VtTaskRun *run, VtTokenTrace *trace, VtSequence *s, gint32 id, double probability)
{
  VtLmModel *model = run->model;

  trace->index = s->ids->len - s->n_prompt;
  trace->ends = vt_tokenizer_is_eog (model->lm->tokenizer, id);
  trace->chosen.id = id;
  trace->chosen.probability = probability;
  trace->chosen.text = token_piece (model->lm->tokenizer, id);
  run->token (run, trace);
}

/* The sequence ends behind the token that is about to be pushed. */
static void
end_after_this (VtSequence *s)
{
  s->budget = s->ids->len - s->n_prompt + 1;
}

/* Among all tokens, or among those that the constraint leaves. */
static gint32
choose_allowed (Chooser *c, VtSequence *s, guint index, float *logits)
{
  VtSampler *sampler = g_ptr_array_index (c->samplers, index);
  VtConstraint *constraint = c->constraints->len > 0 ? g_ptr_array_index (c->constraints, index) : NULL;
  gint32 id;

  /* A constraint that leaves nothing cannot go on: the text ends as it is. */
  if (constraint != NULL && !vt_constraint_mask (constraint, logits))
    {
      end_after_this (s);
      return vt_tokenizer_get_eos (c->tokenizer);
    }
  id = vt_sampler_choose (sampler, logits);
  if (constraint != NULL && (!vt_constraint_accept (constraint, id) || vt_constraint_is_finished (constraint)))
    end_after_this (s);
  return id;
}

static gint32
choose (VtTaskRun *run, VtSequence *s, guint index, float *logits, gpointer data)
{
  VtLmModel *model = run->model;
  guint n_vocab = (guint) model->lm->config.n_vocab;
  g_autoptr(VtTokenTrace) trace = NULL;
  g_autofree float *before = NULL;
  gint32 id;

  /* Sampling works in place, the trace tells of the model's own thoughts. */
  if (run->trace_choices > 0)
    {
      trace = look_inside (run, index, logits);
      before = g_memdup2 (logits, n_vocab * sizeof (float));
    }
  id = choose_allowed (data, s, index, logits);
  vt_sampler_accept (g_ptr_array_index (((Chooser *) data)->samplers, index), id, TRUE);
  if (trace != NULL)
    trace_chosen (run, g_steal_pointer (&trace), s, id,
                  exp (before[id] - vt_logits_log_sum_exp (before, n_vocab)));
  return id;
}

/* The whole value so far: a text, or of a batch the list of them. */
static VtValue *
output_so_far (VtTaskRun *run, GPtrArray *sequences, gboolean batch)
{
  g_autoptr(GPtrArray) texts = g_ptr_array_new_with_free_func ((GDestroyNotify) vt_value_unref);

  for (guint i = 0; i < sequences->len; i++)
    {
      g_autofree char *text = vt_text_generation_text (run, g_ptr_array_index (sequences, i), i);
      g_ptr_array_add (texts, vt_value_new_text (text));
    }
  if (batch)
    return vt_value_new_list ((VtValue *const *) texts->pdata, texts->len);
  return vt_value_ref (g_ptr_array_index (texts, 0));
}

static gboolean
is_batch (VtTaskRun *run)
{
  VtValue *text = vt_task_run_input (run, "text");

  return text != NULL && vt_value_type (text) == VT_VALUE_LIST;
}

static void
tell (VtTaskRun *run, VtSequence *s, guint index, gpointer data)
{
  Chooser *c = data;
  g_autoptr(VtValue) value = output_so_far (run, c->sequences, c->batch);

  run->partial (run, "text", value);
}

static const VtParam sampler_params[] = { VT_SAMPLER_PARAMS, { NULL } };

/* The sampler of one sequence, which knows the sequence's history. */
static VtSampler *
new_sampler (VtTaskRun *run, const VtSequence *s, guint index, GError **error)
{
  VtLmModel *model = run->model;
  g_autoptr(VtSampler) sampler = vt_sampler_new ((guint) model->lm->config.n_vocab);

  for (const VtParam *p = sampler_params; p->name != NULL; p++)
    {
      double value = p->type == VT_PARAM_BOOLEAN ? vt_task_run_boolean (run, p->name) : vt_task_run_number (run, p->name);

      if (!vt_sampler_set (sampler, p->name, value, error))
        return NULL;
    }
  vt_sampler_seed (sampler, run->seed, index);
  for (guint i = 0; i < s->ids->len; i++)
    vt_sampler_accept (sampler, g_array_index (s->ids, gint32, i), i >= s->n_prompt);
  return g_steal_pointer (&sampler);
}

static gboolean
sample (VtTaskRun *run, Chooser *c, GError **error)
{
  g_autoptr(VtGrammar) grammar = NULL;

  if (!vt_text_generation_grammar (run, &grammar, error))
    return FALSE;
  for (guint i = 0; i < c->sequences->len; i++)
    {
      VtSequence *s = g_ptr_array_index (c->sequences, i);
      VtSampler *sampler = new_sampler (run, s, i, error);

      if (sampler == NULL)
        return FALSE;
      g_ptr_array_add (c->samplers, sampler);
      if (grammar != NULL)
        g_ptr_array_add (c->constraints, vt_text_generation_constraint (run, grammar, s));
    }
  return vt_generate (run, c->sequences, choose, tell, c, error);
}

/* One prompt after the other: each needs a slot for every beam. */
static gboolean
search (VtTaskRun *run, Chooser *c, guint n_beams, GError **error)
{
  for (guint i = 0; i < c->sequences->len; i++)
    {
      if (!vt_generate_beams (run, g_ptr_array_index (c->sequences, i), n_beams, error))
        return FALSE;
      tell (run, g_ptr_array_index (c->sequences, i), i, c);
    }
  return TRUE;
}

gboolean
vt_text_generation_write (VtTaskRun *run, GPtrArray *sequences, GError **error)
{
  g_autoptr(GPtrArray) samplers = g_ptr_array_new_with_free_func ((GDestroyNotify) vt_sampler_free);
  g_autoptr(GPtrArray) constraints = g_ptr_array_new_with_free_func ((GDestroyNotify) vt_constraint_free);
  Chooser c = { sequences, samplers, constraints, ((VtLmModel *) run->model)->lm->tokenizer, is_batch (run) };
  guint beams = (guint) vt_task_run_number (run, "num_beams");

  if (!(beams > 1 ? search (run, &c, beams, error) : sample (run, &c, error)))
    return FALSE;
  g_hash_table_replace (run->outputs, g_strdup ("text"), output_so_far (run, sequences, c.batch));
  return TRUE;
}

gboolean
vt_text_generation_run (VtTaskRun *run, GError **error)
{
  g_autoptr(GPtrArray) sequences = vt_text_generation_prompts (run, error);

  return sequences != NULL && vt_text_generation_write (run, sequences, error);
}
