/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/dsp/resample.h"

#include <math.h>
#include <string.h>

#define CROSSINGS 48    /* of the sinc, on each side */
#define KAISER_BETA 9.0 /* 90 dB */
#define EDGE 0.94       /* the middle of the filter's slope, of the lower Nyquist frequency */
#define MAX_PHASES 1024 /* filters kept; odder ratios compute theirs as they go */

struct _VtResampler
{
  guint from, to; /* without their common divisors */
  guint channels;
  gboolean same;
  guint reach;    /* input samples on each side of a new one */
  double cut;     /* cycles per input sample, times 2 */
  float *filters; /* (2 * reach, to) or (2 * reach) */
  gboolean kept;
  GArray *history; /* (element-type gfloat): mono input from sample @base on */
  gint64 base;
  guint64 received, given;
};

static guint
common_divisor (guint a, guint b)
{
  return b == 0 ? a : common_divisor (b, a % b);
}

/* The modified Bessel function of order 0, by its series. */
static double
bessel (double x)
{
  double sum = 1, term = 1;

  for (int k = 1; term > 1e-12 * sum; k++)
    {
      term *= (x / (2 * k)) * (x / (2 * k));
      sum += term;
    }
  return sum;
}

/* The filter's value @x input samples from its middle. */
static double
filter_at (const VtResampler *self, double x)
{
  double t = x / self->reach, a = G_PI * self->cut * x;

  if (fabs (t) >= 1)
    return 0;
  return self->cut * (fabs (a) < 1e-9 ? 1 : sin (a) / a) * bessel (KAISER_BETA * sqrt (1 - t * t)) / bessel (KAISER_BETA);
}

/* The weights of input samples floor - reach + 1 … floor + reach for a new one
 * that lies @phase / to behind floor; their sum is 1. */
static void
make_filter (const VtResampler *self, guint phase, float *weights)
{
  double sum = 0;

  for (guint i = 0; i < 2 * self->reach; i++)
    sum += filter_at (self, (double) i - self->reach + 1 - (double) phase / self->to);
  for (guint i = 0; i < 2 * self->reach; i++)
    weights[i] = (float) (filter_at (self, (double) i - self->reach + 1 - (double) phase / self->to) / sum);
}

VtResampler *
vt_resampler_new (guint from, guint channels, guint to)
{
  VtResampler *self = g_new0 (VtResampler, 1);
  guint divisor = common_divisor (from, to);
  double ratio = MIN (1.0, (double) to / from);

  g_assert (from >= VT_RESAMPLE_MIN_RATE && from <= VT_RESAMPLE_MAX_RATE);
  g_assert (to >= VT_RESAMPLE_MIN_RATE && to <= VT_RESAMPLE_MAX_RATE && channels >= 1);
  self->from = from / divisor;
  self->to = to / divisor;
  self->channels = channels;
  self->same = from == to;
  self->history = g_array_new (FALSE, FALSE, sizeof (float));
  if (self->same)
    return self;
  self->cut = EDGE * ratio;
  self->reach = (guint) ceil (CROSSINGS / self->cut);
  self->kept = self->to <= MAX_PHASES;
  self->filters = g_new (float, 2 * (gsize) self->reach * (self->kept ? self->to : 1));
  for (guint phase = 0; self->kept && phase < self->to; phase++)
    make_filter (self, phase, self->filters + 2 * (gsize) self->reach * phase);
  /* Silence before the beginning. */
  self->base = -(gint64) self->reach;
  g_array_set_size (self->history, self->reach);
  memset (self->history->data, 0, self->reach * sizeof (float));
  return self;
}

void
vt_resampler_free (VtResampler *self)
{
  g_array_unref (self->history);
  g_free (self->filters);
  g_free (self);
}

static float
mix (const float *frame, guint channels)
{
  float sum = 0;

  for (guint c = 0; c < channels; c++)
    sum += isfinite (frame[c]) ? frame[c] : 0;
  return sum / (float) channels;
}

static const float *
filter_of (VtResampler *self, guint phase)
{
  if (self->kept)
    return self->filters + 2 * (gsize) self->reach * phase;
  make_filter (self, phase, self->filters);
  return self->filters;
}

static float
dot (const float *a, const float *b, guint n)
{
  float sum[8] = { 0 };
  guint i = 0;

  for (; i + 8 <= n; i += 8)
    for (int l = 0; l < 8; l++)
      sum[l] += a[i + l] * b[i + l];
  for (; i < n; i++)
    sum[0] += a[i] * b[i];
  return ((sum[0] + sum[1]) + (sum[2] + sum[3])) + ((sum[4] + sum[5]) + (sum[6] + sum[7]));
}

/* Gives every new sample whose neighbours are all there, @most in all at most. */
static void
give (VtResampler *self, guint64 most, GArray *out)
{
  for (; self->given < most; self->given++)
    {
      gint64 at = (gint64) (self->given * self->from / self->to), first = at - self->reach + 1;
      guint phase = (guint) (self->given * self->from % self->to);
      float value;

      if (first + 2 * self->reach > self->base + self->history->len)
        return;
      value = dot ((const float *) (const void *) self->history->data + (first - self->base), filter_of (self, phase),
                   2 * self->reach);
      g_array_append_val (out, value);
    }
}

/* Forgets what no new sample needs any more. */
static void
forget (VtResampler *self)
{
  gint64 needed = (gint64) (self->given * self->from / self->to) - self->reach + 1;
  gint64 n = CLAMP (needed - self->base, 0, self->history->len);

  if (n > 4096)
    {
      g_array_remove_range (self->history, 0, (guint) n);
      self->base += n;
    }
}

void
vt_resampler_push (VtResampler *self, const float *frames, gsize n_frames, GArray *out)
{
  GArray *to = self->same ? out : self->history;

  /* In parts, so that the history stays short. */
  for (gsize done = 0; done < n_frames;)
    {
      gsize part = MIN (n_frames - done, 16384);

      for (gsize i = 0; i < part; i++)
        {
          float value = mix (frames + (done + i) * self->channels, self->channels);
          g_array_append_val (to, value);
        }
      done += part;
      self->received += part;
      if (self->same)
        continue;
      give (self, G_MAXUINT64, out);
      forget (self);
    }
}

void
vt_resampler_finish (VtResampler *self, GArray *out)
{
  guint64 whole = (self->received * self->to + self->from - 1) / self->from;
  guint behind = self->history->len;

  if (self->same)
    return;
  g_array_set_size (self->history, behind + 2 * self->reach);
  memset ((float *) (void *) self->history->data + behind, 0, 2 * self->reach * sizeof (float));
  give (self, whole, out);
}
