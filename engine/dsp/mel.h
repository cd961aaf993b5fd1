/* mel.h: the log-mel spectrogram that Whisper hears.
 *
 * Frames of 400 samples (25 ms at 16 kHz) every 160 (10 ms), each centred on
 * its sample, under a periodic Hann window; power, gathered in triangular
 * bands of Slaney's mel scale from 0 to 8000 Hz, each of area 1; log10, nothing
 * below 1e-10. Before the beginning and behind the end the signal is mirrored.
 *
 * Source: transformers' WhisperFeatureExtractor and OpenAI's whisper/audio.py,
 * of which it gives the numbers; Slaney, Auditory Toolbox, 1998.
 *
 * A #VtLogMel holds scratch memory: one thread at a time.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define VT_MEL_RATE 16000
#define VT_MEL_HOP 160
#define VT_MEL_FFT 400

typedef struct _VtLogMel VtLogMel;

/* @n_mels: bands, 80 or 128 with Whisper; 1 to 512. */
VtLogMel *vt_log_mel_new (guint n_mels);
void vt_log_mel_free (VtLogMel *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (VtLogMel, vt_log_mel_free)

/**
 * vt_log_mel_frames:
 * @samples: (array length=n): mono, 16 kHz
 * @length: how long the signal is taken to be, @n or more: silence fills it up
 * @first: the first frame, centred on sample @first * VT_MEL_HOP
 * @n_frames: how many
 * @out: (array): gets (n_mels, n_frames), the log10 of each band's power
 *
 * Returns: the largest value of @out
 */
float vt_log_mel_frames (VtLogMel *self, const float *samples, gsize n, gsize length, gsize first, guint n_frames,
                         float *out);

/* What Whisper is given: nothing more than 8 below @max, then (x + 4) / 4. In place. */
void vt_log_mel_normalise (float *values, gsize n, float max);

G_END_DECLS
