/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/dsp/voice.h"

#include <math.h>

#define SILENCE -100.0f
#define FAINTEST -62.0f /* nobody could be understood who is fainter */
#define SMALLEST_RANGE 6.0f /* decibels between room and voice, or they cannot be told apart */
#define STEADY 2.0f /* decibels: syllables differ more, also in noise that is as loud as they are */
#define STEADY_BLOCKS 100 /* from which length on that can be told */
#define ABOVE_ROOM 0.25f /* of that range */
#define SECTION 6000 /* blocks: a minute, in which a word of half a second is not overlooked */

float
vt_voice_loudness (const float *samples, gsize n)
{
  double sum = 0;

  for (gsize i = 0; i < n; i++)
    sum += (double) samples[i] * samples[i];
  return n > 0 && sum > 0 ? MAX ((float) (10 * log10 (sum / (double) n)), SILENCE) : SILENCE;
}

static int
compare (gconstpointer a, gconstpointer b)
{
  float x = *(const float *) a, y = *(const float *) b;

  return (x > y) - (x < y);
}

/* The threshold between a room and a voice. */
static float
between (float room, float voice)
{
  return MAX (room + MAX (ABOVE_ROOM * (voice - room), SMALLEST_RANGE / 2), FAINTEST);
}

/* From which loudness on a block is speech; HUGE_VALF where all are alike. */
static float
find_threshold (const float *loudness, gsize n)
{
  g_autoptr (GArray) sorted = g_array_sized_new (FALSE, FALSE, sizeof (float), (guint) n);
  float room, voice, rare;

  g_array_append_vals (sorted, loudness, (guint) n);
  g_array_sort (sorted, compare);
  room = MAX (g_array_index (sorted, float, n / 10), FAINTEST - 10);
  voice = g_array_index (sorted, float, n - 1 - n / 20);
  rare = g_array_index (sorted, float, n - 1 - n / 200);
  if (n >= STEADY_BLOCKS && voice - room < STEADY)
    return rare - room >= SMALLEST_RANGE ? between (room, rare) : HUGE_VALF;
  return voice - room < SMALLEST_RANGE ? FAINTEST : between (room, voice);
}

/* Where somebody speaks only now and then, all is alike on the whole; then every
 * section, of a minute at least, is looked at by itself. */
static float *
find_thresholds (const float *loudness, gsize n, gsize *section)
{
  gsize n_sections = MAX (n / SECTION, 1);
  float all = find_threshold (loudness, n), *thresholds = g_new (float, n_sections);

  *section = (n + n_sections - 1) / n_sections;
  for (gsize i = 0; i < n_sections; i++)
    {
      gsize start = MIN (i * *section, n);

      thresholds[i] = all;
      if (all == HUGE_VALF && n_sections > 1 && start < n)
        thresholds[i] = find_threshold (loudness + start, MIN (*section, n - start));
    }
  return thresholds;
}

/* Runs of loud blocks, numbered in blocks; short pauses do not end them. */
static GArray *
find_runs (const float *loudness, gsize n, gsize pause)
{
  gsize section;
  g_autofree float *thresholds = find_thresholds (loudness, n, &section);
  GArray *runs = g_array_new (FALSE, FALSE, sizeof (VtVoiceSpan));

  for (gsize i = 0; i < n; i++)
    {
      VtVoiceSpan *last = runs->len > 0 ? &g_array_index (runs, VtVoiceSpan, runs->len - 1) : NULL;
      VtVoiceSpan run = { i, i + 1 };

      if (loudness[i] < thresholds[i / section])
        continue;
      if (last != NULL && i - last->end < pause)
        last->end = i + 1;
      else
        g_array_append_val (runs, run);
    }
  return runs;
}

/* Blocks of loud runs to samples, with a margin; margins that touch join. */
static GArray *
widen_runs (GArray *runs, gsize block, gsize pad, gsize shortest, gsize n)
{
  GArray *spans = g_array_new (FALSE, FALSE, sizeof (VtVoiceSpan));

  for (guint i = 0; i < runs->len; i++)
    {
      VtVoiceSpan run = g_array_index (runs, VtVoiceSpan, i);
      VtVoiceSpan *last = spans->len > 0 ? &g_array_index (spans, VtVoiceSpan, spans->len - 1) : NULL;
      VtVoiceSpan span = { run.start * block > pad ? run.start * block - pad : 0, MIN (run.end * block + pad, n) };

      if ((run.end - run.start) * block < shortest)
        continue;
      if (last != NULL && span.start <= last->end)
        last->end = span.end;
      else
        g_array_append_val (spans, span);
    }
  return spans;
}

GArray *
vt_voice_find (const VtVoiceConfig *config, const float *samples, gsize n)
{
  gsize block = config->rate / 100, n_blocks = (n + block - 1) / block;
  g_autofree float *loudness = g_new (float, n_blocks);
  g_autoptr (GArray) runs = NULL;

  if (n == 0)
    return g_array_new (FALSE, FALSE, sizeof (VtVoiceSpan));
  for (gsize i = 0; i < n_blocks; i++)
    loudness[i] = vt_voice_loudness (samples + i * block, MIN (block, n - i * block));
  runs = find_runs (loudness, n_blocks, config->min_silence_ms / 10);
  return widen_runs (runs, block, config->pad_ms * (gsize) config->rate / 1000,
                     config->min_speech_ms * (gsize) config->rate / 1000, n);
}
