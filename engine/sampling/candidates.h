/* candidates.h: the tokens that a sampler still considers.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "engine/sampling/logits.h"

G_BEGIN_DECLS

/**
 * VtCandidates:
 * @items: in no particular order; never empty
 * @weights: scratch, as long as @items was at first
 * @log_total: log of the sum of exp (logit) over all tokens of the row, where
 *   tokens that cannot be chosen have been left out of @items from the start;
 *   NaN where the items are all there is, as after every removal
 */
typedef struct
{
  VtCandidate *items;
  guint n;
  double *weights;
  double log_total;
} VtCandidates;

float vt_candidates_max (const VtCandidates *self);

/* Keeps those with at least that logit. */
void vt_candidates_keep_above (VtCandidates *self, float threshold);

/* Sets weights[i] to the probability of items[i] among the candidates (and what
 * log_total counts besides them). */
void vt_candidates_weigh (VtCandidates *self);

/**
 * vt_candidates_keep_mass:
 * @keys: (nullable): smaller ones come first; by default the most probable ones
 * @mass: how probable the first ones shall be together
 *
 * Keeps the first ones, each as long as those before it have less than @mass
 * together. Uses weights (see vt_candidates_weigh()) and permutes items,
 * weights and keys alike. Selects like quicksort, but goes on in one half only.
 */
void vt_candidates_keep_mass (VtCandidates *self, double *keys, double mass);

/* The candidate at which the probabilities, added up, pass @uniform in [0, 1). */
gint32 vt_candidates_draw (VtCandidates *self, double uniform);

G_END_DECLS
