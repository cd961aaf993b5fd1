/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/dsp/mel.h"

#include <math.h>

#include "engine/dsp/fft.h"

#define SILENCE -10.0f /* log10 of what counts as nothing */
#define N_BINS (VT_MEL_FFT / 2 + 1)

/* A triangle over a few bins. */
typedef struct
{
  guint first, n;
  float weights[N_BINS];
} Band;

struct _VtLogMel
{
  guint n_mels;
  Band *bands;
  VtFft *fft;
  float window[VT_MEL_FFT];
  float frame[VT_MEL_FFT];
  VtComplex bins[N_BINS];
  float power[N_BINS];
};

/* Slaney's scale: linear below 1000 Hz, logarithmic above. */
static double
mel_to_hz (double mel)
{
  return mel < 15 ? mel * 200 / 3 : 1000 * exp ((mel - 15) * log (6.4) / 27);
}

static double
hz_to_mel (double hz)
{
  return hz < 1000 ? hz * 3 / 200 : 15 + 27 * log (hz / 1000) / log (6.4);
}

static void
make_band (Band *band, double low, double middle, double high)
{
  for (guint i = 0; i < N_BINS; i++)
    {
      double hz = (double) i * VT_MEL_RATE / VT_MEL_FFT;
      double weight = MIN ((hz - low) / (middle - low), (high - hz) / (high - middle)) * 2 / (high - low);

      if (weight <= 0)
        continue;
      if (band->n == 0)
        band->first = i;
      band->n = i + 1 - band->first;
      band->weights[i - band->first] = (float) weight;
    }
}

VtLogMel *
vt_log_mel_new (guint n_mels)
{
  VtLogMel *self = g_new0 (VtLogMel, 1);
  double top = hz_to_mel (VT_MEL_RATE / 2);

  g_assert (n_mels >= 1 && n_mels <= 512);
  self->n_mels = n_mels;
  self->bands = g_new0 (Band, n_mels);
  for (guint i = 0; i < n_mels; i++)
    make_band (&self->bands[i], mel_to_hz (top * i / (n_mels + 1)), mel_to_hz (top * (i + 1) / (n_mels + 1)),
               mel_to_hz (top * (i + 2) / (n_mels + 1)));
  for (guint i = 0; i < VT_MEL_FFT; i++)
    self->window[i] = (float) (0.5 - 0.5 * cos (2 * G_PI * i / VT_MEL_FFT));
  self->fft = vt_fft_new (VT_MEL_FFT);
  return self;
}

void
vt_log_mel_free (VtLogMel *self)
{
  vt_fft_free (self->fft);
  g_free (self->bands);
  g_free (self);
}

/* The sample at @at, which may lie outside: there the signal is mirrored. */
static float
sample_at (const float *samples, gsize n, gsize length, gint64 at)
{
  if (at < 0)
    at = -at;
  if (at >= (gint64) length)
    at = 2 * (gint64) length - 2 - at;
  return at >= 0 && at < (gint64) n ? samples[at] : 0;
}

static void
cut_frame (VtLogMel *self, const float *samples, gsize n, gsize length, gsize frame)
{
  gint64 begin = (gint64) frame * VT_MEL_HOP - VT_MEL_FFT / 2;

  if (begin >= 0 && begin + VT_MEL_FFT <= (gint64) n)
    for (guint i = 0; i < VT_MEL_FFT; i++)
      self->frame[i] = samples[begin + i] * self->window[i];
  else
    for (guint i = 0; i < VT_MEL_FFT; i++)
      self->frame[i] = sample_at (samples, n, length, begin + i) * self->window[i];
}

static float
band_power (const VtLogMel *self, const Band *band)
{
  const float *power = self->power + band->first;
  float sum = 0;

  for (guint i = 0; i < band->n; i++)
    sum += power[i] * band->weights[i];
  return sum;
}

/* Whether a frame lies behind the end, and so far from it that no mirror shows it. */
static gboolean
is_silent (gsize n, gsize length, gsize frame)
{
  gsize begin = frame * VT_MEL_HOP, reach = VT_MEL_FFT / 2;

  return begin >= n + reach && begin + n + reach < 2 * length;
}

static void
transform_frame (VtLogMel *self, const float *samples, gsize n, gsize length, gsize frame, float *out)
{
  cut_frame (self, samples, n, length, frame);
  vt_fft_real (self->fft, self->frame, self->bins);
  for (guint i = 0; i < N_BINS; i++)
    self->power[i] = self->bins[i].re * self->bins[i].re + self->bins[i].im * self->bins[i].im;
  for (guint i = 0; i < self->n_mels; i++)
    out[i] = log10f (MAX (band_power (self, &self->bands[i]), 1e-10f));
}

float
vt_log_mel_frames (VtLogMel *self, const float *samples, gsize n, gsize length, gsize first, guint n_frames, float *out)
{
  float max = SILENCE;

  for (guint f = 0; f < n_frames; f++, out += self->n_mels)
    {
      gboolean silent = is_silent (n, length, first + f);

      if (!silent)
        transform_frame (self, samples, n, length, first + f, out);
      for (guint i = 0; i < self->n_mels; i++)
        max = MAX (max, out[i] = silent ? SILENCE : out[i]);
    }
  return max;
}

void
vt_log_mel_normalise (float *values, gsize n, float max)
{
  for (gsize i = 0; i < n; i++)
    values[i] = (MAX (values[i], max - 8) + 4) / 4;
}
