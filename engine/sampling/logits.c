/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/sampling/logits.h"

#include <math.h>
#include <stdlib.h>

/* Logits looked at together before any of them is looked at alone. */
#define BLOCK 64

/* Without a branch, so that the compiler makes it a vector loop. NaN never
 * wins: the comparison with it is false. */
static inline float
block_max (const float *x)
{
  float lanes[8];
  float best;

  for (guint j = 0; j < 8; j++)
    lanes[j] = -INFINITY;
  for (guint i = 0; i < BLOCK; i += 8)
    for (guint j = 0; j < 8; j++)
      lanes[j] = x[i + j] > lanes[j] ? x[i + j] : lanes[j];
  best = lanes[0];
  for (guint j = 1; j < 8; j++)
    best = lanes[j] > best ? lanes[j] : best;
  return best;
}

static float
maximum (const float *logits, guint n)
{
  float best = -INFINITY;
  guint i = 0;

  for (; i + BLOCK <= n; i += BLOCK)
    {
      float here = block_max (logits + i);

      best = here > best ? here : best;
    }
  for (; i < n; i++)
    best = logits[i] > best ? logits[i] : best;
  return best;
}

gint32
vt_logits_argmax (const float *logits, guint n_vocab)
{
  float best = maximum (logits, n_vocab);

  for (guint i = 0; i < n_vocab; i++)
    if (logits[i] == best)
      return (gint32) i;
  return 0; /* nothing but NaN */
}

/* GCC's and clang's own vectors: left alone, neither makes vector code of this. */
typedef float Floats __attribute__ ((vector_size (16), aligned (4)));
typedef gint32 Ints __attribute__ ((vector_size (16), aligned (4)));

/* exp (x) for x <= 0 to about 2e-7 relative, without a call or a branch:
 * 2^(k + f) with f in [-1/2, 1/2], the series of 2^f, and k put into the
 * exponent. Below -87 it is 0; so it is for NaN, whose comparison is false. */
static inline Floats
exp_negative (Floats x)
{
  Ints large = x > -87.0f;
  Floats t = (Floats) ((Ints) x & large) * 1.44269504f;
  Ints k = __builtin_convertvector (t - 0.5f, Ints);
  Floats f = t - __builtin_convertvector (k, Floats);
  Floats p = f * 1.5403530e-4f + 1.3333558e-3f;

  p = p * f + 9.6181291e-3f;
  p = p * f + 5.5504109e-2f;
  p = p * f + 2.4022651e-1f;
  p = p * f + 6.9314718e-1f;
  p = p * f + 1.0f;
  return (Floats) (((Ints) p + (k << 23)) & large);
}

static double
sum_of (Floats x)
{
  double sum = 0;

  for (guint i = 0; i < 4; i++)
    sum += x[i];
  return sum;
}

double
vt_logits_log_sum_exp (const float *logits, guint n_vocab)
{
  return vt_logits_log_sum_exp_at (logits, n_vocab, 1);
}

double
vt_logits_log_sum_exp_at (const float *logits, guint n_vocab, double temperature)
{
  float best = maximum (logits, n_vocab), scale = (float) (1 / temperature);
  double sum = 0;
  guint i = 0;

  if (best == -INFINITY || best == INFINITY)
    return best;
  /* Short sums in single precision, added up in double. */
  for (; i + BLOCK <= n_vocab; i += BLOCK)
    {
      Floats part = { 0 };

      for (guint j = i; j < i + BLOCK; j += 4)
        part += exp_negative ((*(const Floats *) (logits + j) - best) * scale);
      sum += sum_of (part);
    }
  for (; i < n_vocab; i++)
    sum += exp_negative ((Floats){ 0 } + (logits[i] - best) * scale)[0];
  return best + temperature * log (sum);
}

/* Whether @a should stand before @b. */
static inline gboolean
better (VtCandidate a, VtCandidate b)
{
  return a.logit > b.logit || (a.logit == b.logit && a.id < b.id);
}

static int
compare (gconstpointer a, gconstpointer b)
{
  return better (*(const VtCandidate *) a, *(const VtCandidate *) b) ? -1 : 1;
}

/* The worst candidate is at the top of the heap. */
static void
sift_down (VtCandidate *heap, guint n, guint at)
{
  VtCandidate moved = heap[at];

  for (;;)
    {
      guint child = 2 * at + 1;

      if (child >= n)
        break;
      if (child + 1 < n && better (heap[child], heap[child + 1]))
        child++;
      if (!better (moved, heap[child]))
        break;
      heap[at] = heap[child];
      at = child;
    }
  heap[at] = moved;
}

static void
sift_up (VtCandidate *heap, guint at)
{
  VtCandidate moved = heap[at];

  for (guint parent; at > 0; at = parent)
    {
      parent = (at - 1) / 2;
      if (!better (heap[parent], moved))
        break;
      heap[at] = heap[parent];
    }
  heap[at] = moved;
}

static void
offer (VtCandidate *heap, guint *n, guint k, VtCandidate candidate)
{
  if (*n < k)
    {
      heap[*n] = candidate;
      sift_up (heap, (*n)++);
    }
  else if (better (candidate, heap[0]))
    {
      heap[0] = candidate;
      sift_down (heap, k, 0);
    }
}

guint
vt_logits_top_k (const float *logits, guint n_vocab, guint k, VtCandidate *out)
{
  guint n = 0;

  for (guint i = 0; i < n_vocab && k > 0; i += BLOCK)
    {
      guint end = MIN (i + BLOCK, n_vocab);

      /* Ids rise, so an equal logit that comes later never gets in. */
      if (n == k && end - i == BLOCK && !(block_max (logits + i) > out[0].logit))
        continue;
      for (guint j = i; j < end; j++)
        if (logits[j] > -INFINITY)
          offer (out, &n, k, (VtCandidate){ (gint32) j, logits[j] });
    }
  qsort (out, n, sizeof *out, compare);
  return n;
}

guint
vt_logits_top_probabilities (const float *logits, guint n_vocab, guint k, gint32 *ids,
                             float *probabilities)
{
  g_autofree VtCandidate *top = g_new (VtCandidate, MAX (k, 1));
  guint n = vt_logits_top_k (logits, n_vocab, k, top);
  double total = vt_logits_log_sum_exp (logits, n_vocab);

  for (guint i = 0; i < n; i++)
    {
      ids[i] = top[i].id;
      probabilities[i] = (float) exp (top[i].logit - total);
    }
  return n;
}

void
vt_logits_gather (const float *logits, guint n_vocab, float threshold, GArray *out)
{
  for (guint i = 0; i < n_vocab; i += BLOCK)
    {
      guint end = MIN (i + BLOCK, n_vocab);

      if (end - i == BLOCK && !(block_max (logits + i) >= threshold))
        continue;
      for (guint j = i; j < end; j++)
        if (logits[j] >= threshold && logits[j] > -INFINITY)
          {
            VtCandidate candidate = { (gint32) j, logits[j] };

            g_array_append_val (out, candidate);
          }
    }
}
