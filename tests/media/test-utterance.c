/* test-utterance.c: speech, pauses and quiet rooms are told apart.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <math.h>

#include "media/utterance.h"

#define RATE 16000

static float *
make (double quiet_before, double speech, double quiet_after, double noise, gsize *n)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (3);
  float *samples;

  *n = (gsize) ((quiet_before + speech + quiet_after) * RATE);
  samples = g_new (float, *n);
  for (gsize i = 0; i < *n; i++)
    {
      double t = (double) i / RATE;
      gboolean speaks = t >= quiet_before && t < quiet_before + speech;

      samples[i] = (float) (noise * g_rand_double_range (rand, -1, 1) + (speaks ? 0.2 * sin (900 * t) : 0));
    }
  return samples;
}

static void
expect (double quiet_before, double speech, double quiet_after, double noise, VtUtterance heard)
{
  gsize n;
  g_autofree float *samples = make (quiet_before, speech, quiet_after, noise, &n);

  g_assert_cmpint (vt_utterance_judge (samples, n, RATE), ==, heard);
}

static void
test_judge (void)
{
  expect (2, 0, 0, 0, VT_UTTERANCE_SILENCE);
  expect (2, 0, 0, 0.005, VT_UTTERANCE_SILENCE);
  expect (0.5, 1, 0, 0.005, VT_UTTERANCE_SPEECH);
  expect (0.5, 1, 0.2, 0.005, VT_UTTERANCE_SPEECH);
  expect (0.5, 1, 0.7, 0.005, VT_UTTERANCE_ENDED);
  expect (0, 0.2, 0, 0, VT_UTTERANCE_SPEECH);
  expect (0, 0, 0, 0, VT_UTTERANCE_SILENCE);
  g_assert_cmpint (vt_utterance_judge (NULL, 0, 0), ==, VT_UTTERANCE_SILENCE);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/utterance/judge", test_judge);
  return g_test_run ();
}
