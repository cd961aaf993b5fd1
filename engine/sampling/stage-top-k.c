/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "engine/sampling/sampler-stage.h"

/* For a larger k sorting what is left later costs less than a heap now. */
#define MAX_HEAP 4096

/* TopKLogitsWarper: what equals the k-th best stays, so there may be more. */
static float
threshold (const float *logits, guint n_vocab, double value, double temperature, double *log_total)
{
  guint k = (guint) value;
  g_autofree VtCandidate *top = NULL;
  guint n;

  if (k > MAX_HEAP)
    return -INFINITY;
  top = g_new (VtCandidate, k);
  n = vt_logits_top_k (logits, n_vocab, k, top);
  return n == k ? top[k - 1].logit : -INFINITY;
}

/* Every candidate weighs the same, so the mass of k of them is k. */
static void
filter (VtCandidates *candidates, double value)
{
  guint all = candidates->n;
  float last;

  if (all <= value)
    return;
  for (guint i = 0; i < all; i++)
    candidates->weights[i] = 1;
  vt_candidates_keep_mass (candidates, NULL, floor (value));
  last = candidates->items[0].logit;
  for (guint i = 1; i < candidates->n; i++)
    last = MIN (last, candidates->items[i].logit);
  candidates->n = all;
  vt_candidates_keep_above (candidates, last);
}

const VtSamplerStage vt_stage_top_k = {
  .param = VT_PARAM_TOP_K,
  .threshold = threshold,
  .filter = filter,
};
