/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/dsp/fbank.h"

#include <math.h>

#include "engine/dsp/fft.h"
#include "engine/dsp/mel-bands.h"

#define N_FFT 512
#define N_BINS (N_FFT / 2 + 1)
#define LOWEST 20 /* Hz */
#define EMPHASIS 0.97
#define NOTHING 0x1p-23f

struct _VtFbank
{
  guint n_bands;
  VtMelBands *bands;
  VtFft *fft;
  double window[VT_FBANK_WINDOW];
  float frame[N_FFT]; /* zeros behind the window */
  VtComplex bins[N_BINS];
  float power[N_BINS];
};

VtFbank *
vt_fbank_new (guint n_bands)
{
  VtFbank *self = g_new0 (VtFbank, 1);

  g_assert (n_bands >= 1 && n_bands <= 512);
  self->n_bands = n_bands;
  self->bands = vt_mel_bands_new (VT_MEL_KALDI, n_bands, N_FFT, VT_FBANK_RATE, LOWEST, VT_FBANK_RATE / 2);
  self->fft = vt_fft_new (N_FFT);
  for (guint i = 0; i < VT_FBANK_WINDOW; i++)
    self->window[i] = 0.5 - 0.5 * cos (2 * G_PI * i / (VT_FBANK_WINDOW - 1));
  return self;
}

void
vt_fbank_free (VtFbank *self)
{
  vt_fft_free (self->fft);
  vt_mel_bands_free (self->bands);
  g_free (self);
}

gsize
vt_fbank_count (gsize n)
{
  return n < VT_FBANK_WINDOW ? 0 : 1 + (n - VT_FBANK_WINDOW) / VT_FBANK_HOP;
}

/* In double precision: what is left of a quiet sound on a large mean is small. */
static void
cut_frame (VtFbank *self, const float *samples)
{
  double mean = 0, before;

  for (guint i = 0; i < VT_FBANK_WINDOW; i++)
    mean += samples[i];
  mean /= VT_FBANK_WINDOW;
  before = samples[0] - mean;
  for (guint i = 0; i < VT_FBANK_WINDOW; i++)
    {
      double x = samples[i] - mean;

      self->frame[i] = (float) ((x - EMPHASIS * before) * self->window[i]);
      before = x;
    }
}

void
vt_fbank_frames (VtFbank *self, const float *samples, gsize n_frames, float *out)
{
  for (gsize f = 0; f < n_frames; f++, samples += VT_FBANK_HOP, out += self->n_bands)
    {
      cut_frame (self, samples);
      vt_fft_real (self->fft, self->frame, self->bins);
      for (guint i = 0; i < N_BINS; i++)
        self->power[i] = self->bins[i].re * self->bins[i].re + self->bins[i].im * self->bins[i].im;
      vt_mel_bands_gather (self->bands, self->power, out);
      for (guint i = 0; i < self->n_bands; i++)
        out[i] = logf (MAX (out[i], NOTHING));
    }
}
