/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/sampling/sampler-stage.h"

/* TemperatureLogitsWarper. 0 never gets here: it means greedy. */
static void
filter (VtCandidates *candidates, double value)
{
  for (guint i = 0; i < candidates->n; i++)
    candidates->items[i].logit = (float) (candidates->items[i].logit / value);
}

const VtSamplerStage vt_stage_temperature = {
  .param = VT_PARAM_TEMPERATURE,
  .off = 1,
  .filter = filter,
};
