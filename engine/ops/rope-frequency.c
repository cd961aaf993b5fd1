/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/ops/rope-frequency.h"

#include <math.h>

/* The pair at which a rotation of @turns over the trained context is reached (YaRN, eq. 17). */
static double
pair_of_turns (const VtRope *p, double turns)
{
  return p->n_dims * log (p->n_ctx_orig / (turns * 2 * G_PI)) / (2 * log (p->base));
}

/* How far pair @i keeps its frequency: 1 where it turns often, 0 where it is interpolated. */
static double
yarn_keep (const VtRope *p, gint64 i)
{
  double low = MAX (0, floor (pair_of_turns (p, p->beta_fast)));
  double high = MIN (p->n_dims - 1, ceil (pair_of_turns (p, p->beta_slow)));
  double ramp = (i - low) / MAX (0.001, high - low);

  return (1 - CLAMP (ramp, 0, 1)) * p->ext_factor;
}

void
vt_rope_frequencies (const VtRope *p, const float *factors, double *frequency)
{
  double step = pow (p->base, -2.0 / p->n_dims), full = 1;

  for (gint64 i = 0; i < p->n_dims / 2; i++, full *= step)
    {
      double one = factors != NULL ? full / factors[i] : full;
      double keep = p->ext_factor != 0 ? yarn_keep (p, i) : 0;

      frequency[i] = one * p->freq_scale * (1 - keep) + one * keep;
    }
}
