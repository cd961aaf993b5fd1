/* fbank.h: the log-mel filterbank of Kaldi, which the Audio Spectrogram
 * Transformer and its kin hear.
 *
 * Frames of 400 samples (25 ms at 16 kHz) every 160 (10 ms), only whole ones;
 * of each its mean is taken away, high tones are raised (x[t] - 0.97 x[t - 1],
 * with x[-1] = x[0]), and a symmetric Hann window laid over it; power of a
 * transform of 512, gathered in triangular bands of Kaldi's mel scale from 20 to
 * 8000 Hz; natural logarithm, nothing below 2^-23.
 *
 * Samples are those of sound (-1 … 1), not Kaldi's 16-bit ones.
 *
 * Source: transformers' ASTFeatureExtractor; torchaudio's compliance.kaldi.fbank
 * with the window “hanning” and no dither, of which that one gives the numbers.
 *
 * A #VtFbank holds scratch memory: one thread at a time.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define VT_FBANK_RATE 16000
#define VT_FBANK_HOP 160
#define VT_FBANK_WINDOW 400

typedef struct _VtFbank VtFbank;

/* @n_bands: 1 to 512. */
VtFbank *vt_fbank_new (guint n_bands);
void vt_fbank_free (VtFbank *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (VtFbank, vt_fbank_free)

/* How many whole frames @n samples have. */
gsize vt_fbank_count (gsize n);

/* The first @n_frames frames of @samples, as many as vt_fbank_count() says at most:
 * @out (n_bands, n_frames). */
void vt_fbank_frames (VtFbank *self, const float *samples, gsize n_frames, float *out);

G_END_DECLS
