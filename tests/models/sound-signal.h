/* sound-signal.h: the sound of the tests: signal() of tests/vectors/whisper.py,
 * three tones under a swell and a little noise.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib.h>
#include <math.h>

/* The generator of the vectors' script. */
static inline float
signal_noise (guint32 *state)
{
  *state = *state * 1664525u + 1013904223u;
  return (float) (*state / 2147483648.0 - 1);
}

/* @n samples at 16 kHz, to be freed. */
static inline float *
make_signal (gsize n)
{
  float *samples = g_new (float, n);
  guint32 state = 12345;

  for (gsize i = 0; i < n; i++)
    {
      double t = (double) i / 16000;
      double swell = 0.5 - 0.5 * cos (2 * G_PI * t * 1.5);
      double tones = 0.3 * sin (2 * G_PI * 220 * t) + 0.2 * sin (2 * G_PI * 1870 * t) + 0.1 * sin (2 * G_PI * 6100 * t);

      samples[i] = (float) (swell * tones + 0.003 * signal_noise (&state));
    }
  return samples;
}
