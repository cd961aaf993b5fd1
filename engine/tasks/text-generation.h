/* text-generation.h: the run of the task of that name; its declarations stand
 * in task-text-generation.c.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "engine/sampling/constraint.h"
#include "engine/tasks/generate.h"

G_BEGIN_DECLS

/* VtTaskClass.run and .to_json */
gboolean vt_text_generation_run (VtTaskRun *run, GError **error);
char *vt_text_generation_to_json (GHashTable *inputs, GHashTable *outputs);

/* A prompt of the tokens @ids, which it takes, with the run's budget, stop strings and
 * given first tokens. */
VtSequence *vt_text_generation_sequence (VtTaskRun *run, GArray *ids);

/* Writes on after the prompts @sequences and gives the output "text". */
gboolean vt_text_generation_write (VtTaskRun *run, GPtrArray *sequences, GError **error);

/* The prompts of the run as sequences, one for each text of a batch, with
 * their budgets, stop strings and given first tokens. Errors: VT_ERROR_INVALID
 * (nothing to begin with), VT_ERROR_UNSUPPORTED (a chat with a model that was
 * not taught to chat). */
GPtrArray *vt_text_generation_prompts (VtTaskRun *run, GError **error);

/* Sets @grammar to what the parameters "grammar" or "json_schema" allow, %NULL
 * where they are empty. VT_ERROR_INVALID says what is wrong with them. */
gboolean vt_text_generation_grammar (VtTaskRun *run, VtGrammar **grammar, GError **error);

/* The constraint of one sequence, behind the tokens that it was given; transfer full. */
VtConstraint *vt_text_generation_constraint (VtTaskRun *run, VtGrammar *grammar, const VtSequence *sequence);

/* What the run gives for @sequence now: its text, after the prompt's where the
 * caller wants the full text; transfer full. */
char *vt_text_generation_text (VtTaskRun *run, VtSequence *sequence, guint index);

G_END_DECLS
