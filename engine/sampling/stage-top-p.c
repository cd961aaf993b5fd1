/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "engine/sampling/sampler-stage.h"

/* Tokens of a probability below (1 - p) / n_vocab have less than 1 - p
 * together, and the nucleus consists of more probable ones. */
static float
threshold (const float *logits, guint n_vocab, double value, double temperature, double *log_total)
{
  double total = vt_logits_log_sum_exp_at (logits, n_vocab, temperature);

  *log_total = total / temperature;
  return (float) (total + temperature * log ((1 - value) / n_vocab));
}

/* TopPLogitsWarper (Holtzman et al., "The curious case of neural text
 * degeneration", 2019). */
static void
filter (VtCandidates *candidates, double value)
{
  vt_candidates_weigh (candidates);
  vt_candidates_keep_mass (candidates, NULL, value);
}

const VtSamplerStage vt_stage_top_p = {
  .param = VT_PARAM_TOP_P,
  .off = 1,
  .threshold = threshold,
  .filter = filter,
};
