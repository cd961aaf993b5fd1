/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "engine/sampling/sampler-stage.h"

/* TypicalLogitsWarper (Meister et al., "Locally typical sampling", 2022): by
 * how far the surprise of a token is from the expected one, the entropy. */
static void
filter (VtCandidates *candidates, double value)
{
  g_autofree double *keys = g_new (double, candidates->n);
  double entropy = 0;

  vt_candidates_weigh (candidates);
  for (guint i = 0; i < candidates->n; i++)
    {
      double p = candidates->weights[i];

      keys[i] = p > 0 ? -log (p) : INFINITY;
      entropy += p > 0 ? p * keys[i] : 0;
    }
  for (guint i = 0; i < candidates->n; i++)
    keys[i] = fabs (keys[i] - entropy);
  vt_candidates_keep_mass (candidates, keys, value);
}

const VtSamplerStage vt_stage_typical_p = {
  .param = VT_PARAM_TYPICAL_P,
  .off = 1,
  .filter = filter,
};
