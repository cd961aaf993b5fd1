/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/sampling/candidates.h"

#include <math.h>

float
vt_candidates_max (const VtCandidates *self)
{
  float best = -INFINITY;

  for (guint i = 0; i < self->n; i++)
    best = MAX (best, self->items[i].logit);
  return best;
}

void
vt_candidates_keep_above (VtCandidates *self, float threshold)
{
  guint kept = 0;

  for (guint i = 0; i < self->n; i++)
    if (self->items[i].logit >= threshold)
      self->items[kept++] = self->items[i];
  self->n = MAX (kept, 1);
  self->log_total = NAN;
}

void
vt_candidates_weigh (VtCandidates *self)
{
  float best = vt_candidates_max (self);
  double sum = 0;

  for (guint i = 0; i < self->n; i++)
    {
      self->weights[i] = expf (self->items[i].logit - best);
      sum += self->weights[i];
    }
  if (!isnan (self->log_total))
    sum = exp (self->log_total - best);
  for (guint i = 0; i < self->n; i++)
    self->weights[i] /= sum;
}

static gboolean
comes_before (const VtCandidates *self, const double *keys, guint a, guint b)
{
  if (keys != NULL && keys[a] != keys[b])
    return keys[a] < keys[b];
  if (keys == NULL && self->items[a].logit != self->items[b].logit)
    return self->items[a].logit > self->items[b].logit;
  return self->items[a].id < self->items[b].id;
}

static void
swap (VtCandidates *self, double *keys, guint a, guint b)
{
  VtCandidate item = self->items[a];
  double weight = self->weights[a];

  self->items[a] = self->items[b];
  self->items[b] = item;
  self->weights[a] = self->weights[b];
  self->weights[b] = weight;
  if (keys != NULL)
    {
      double key = keys[a];

      keys[a] = keys[b];
      keys[b] = key;
    }
}

/* Puts what comes before the pivot in front of it, the pivot itself after
 * them, and returns where it is. The pivot is the median of three. */
static guint
partition (VtCandidates *self, double *keys, guint low, guint high)
{
  guint middle = low + (high - low) / 2, last = high - 1, at = low;

  if (comes_before (self, keys, middle, low))
    swap (self, keys, middle, low);
  if (comes_before (self, keys, last, low))
    swap (self, keys, last, low);
  if (comes_before (self, keys, middle, last))
    swap (self, keys, middle, last); /* the median is last now */
  for (guint i = low; i < last; i++)
    if (comes_before (self, keys, i, last))
      swap (self, keys, i, at++);
  swap (self, keys, at, last);
  return at;
}

void
vt_candidates_keep_mass (VtCandidates *self, double *keys, double mass)
{
  guint low = 0, high = self->n;

  /* Everything before @low is kept and taken off @mass, everything from @high
   * on is not kept. */
  while (low < high)
    {
      guint pivot = partition (self, keys, low, high);
      double before = 0;

      for (guint i = low; i < pivot; i++)
        before += self->weights[i];
      if (before >= mass)
        high = pivot;
      else
        {
          mass -= before + self->weights[pivot];
          low = pivot + 1;
          if (mass <= 0)
            break;
        }
    }
  self->n = MAX (low, 1);
  self->log_total = NAN;
}

gint32
vt_candidates_draw (VtCandidates *self, double uniform)
{
  self->log_total = NAN;
  vt_candidates_weigh (self);
  for (guint i = 0; i < self->n; i++)
    {
      uniform -= self->weights[i];
      if (uniform < 0)
        return self->items[i].id;
    }
  return self->items[self->n - 1].id; /* the sum was rounded to just below 1 */
}
