/* stage-penalties.c: what was there before becomes less probable.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "engine/sampling/sampler-stage.h"

/* RepetitionPenaltyLogitsProcessor of transformers (Keskar et al., "CTRL",
 * 2019): on the prompt, too, once however often a token occurs. */
static void
repetition (const VtSeenToken *seen, guint n_seen, float *logits, double value)
{
  for (guint i = 0; i < n_seen; i++)
    {
      float *logit = &logits[seen[i].id];

      *logit = *logit < 0 ? *logit * (float) value : *logit / (float) value;
    }
}

static void
frequency (const VtSeenToken *seen, guint n_seen, float *logits, double value)
{
  for (guint i = 0; i < n_seen; i++)
    logits[seen[i].id] -= (float) (value * seen[i].written);
}

static void
presence (const VtSeenToken *seen, guint n_seen, float *logits, double value)
{
  for (guint i = 0; i < n_seen; i++)
    if (seen[i].written > 0)
      logits[seen[i].id] -= (float) value;
}

const VtSamplerStage vt_stage_repetition_penalty = {
  .param = VT_PARAM_REPETITION_PENALTY,
  .off = 1,
  .penalise = repetition,
};

const VtSamplerStage vt_stage_frequency_penalty = {
  .param = VT_PARAM_FREQUENCY_PENALTY,
  .penalise = frequency,
};

const VtSamplerStage vt_stage_presence_penalty = {
  .param = VT_PARAM_PRESENCE_PENALTY,
  .penalise = presence,
};
