/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/dsp/mel.h"

#include <math.h>

#include "engine/dsp/fft.h"
#include "engine/dsp/mel-bands.h"

#define SILENCE -10.0f /* log10 of what counts as nothing */
#define N_BINS (VT_MEL_FFT / 2 + 1)

struct _VtLogMel
{
  guint n_mels;
  VtMelBands *bands;
  VtFft *fft;
  float window[VT_MEL_FFT];
  float frame[VT_MEL_FFT];
  VtComplex bins[N_BINS];
  float power[N_BINS];
};

VtLogMel *
vt_log_mel_new (guint n_mels)
{
  VtLogMel *self = g_new0 (VtLogMel, 1);

  g_assert (n_mels >= 1 && n_mels <= 512);
  self->n_mels = n_mels;
  self->bands = vt_mel_bands_new (VT_MEL_SLANEY, n_mels, VT_MEL_FFT, VT_MEL_RATE, 0, VT_MEL_RATE / 2);
  for (guint i = 0; i < VT_MEL_FFT; i++)
    self->window[i] = (float) (0.5 - 0.5 * cos (2 * G_PI * i / VT_MEL_FFT));
  self->fft = vt_fft_new (VT_MEL_FFT);
  return self;
}

void
vt_log_mel_free (VtLogMel *self)
{
  vt_fft_free (self->fft);
  vt_mel_bands_free (self->bands);
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
  vt_mel_bands_gather (self->bands, self->power, out);
  for (guint i = 0; i < self->n_mels; i++)
    out[i] = log10f (MAX (out[i], 1e-10f));
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
