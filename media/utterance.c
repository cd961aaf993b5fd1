/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "media/utterance.h"

#include <math.h>

#define LEAST 0.01   /* what is less loud is a quiet room: -40 dB of full scale */
#define QUIET 0.1    /* of the voice: -20 dB */
#define PAUSE_PARTS 5 /* tenths of a second */

static double
loudness (const float *samples, gsize n)
{
  double sum = 0;

  for (gsize i = 0; i < n; i++)
    sum += (double) samples[i] * samples[i];
  return n > 0 ? sqrt (sum / n) : 0;
}

VtUtterance
vt_utterance_judge (const float *samples, gsize n, guint rate)
{
  gsize part = rate / 10;
  double voice = 0, end = 0;

  for (gsize at = 0; part > 0 && at + part <= n; at += part)
    voice = fmax (voice, loudness (samples + at, part));
  if (voice < LEAST)
    return VT_UTTERANCE_SILENCE;
  if (n < part * PAUSE_PARTS * 2)
    return VT_UTTERANCE_SPEECH;
  for (gsize i = 1; i <= PAUSE_PARTS; i++)
    end = fmax (end, loudness (samples + n - i * part, part));
  return end < voice * QUIET ? VT_UTTERANCE_ENDED : VT_UTTERANCE_SPEECH;
}
