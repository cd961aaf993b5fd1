/* beams.h: the bookkeeping of beam search, without the model.
 *
 * As transformers' BeamSearchScorer: hypotheses that end are kept by their
 * sum of log-probabilities divided by length ^ length_penalty, where length
 * counts the written tokens (with the end token); the search goes on with the
 * best beams that have not ended.
 *
 * The caller runs the model: at first with the prompt in every beam, then after
 * every step with tokens[i] after what beam parents[i] has read.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct _VtBeams VtBeams;

/**
 * VtBeamStop:
 * @VT_BEAM_STOP_HEURISTIC: (early_stopping = false) when it is unlikely that
 *   something better comes
 * @VT_BEAM_STOP_EARLY: (true) as soon as there are as many hypotheses as beams
 * @VT_BEAM_STOP_NEVER: ("never") only when nothing better can come
 */
typedef enum
{
  VT_BEAM_STOP_HEURISTIC,
  VT_BEAM_STOP_EARLY,
  VT_BEAM_STOP_NEVER,
} VtBeamStop;

/**
 * VtBeamConfig:
 * @n_beams: 1 or more
 * @length_penalty: above 0 prefers long texts, below 0 short ones
 * @max_new_tokens: after so many steps the search ends
 * @eos: (array length=n_eos): tokens that end a text; copied
 */
typedef struct
{
  guint n_beams;
  double length_penalty;
  VtBeamStop early_stopping;
  guint max_new_tokens;
  const gint32 *eos;
  guint n_eos;
} VtBeamConfig;

/**
 * VtHypothesis:
 * @ids: (array length=n): the written tokens, without the end token
 * @score: see above; higher is better
 */
typedef struct
{
  gint32 *ids;
  guint n;
  double score;
} VtHypothesis;

/* (transfer full): a search that has not begun. Not for several threads. */
VtBeams *vt_beams_new (const VtBeamConfig *config);

void vt_beams_free (VtBeams *self);

/**
 * vt_beams_step:
 * @logits: (array): n_beams rows of @n_vocab, one a beam, in the order that the
 *   previous step gave; log-probabilities do as well
 * @tokens: (array) (out): gets n_beams tokens
 * @parents: (array) (out): gets n_beams indices of the beams that they follow
 *
 * Returns: whether the search goes on; if not, @tokens and @parents mean nothing
 */
gboolean vt_beams_step (VtBeams *self, const float *logits, guint n_vocab, gint32 *tokens,
                        guint *parents);

/* How many hypotheses there are: up to n_beams, at least 1 once the search has
 * ended. If it has not, its beams count as they are. */
guint vt_beams_finish (VtBeams *self);

/* (transfer none): hypothesis @index, best first; after vt_beams_finish(). */
const VtHypothesis *vt_beams_hypothesis (const VtBeams *self, guint index);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (VtBeams, vt_beams_free)

G_END_DECLS
