/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/tasks/asr-sound.h"

#include <math.h>

#include "engine/base/error.h"
#include "engine/dsp/resample.h"

#define BLOCK 262144 /* input frames between two looks at the cancellable */

/* Longer pauses are jumped over; the rest as faster-whisper has it. */
static const VtVoiceConfig voice = { VT_MEL_RATE, 2000, 60, 400 };

static gboolean
check_audio (const VtAudio *audio, GError **error)
{
  if (audio->n_frames == 0)
    g_set_error_literal (error, VT_ERROR, VT_ERROR_INVALID, "The recording is empty: there is nothing in it to hear.");
  else if (audio->rate < VT_RESAMPLE_MIN_RATE || audio->rate > VT_RESAMPLE_MAX_RATE)
    g_set_error (error, VT_ERROR, VT_ERROR_INVALID,
                 "A recording with %u samples a second cannot be used; %d to %d are possible.", audio->rate,
                 VT_RESAMPLE_MIN_RATE, VT_RESAMPLE_MAX_RATE);
  else if (audio->n_frames / audio->rate > 24 * 3600)
    g_set_error_literal (error, VT_ERROR, VT_ERROR_LIMIT,
                         "The recording is longer than a day; cut it into parts and give them one by one.");
  else
    return TRUE;
  return FALSE;
}

static gboolean
is_right_already (const VtAudio *audio)
{
  gboolean finite = audio->rate == VT_MEL_RATE && audio->channels == 1;

  for (gsize i = 0; i < audio->n_frames && finite; i++)
    finite = isfinite (audio->samples[i]);
  return finite;
}

static gboolean
convert (VtAsrSound *s, const VtAudio *audio, GCancellable *cancellable, GError **error)
{
  g_autoptr(VtResampler) resampler = vt_resampler_new (audio->rate, audio->channels, VT_MEL_RATE);

  if (is_right_already (audio))
    {
      s->samples = audio->samples;
      s->n = audio->n_frames;
      return TRUE;
    }
  s->own = g_array_sized_new (FALSE, FALSE, sizeof (float), (guint) (audio->n_frames * VT_MEL_RATE / audio->rate + 1));
  for (gsize at = 0; at < audio->n_frames; at += BLOCK)
    {
      if (g_cancellable_set_error_if_cancelled (cancellable, error))
        return FALSE;
      vt_resampler_push (resampler, audio->samples + at * audio->channels, MIN (BLOCK, audio->n_frames - at), s->own);
    }
  vt_resampler_finish (resampler, s->own);
  s->samples = (const float *) (const void *) s->own->data;
  s->n = s->own->len;
  return TRUE;
}

/* Samples to frames, rounded outwards. */
static void
find_voices (VtAsrSound *s, gboolean wanted)
{
  VtVoiceSpan all = { 0, s->n };

  if (wanted)
    s->voices = vt_voice_find (&voice, s->samples, s->n);
  else
    s->voices = g_array_append_vals (g_array_new (FALSE, FALSE, sizeof all), &all, 1);
  for (guint i = 0; i < s->voices->len; i++)
    {
      VtVoiceSpan *span = &g_array_index (s->voices, VtVoiceSpan, i);

      span->start /= VT_MEL_HOP;
      span->end = (span->end + VT_MEL_HOP - 1) / VT_MEL_HOP;
    }
}

gboolean
vt_asr_sound_init (VtAsrSound *s, const VtAudio *audio, guint n_mels, gboolean wanted, GCancellable *cancellable,
                   GError **error)
{
  *s = (VtAsrSound) { .n_mels = n_mels, .loudest = -10 };
  if (!check_audio (audio, error) || !convert (s, audio, cancellable, error))
    return FALSE;
  s->n_frames = (s->n + VT_MEL_HOP - 1) / VT_MEL_HOP;
  s->mel = vt_log_mel_new (n_mels);
  find_voices (s, wanted);
  return TRUE;
}

void
vt_asr_sound_clear (VtAsrSound *s)
{
  g_clear_pointer (&s->voices, g_array_unref);
  g_clear_pointer (&s->mel, vt_log_mel_free);
  g_clear_pointer (&s->own, g_array_unref);
}

gsize
vt_asr_sound_next_voice (const VtAsrSound *s, gsize frame)
{
  for (guint i = 0; i < s->voices->len; i++)
    {
      VtVoiceSpan span = g_array_index (s->voices, VtVoiceSpan, i);

      if (frame < span.end)
        return MAX (frame, span.start);
    }
  return s->n_frames;
}

void
vt_asr_sound_window (VtAsrSound *s, gsize first, guint n_frames, float *out)
{
  gsize end = (first + n_frames) * VT_MEL_HOP;
  float max = vt_log_mel_frames (s->mel, s->samples, s->n, MAX (s->n, end), first, n_frames, out);

  s->loudest = MAX (s->loudest, max);
  vt_log_mel_normalise (out, (gsize) n_frames * s->n_mels, s->loudest);
}
