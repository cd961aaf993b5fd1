/* generate.h: writing on: the loop that reads prompts and adds token after token.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "engine/sampling/stop-strings.h"
#include "engine/tasks/model-kind-lm.h"
#include "engine/tasks/task-run.h"
#include "engine/text/stream-decoder.h"

G_BEGIN_DECLS

/**
 * VtSequence: one prompt of a run and what has been written after it.
 * @ids: (element-type gint32): the prompt's tokens, then the written ones
 * @n_prompt: how many of them are the prompt's
 * @n_given: how many of the written ones the caller gave (prefix_ids)
 * @budget: how many may be written in all
 * @is_clipped: the model's context leaves room for fewer than were asked for
 * @text: what has been written, as far as it may be shown
 */
typedef struct
{
  GArray *ids;
  guint n_prompt;
  guint n_given;
  guint budget;
  guint slot;
  gboolean is_clipped;
  gboolean done;
  VtStreamDecoder *decoder;
  VtStopStrings *stops;
  GString *text;
} VtSequence;

/* (element-type gint32) (transfer full): every token that ends a text. */
GArray *vt_end_tokens (VtTokenizer *tokenizer);

/* Takes @ids. */
VtSequence *vt_sequence_new (VtTokenizer *tokenizer, GArray *ids);
void vt_sequence_free (VtSequence *sequence);

/* Adds token @id; ends the sequence at an end-of-generation token, a stop
 * string or the end of its budget. */
void vt_sequence_push (VtSequence *sequence, VtTokenizer *tokenizer, gint32 id);

/* Ends a sequence that is not done: shows what was still held back. */
void vt_sequence_finish (VtSequence *sequence);

/* Chooses the next token of sequence @index from its logits (n_vocab), which it
 * may overwrite. */
typedef gint32 (*VtChooseToken) (VtTaskRun *run, VtSequence *sequence, guint index, float *logits, gpointer data);

/**
 * vt_generate:
 * @sequences: (element-type VtSequence): prompts, read as one batch
 * @told: (nullable): called after every token for the one who watches
 *
 * Reads what the model's session does not hold already, then writes until every
 * sequence is done. Sets the figures of the run; context_full is one where the end of
 * the context ended a text (how many tokens that is). Errors: VT_ERROR_LIMIT (longer
 * than the context), VT_ERROR_NO_MEMORY, VT_ERROR_DEVICE, cancelled.
 */
gboolean vt_generate (VtTaskRun *run, GPtrArray *sequences, VtChooseToken choose,
                      void (*told) (VtTaskRun *run, VtSequence *sequence, guint index, gpointer data),
                      gpointer data, GError **error);

/* Makes room for the sequences and gives each its slot; part of vt_generate(). */
gboolean vt_generate_reserve (VtTaskRun *run, GPtrArray *sequences, guint slots_each, GError **error);

/* Reads the prompts; @logits gets one row of n_vocab for each sequence. */
gboolean vt_generate_read (VtTaskRun *run, GPtrArray *sequences, float *logits, GError **error);

G_END_DECLS
