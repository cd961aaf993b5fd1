/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "media/sound-peaks.h"

#include <math.h>

#include "media/sound-read.h"

#define PER_SECOND 100
#define LOOKS 4096 /* frames of a part at most */

void
vt_sound_peaks_free (VtSoundPeaks *self)
{
  g_free (self->peaks);
  g_free (self);
}

static float
largest (const float *samples, gsize n)
{
  float peak = 0;

  for (gsize i = 0; i < n; i++)
    peak = fmaxf (peak, fabsf (samples[i]));
  return fminf (peak, 1);
}

/* Hours of sound are drawn anew with every sentence that is spoken. */
static float
largest_of (const VtAudio *audio, gsize from, gsize to)
{
  gsize step = (to - from) / LOOKS + 1;
  float peak = 0;

  for (gsize i = from; i < to; i += step)
    peak = fmaxf (peak, largest (audio->samples + i * audio->channels, audio->channels));
  return peak;
}

VtSoundPeaks *
vt_sound_peaks_new (const VtAudio *audio, gsize n)
{
  VtSoundPeaks *self = g_new0 (VtSoundPeaks, 1);

  self->n = MIN (n, audio->n_frames);
  self->peaks = g_new (float, self->n);
  self->seconds = (double) audio->n_frames / audio->rate;
  for (gsize i = 0; i < self->n; i++)
    self->peaks[i] = largest_of (audio, audio->n_frames * i / self->n, audio->n_frames * (i + 1) / self->n);
  return self;
}

typedef struct
{
  GArray *peaks;
  gsize n_frames;
  guint rate;
  float peak; /* of the part that is not full yet */
} Collector;

static void
collect (const float *samples, gsize n_frames, guint rate, guint channels, gpointer data)
{
  Collector *c = data;

  c->rate = rate;
  for (gsize i = 0; i < n_frames; i++)
    {
      c->peak = fmaxf (c->peak, largest (samples + i * channels, channels));
      c->n_frames++;
      if ((gsize) ((double) c->n_frames * PER_SECOND / rate) > c->peaks->len)
        {
          g_array_append_val (c->peaks, c->peak);
          c->peak = 0;
        }
    }
}

static void
read_in_thread (GTask *task, gpointer source, gpointer path, GCancellable *cancellable)
{
  Collector c = { g_array_new (FALSE, FALSE, sizeof (float)), 0, 0, 0 };
  GError *error = NULL;
  VtSoundPeaks *peaks;

  if (!vt_sound_stream (path, 0, collect, &c, cancellable, &error))
    {
      g_array_unref (c.peaks);
      g_task_return_error (task, error);
      return;
    }
  if (c.peaks->len == 0)
    g_array_append_val (c.peaks, c.peak);
  peaks = g_new0 (VtSoundPeaks, 1);
  peaks->n = c.peaks->len;
  peaks->seconds = (double) c.n_frames / c.rate;
  peaks->peaks = (float *) (gpointer) g_array_free (c.peaks, FALSE);
  g_task_return_pointer (task, peaks, (GDestroyNotify) vt_sound_peaks_free);
}

void
vt_sound_peaks_read_async (const char *path, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, data);

  g_task_set_task_data (task, g_strdup (path), g_free);
  g_task_run_in_thread (task, read_in_thread);
}

VtSoundPeaks *
vt_sound_peaks_read_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
