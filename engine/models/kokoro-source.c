/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/models/kokoro-source.h"

#include <math.h>

#define VOICED 10        /* Hertz */
#define LOUDNESS 0.1f    /* of a harmonic */
#define VOICED_NOISE 0.003f

/* Phases of one harmonic at the middle of each half frame. */
static void
count_turns (const float *pitch, guint n, int harmonic, float half, float *phase)
{
  float turns = 0;

  for (guint i = 0; i < n; i++)
    {
      float turn = pitch[i] * (float) harmonic / VT_KOKORO_RATE;

      turns += turn - floorf (turn);
      phase[i] = turns * 2 * (float) G_PI * half;
    }
}

/* Adds one harmonic to all samples; between two middles its phase goes straight. */
static void
add_harmonic (const float *pitch, guint n, const float *phase, gint64 half, float weight, float noise, VtRng *rng, float *to)
{
  for (guint i = 0; i < n; i++)
    for (gint64 k = 0; k < half; k++)
      {
        float at = MAX (((float) (i * half + k) + 0.5f) / (float) half - 0.5f, 0);
        guint low = MIN ((guint) at, n - 1), high = MIN (low + 1, n - 1);
        float p = phase[low] + (phase[high] - phase[low]) * (at - (float) low);
        gboolean voiced = pitch[i] > VOICED;
        float value = voiced ? sinf (p) * LOUDNESS : 0;

        if (noise > 0)
          value += (voiced ? VOICED_NOISE : LOUDNESS / 3) * noise * (float) vt_rng_normal (rng);
        to[i * half + k] += value * weight;
      }
}

float *
vt_kokoro_source (const VtKokoroConfig *config, const float *pitch, guint n, const float *merge, float bias, double noise,
                  VtRng *rng)
{
  gint64 half = vt_kokoro_config_half_frame (config), size = half * n;
  float *samples = g_new (float, size);
  g_autofree float *phase = g_new (float, n);

  for (gint64 i = 0; i < size; i++)
    samples[i] = bias;
  for (int h = 0; h < VT_KOKORO_HARMONICS; h++)
    {
      count_turns (pitch, n, h + 1, (float) half, phase);
      add_harmonic (pitch, n, phase, half, merge[h], (float) noise, rng, samples);
    }
  for (gint64 i = 0; i < size; i++)
    samples[i] = tanhf (samples[i]);
  return samples;
}

/* What every transform needs: the window, and a turn's sines and cosines. */
typedef struct
{
  gint64 n, bins;
  double *window, *c, *s;
} Tables;

static void
tables_init (Tables *t, gint64 n)
{
  t->n = n;
  t->bins = n / 2 + 1;
  t->window = g_new (double, n);
  t->c = g_new (double, n);
  t->s = g_new (double, n);
  for (gint64 i = 0; i < n; i++)
    {
      t->c[i] = cos (2 * G_PI * (double) i / (double) n);
      t->s[i] = sin (2 * G_PI * (double) i / (double) n);
      t->window[i] = 0.5 - 0.5 * t->c[i];
    }
}

static void
tables_clear (Tables *t)
{
  g_free (t->window);
  g_free (t->c);
  g_free (t->s);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Tables, tables_clear)

static double
mirrored (const float *samples, gint64 n, gint64 i)
{
  if (i < 0)
    i = -i;
  return i < n ? samples[i] : samples[MAX (2 * n - 2 - i, 0)];
}

static void
transform (const Tables *t, const double *x, float *column)
{
  for (gint64 k = 0; k < t->bins; k++)
    {
      double re = 0, im = 0;

      for (gint64 i = 0; i < t->n; i++)
        {
          re += x[i] * t->c[i * k % t->n];
          im -= x[i] * t->s[i * k % t->n];
        }
      /* Real by nature: no rounding may turn the phase by half a circle. */
      if (k == 0 || k == t->n / 2)
        im = 0;
      column[k] = (float) hypot (re, im);
      column[t->bins + k] = (float) atan2 (im, re);
    }
}

float *
vt_kokoro_spectrum (const VtKokoroConfig *config, const float *samples, gsize n)
{
  g_auto (Tables) t = { 0 };
  gint64 columns = (gint64) n / config->hop + 1;
  float *spectrum = g_new (float, (config->n_fft + 2) * columns);
  g_autofree double *x = g_new (double, config->n_fft);

  tables_init (&t, config->n_fft);
  for (gint64 i = 0; i < columns; i++)
    {
      for (gint64 k = 0; k < t.n; k++)
        x[k] = mirrored (samples, (gint64) n, i * config->hop + k - t.n / 2) * t.window[k];
      transform (&t, x, spectrum + i * (config->n_fft + 2));
    }
  return spectrum;
}

/* One column as @t->n numbers, windowed and added to @to. */
static void
add_back (const Tables *t, const float *column, double *re, double *im, double *to)
{
  for (gint64 k = 0; k < t->bins; k++)
    {
      double magnitude = exp (column[k]), phase = sin (column[t->bins + k]), part = k == 0 || k == t->n / 2 ? 1 : 2;

      re[k] = magnitude * cos (phase) * part / (double) t->n;
      im[k] = magnitude * sin (phase) * part / (double) t->n;
    }
  for (gint64 i = 0; i < t->n; i++)
    {
      double sum = 0;

      for (gint64 k = 0; k < t->bins; k++)
        sum += re[k] * t->c[i * k % t->n] - im[k] * t->s[i * k % t->n];
      to[i] += sum * t->window[i];
    }
}

float *
vt_kokoro_sound (const VtKokoroConfig *config, const float *spectrum, gsize columns)
{
  g_auto (Tables) t = { 0 };
  gint64 n = ((gint64) columns - 1) * config->hop, edge = config->n_fft / 2;
  g_autofree double *sum = g_new0 (double, n + config->n_fft), *weight = g_new0 (double, n + config->n_fft);
  g_autofree double *re = g_new (double, config->n_fft), *im = g_new (double, config->n_fft);
  float *samples = g_new (float, MAX (n, 1));

  tables_init (&t, config->n_fft);
  for (gsize i = 0; i < columns; i++)
    {
      add_back (&t, spectrum + i * (gsize) (config->n_fft + 2), re, im, sum + (gint64) i * config->hop);
      for (gint64 k = 0; k < t.n; k++)
        weight[(gint64) i * config->hop + k] += t.window[k] * t.window[k];
    }
  for (gint64 i = 0; i < n; i++)
    samples[i] = (float) (sum[i + edge] / MAX (weight[i + edge], 1e-11));
  return samples;
}
