/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "engine/sampling/sampler-stage.h"

static float
threshold (const float *logits, guint n_vocab, double value, double temperature, double *log_total)
{
  VtCandidate best;

  if (vt_logits_top_k (logits, n_vocab, 1, &best) == 0)
    return -INFINITY;
  return (float) (best.logit + temperature * log (value));
}

/* MinPLogitsWarper (Nguyen et al., "Turning up the heat", 2024). */
static void
filter (VtCandidates *candidates, double value)
{
  vt_candidates_keep_above (candidates, (float) (vt_candidates_max (candidates) + log (value)));
}

const VtSamplerStage vt_stage_min_p = {
  .param = VT_PARAM_MIN_P,
  .threshold = threshold,
  .filter = filter,
};
