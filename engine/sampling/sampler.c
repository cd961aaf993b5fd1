/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/sampling/sampler.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/rng.h"
#include "engine/sampling/sampler-stage.h"

/* The chain, in order. */
static const VtSamplerStage *const stages[] = {
  &vt_stage_repetition_penalty,
  &vt_stage_frequency_penalty,
  &vt_stage_presence_penalty,
  &vt_stage_temperature,
  &vt_stage_top_k,
  &vt_stage_top_p,
  &vt_stage_min_p,
  &vt_stage_typical_p,
};

/* The share of a token that may be left out where no stage says better; all
 * such tokens together have less than this. */
#define NEGLIGIBLE 1e-7

struct _VtSampler
{
  guint n_vocab;
  gboolean do_sample;
  double values[G_N_ELEMENTS (stages)];
  VtRng rng;
  GArray *seen;       /* VtSeenToken */
  GHashTable *places; /* token -> 1 + place in seen */
  GArray *gathered;   /* VtCandidate; kept for its memory */
  double *weights;
  guint n_weights;
};

VtSampler *
vt_sampler_new (guint n_vocab)
{
  VtSampler *self = g_new0 (VtSampler, 1);

  self->n_vocab = n_vocab;
  self->do_sample = TRUE;
  for (guint i = 0; i < G_N_ELEMENTS (stages); i++)
    self->values[i] = stages[i]->param.number;
  vt_rng_init (&self->rng, 0, 0);
  self->seen = g_array_new (FALSE, FALSE, sizeof (VtSeenToken));
  self->places = g_hash_table_new (NULL, NULL);
  self->gathered = g_array_new (FALSE, FALSE, sizeof (VtCandidate));
  return self;
}

void
vt_sampler_free (VtSampler *self)
{
  g_array_unref (self->seen);
  g_hash_table_unref (self->places);
  g_array_unref (self->gathered);
  g_free (self->weights);
  g_free (self);
}

static gboolean
check_range (const VtParam *param, double value, GError **error)
{
  if (value >= param->minimum && value <= param->maximum)
    return TRUE;
  g_set_error (error, VT_ERROR, VT_ERROR_INVALID, "The parameter %s must be between %g and %g, not %g.",
               param->name, param->minimum, param->maximum, value);
  return FALSE;
}

gboolean
vt_sampler_set (VtSampler *self, const char *name, double value, GError **error)
{
  static const VtParam do_sample = VT_PARAM_DO_SAMPLE;

  if (strcmp (name, do_sample.name) == 0)
    {
      self->do_sample = value != 0;
      return check_range (&do_sample, value, error);
    }
  for (guint i = 0; i < G_N_ELEMENTS (stages); i++)
    if (strcmp (name, stages[i]->param.name) == 0)
      {
        if (!check_range (&stages[i]->param, value, error))
          return FALSE;
        self->values[i] = value;
        return TRUE;
      }
  g_set_error (error, VT_ERROR, VT_ERROR_NOT_FOUND, "Sampling has no parameter %s.", name);
  return FALSE;
}

void
vt_sampler_seed (VtSampler *self, guint64 seed, guint64 stream)
{
  vt_rng_init (&self->rng, seed, stream);
}

void
vt_sampler_accept (VtSampler *self, gint32 token, gboolean written)
{
  guint place;

  if (token < 0 || (guint) token >= self->n_vocab)
    return;
  place = GPOINTER_TO_UINT (g_hash_table_lookup (self->places, GINT_TO_POINTER (token)));
  if (place == 0)
    {
      VtSeenToken seen = { token, 0 };

      g_array_append_val (self->seen, seen);
      place = self->seen->len;
      g_hash_table_insert (self->places, GINT_TO_POINTER (token), GUINT_TO_POINTER (place));
    }
  g_array_index (self->seen, VtSeenToken, place - 1).written += written ? 1 : 0;
}

void
vt_sampler_reset (VtSampler *self)
{
  g_array_set_size (self->seen, 0);
  g_hash_table_remove_all (self->places);
}

static gboolean
is_on (const VtSampler *self, guint stage)
{
  return self->values[stage] != stages[stage]->off;
}

static void
penalise (const VtSampler *self, float *logits)
{
  for (guint i = 0; i < G_N_ELEMENTS (stages); i++)
    if (stages[i]->penalise != NULL && is_on (self, i))
      stages[i]->penalise ((const VtSeenToken *) self->seen->data, self->seen->len, logits,
                           self->values[i]);
}

static double
temperature_of (const VtSampler *self)
{
  for (guint i = 0; i < G_N_ELEMENTS (stages); i++)
    if (stages[i] == &vt_stage_temperature)
      return self->values[i];
  return 1;
}

/* The lowest logit worth looking at. */
static float
find_threshold (const VtSampler *self, const float *logits, double *log_total)
{
  double temperature = temperature_of (self);

  for (guint i = 0; i < G_N_ELEMENTS (stages); i++)
    if (stages[i]->threshold != NULL && is_on (self, i))
      return stages[i]->threshold (logits, self->n_vocab, self->values[i], temperature,
                                   log_total);
  return (float) (vt_logits_log_sum_exp_at (logits, self->n_vocab, temperature)
                  + temperature * log (NEGLIGIBLE / self->n_vocab));
}

/* The first look at a row: what is left of it is a much shorter list. */
static VtCandidates
gather (VtSampler *self, const float *logits)
{
  double log_total = NAN;
  float threshold = find_threshold (self, logits, &log_total);

  g_array_set_size (self->gathered, 0);
  if (!isnan (threshold))
    vt_logits_gather (logits, self->n_vocab, threshold, self->gathered);
  if (self->gathered->len == 0)
    { /* every token is impossible, or a threshold was rounded above the best */
      gint32 best = vt_logits_argmax (logits, self->n_vocab);
      VtCandidate only = { best, logits[best] };

      g_array_append_val (self->gathered, only);
    }
  if (self->gathered->len > self->n_weights)
    {
      self->n_weights = self->gathered->len;
      self->weights = g_renew (double, self->weights, self->n_weights);
    }
  return (VtCandidates){ (VtCandidate *) self->gathered->data, self->gathered->len, self->weights,
                         log_total };
}

static VtCandidates
filter (VtSampler *self, const float *logits)
{
  VtCandidates left = gather (self, logits);

  for (guint i = 0; i < G_N_ELEMENTS (stages); i++)
    if (stages[i]->filter != NULL && is_on (self, i))
      stages[i]->filter (&left, self->values[i]);
  return left;
}

gint32
vt_sampler_choose (VtSampler *self, float *logits)
{
  VtCandidates left;

  penalise (self, logits);
  if (!self->do_sample || temperature_of (self) <= 0)
    return vt_logits_argmax (logits, self->n_vocab);
  left = filter (self, logits);
  return vt_candidates_draw (&left, vt_rng_uniform (&self->rng));
}

static int
compare (gconstpointer a, gconstpointer b)
{
  const VtCandidate *x = a, *y = b;

  if (x->logit != y->logit)
    return x->logit > y->logit ? -1 : 1;
  return x->id - y->id;
}

void
vt_sampler_distribution (VtSampler *self, float *logits, GArray *out)
{
  VtCandidates left;

  penalise (self, logits);
  if (temperature_of (self) <= 0)
    {
      gint32 best = vt_logits_argmax (logits, self->n_vocab);

      left = (VtCandidates){ &(VtCandidate){ best, 0 }, 1, &(double){ 1 }, NAN };
    }
  else
    left = filter (self, logits);
  left.log_total = NAN;
  vt_candidates_weigh (&left);
  for (guint i = 0; i < left.n; i++)
    left.items[i].logit = (float) log (left.weights[i]);
  qsort (left.items, left.n, sizeof *left.items, compare);
  g_array_set_size (out, 0);
  g_array_append_vals (out, left.items, left.n);
}
