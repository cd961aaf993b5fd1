/* logits.h: what is asked of a row of logits, fast for large vocabularies.
 *
 * Rows are float arrays of n_vocab unnormalised log-probabilities; -infinity
 * means impossible, NaN is taken as -infinity. All functions are thread-safe.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct
{
  gint32 id;
  float logit;
} VtCandidate;

/* The most probable token; of equal ones the one with the lowest id. */
gint32 vt_logits_argmax (const float *logits, guint n_vocab);

/* log of the sum of exp (logits), to about 1e-7; -infinity if all are. */
double vt_logits_log_sum_exp (const float *logits, guint n_vocab);

/* temperature log of the sum of exp (logits / temperature), so that a logit
 * minus this, divided by temperature, is a log-probability at @temperature. */
double vt_logits_log_sum_exp_at (const float *logits, guint n_vocab, double temperature);

/**
 * vt_logits_top_k:
 * @k: how many
 * @out: (array length=k): gets the most probable tokens, best first, of equal
 *   ones the lower id first
 *
 * Selects with a heap and skips blocks in which nothing is large enough: for
 * k = 50 of 262,144 it costs little more than reading them.
 *
 * Returns: how many there are: less than @k where fewer are possible
 */
guint vt_logits_top_k (const float *logits, guint n_vocab, guint k, VtCandidate *out);

/**
 * vt_logits_top_probabilities:
 * @k: how many
 * @ids: (array length=k): gets the tokens, best first
 * @probabilities: (array length=k): gets theirs, of the full softmax
 *
 * For traces. Returns: how many there are
 */
guint vt_logits_top_probabilities (const float *logits, guint n_vocab, guint k, gint32 *ids,
                                   float *probabilities);

/* Appends every token whose logit is at least @threshold to @out, by id;
 * element type VtCandidate. Impossible ones never. */
void vt_logits_gather (const float *logits, guint n_vocab, float threshold, GArray *out);

G_END_DECLS
