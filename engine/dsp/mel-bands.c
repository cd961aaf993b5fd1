/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/dsp/mel-bands.h"

#include <math.h>

/* A triangle over a few bins. */
typedef struct
{
  guint first, n;
  float *weights;
} Band;

struct _VtMelBands
{
  guint n_bands;
  Band *bands;
};

/* A scale: how mels are counted, and what its triangles have straight sides over. */
typedef struct
{
  double (*mel_of_hz) (double hz);
  double (*axis_of_mel) (double mel);
  double (*axis_of_hz) (double hz);
  gboolean area; /* 1 is the area, not the peak */
} Scale;

static double
same (double x)
{
  return x;
}

static double
slaney_to_hz (double mel)
{
  return mel < 15 ? mel * 200 / 3 : 1000 * exp ((mel - 15) * log (6.4) / 27);
}

static double
hz_to_slaney (double hz)
{
  return hz < 1000 ? hz * 3 / 200 : 15 + 27 * log (hz / 1000) / log (6.4);
}

static double
hz_to_kaldi (double hz)
{
  return 1127 * log (1 + hz / 700);
}

static const Scale scales[] = {
  [VT_MEL_SLANEY] = { hz_to_slaney, slaney_to_hz, same, TRUE },
  [VT_MEL_KALDI] = { hz_to_kaldi, same, hz_to_kaldi, FALSE },
};

/* @at: of each of the @n_bins bins; a band is @edges[0] to @edges[2] with its peak between them */
static void
make_band (Band *band, const double *at, guint n_bins, const double edges[3], double peak)
{
  g_autofree float *weights = g_new (float, n_bins);

  for (guint i = 0; i < n_bins; i++)
    {
      double up = (at[i] - edges[0]) / (edges[1] - edges[0]), down = (edges[2] - at[i]) / (edges[2] - edges[1]);

      weights[i] = (float) (MIN (up, down) * peak);
      if (weights[i] <= 0)
        continue;
      if (band->n == 0)
        band->first = i;
      band->n = i + 1 - band->first;
    }
  band->weights = g_memdup2 (weights + band->first, band->n * sizeof *weights);
}

VtMelBands *
vt_mel_bands_new (VtMelScale which, guint n_bands, guint n_fft, guint rate, double low, double high)
{
  VtMelBands *self = g_new (VtMelBands, 1);
  const Scale *scale = &scales[which];
  double first = scale->mel_of_hz (low), width = (scale->mel_of_hz (high) - first) / (n_bands + 1);
  guint n_bins = n_fft / 2 + 1;
  g_autofree double *at = g_new (double, n_bins);

  for (guint i = 0; i < n_bins; i++)
    at[i] = scale->axis_of_hz ((double) i * rate / n_fft);
  *self = (VtMelBands) { n_bands, g_new0 (Band, n_bands) };
  for (guint i = 0; i < n_bands; i++)
    {
      double edges[3];

      for (guint k = 0; k < 3; k++)
        edges[k] = scale->axis_of_mel (first + width * (i + k));
      make_band (&self->bands[i], at, n_bins, edges, scale->area ? 2 / (edges[2] - edges[0]) : 1);
    }
  return self;
}

void
vt_mel_bands_free (VtMelBands *self)
{
  for (guint i = 0; i < self->n_bands; i++)
    g_free (self->bands[i].weights);
  g_free (self->bands);
  g_free (self);
}

void
vt_mel_bands_gather (const VtMelBands *self, const float *power, float *out)
{
  for (guint i = 0; i < self->n_bands; i++)
    {
      const Band *band = &self->bands[i];
      float sum = 0;

      for (guint k = 0; k < band->n; k++)
        sum += power[band->first + k] * band->weights[k];
      out[i] = sum;
    }
}
