/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/sampling/json-schema.h"
#include "engine/tasks/text-generation.h"

/* Control tokens and ends must not be part of what a grammar allows. */
static const guint8 *
token_bytes (gconstpointer data, gint32 id, gsize *length)
{
  const VtTokenizer *tokenizer = data;

  *length = 0;
  if (vt_tokenizer_is_special (tokenizer, id) || vt_tokenizer_is_eog (tokenizer, id))
    return NULL;
  return vt_tokenizer_token_bytes (tokenizer, id, length);
}

static const VtTokenTrie *
get_trie (VtLmModel *model)
{
  if (model->trie == NULL)
    model->trie = vt_token_trie_new ((guint) model->lm->config.n_vocab, token_bytes, model->lm->tokenizer);
  return model->trie;
}

gboolean
vt_text_generation_grammar (VtTaskRun *run, VtGrammar **grammar, GError **error)
{
  const char *text = vt_task_run_text (run, "grammar");
  const char *schema = vt_task_run_text (run, "json_schema");

  *grammar = NULL;
  if (text == NULL && schema == NULL)
    return TRUE;
  *grammar = text != NULL ? vt_grammar_parse (text, -1, error) : vt_grammar_from_json_schema (schema, -1, error);
  return *grammar != NULL;
}

VtConstraint *
vt_text_generation_constraint (VtTaskRun *run, VtGrammar *grammar, const VtSequence *s)
{
  VtLmModel *model = run->model;
  g_autoptr(GArray) eos = vt_end_tokens (model->lm->tokenizer);
  VtConstraint *constraint = vt_constraint_new (grammar, get_trie (model), (const gint32 *) (const void *) eos->data, eos->len);

  for (guint i = s->n_prompt; i < s->ids->len; i++)
    vt_constraint_accept (constraint, g_array_index (s->ids, gint32, i));
  return constraint;
}
