/* sampler-stage.h: what a stage of a sampler is. One const struct each, named
 * in the list of sampler.c in the order of the chain.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "engine/sampling/candidates.h"
#include "engine/sampling/sampler-params.h"

G_BEGIN_DECLS

/* A token of the history and how often it occurs. */
typedef struct
{
  gint32 id;
  guint written; /* by the model */
} VtSeenToken;

/**
 * VtSamplerStage:
 * @param: its only parameter
 * @off: the value at which it does nothing and is skipped
 * @penalise: changes the scores of tokens seen before; they are inside the row
 * @threshold: the lowest logit in the whole row that @filter could leave, so
 *   that what is below it need not be looked at; asked of the first stage that
 *   is on and has it. @temperature: what the logits are going to be divided by;
 *   @log_total: for VtCandidates.log_total if what is left out matters to @filter
 * @filter: changes or removes candidates, leaves at least one
 *
 * A stage has either @penalise or @filter.
 */
typedef struct
{
  VtParam param;
  double off;
  void (*penalise) (const VtSeenToken *seen, guint n_seen, float *logits, double value);
  float (*threshold) (const float *logits, guint n_vocab, double value, double temperature,
                      double *log_total);
  void (*filter) (VtCandidates *candidates, double value);
} VtSamplerStage;

extern const VtSamplerStage vt_stage_repetition_penalty, vt_stage_frequency_penalty,
    vt_stage_presence_penalty, vt_stage_temperature, vt_stage_top_k, vt_stage_top_p, vt_stage_min_p,
    vt_stage_typical_p;

G_END_DECLS
