/* asr-sound.h: the sound of a run as Whisper needs it: mono at 16 kHz, where
 * somebody speaks in it, and its spectrogram a window at a time.
 *
 * Times are counted in frames of 10 ms.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gio/gio.h>

#include "engine/dsp/mel.h"
#include "engine/dsp/voice.h"
#include "engine/tasks/value.h"

G_BEGIN_DECLS

/**
 * VtAsrSound:
 * @samples: (array length=n): mono, 16 kHz
 * @n_frames: frames of 10 ms, the last perhaps not full
 * @voices: (element-type VtVoiceSpan): in frames; everything where nobody asked
 * @loudest: the highest value of the spectrogram so far
 */
typedef struct
{
  const float *samples;
  gsize n;
  gsize n_frames;
  GArray *voices;
  VtLogMel *mel;
  guint n_mels;
  float loudest;
  /*< private >*/
  GArray *own;
} VtAsrSound;

/* Takes what @audio holds; it must live as long. VT_ERROR_INVALID where there
 * is nothing in it, %G_IO_ERROR_CANCELLED. */
gboolean vt_asr_sound_init (VtAsrSound *sound, const VtAudio *audio, guint n_mels, gboolean find_voices,
                            GCancellable *cancellable, GError **error);
void vt_asr_sound_clear (VtAsrSound *sound);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (VtAsrSound, vt_asr_sound_clear)

/* The first frame from @frame on in which somebody speaks; n_frames if none. */
gsize vt_asr_sound_next_voice (const VtAsrSound *sound, gsize frame);

/* Writes the spectrogram of @n_frames frames from @first on: (n_mels, n_frames),
 * silence behind the end, as Whisper is given it. */
void vt_asr_sound_window (VtAsrSound *sound, gsize first, guint n_frames, float *out);

G_END_DECLS
