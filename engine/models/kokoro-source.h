/* kokoro-source.h: what lies before and behind Kokoro's decoder: the harmonic
 * source that follows the pitch, its spectrogram, and the way back to samples.
 *
 * A few numbers a sample, so that no operation would be worth its name.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "engine/base/rng.h"
#include "engine/models/kokoro-config.h"

G_BEGIN_DECLS

#define VT_KOKORO_HARMONICS 9

/**
 * vt_kokoro_source:
 * @pitch: (array length=n): Hertz, twice a frame; what is not above 10 is unvoiced
 * @merge: (array length=VT_KOKORO_HARMONICS): how much of each harmonic
 * @bias: added to that
 * @noise: 1 for as much noise as in training, 0 for none
 *
 * Wang, Takaki and Yamagishi 2019, "Neural Source-Filter Waveform Models".
 * Computed in 32 bits, in which the model was trained.
 *
 * Returns: (transfer full): n times vt_kokoro_config_half_frame() samples
 */
float *vt_kokoro_source (const VtKokoroConfig *config, const float *pitch, guint n, const float *merge, float bias,
                         double noise, VtRng *rng);

/* The spectrogram of @n samples, a multiple of the hop: magnitudes, then phases, (n_fft + 2, n / hop + 1).
 * Windows are Hann's, the sound mirrored at both ends. Transfer full. */
float *vt_kokoro_spectrum (const VtKokoroConfig *config, const float *samples, gsize n);

/* The samples, (@columns - 1) * hop of them, of what vt_kokoro_decoder() says: logarithms of
 * magnitudes, then what the sine of is the phase. Transfer full. */
float *vt_kokoro_sound (const VtKokoroConfig *config, const float *spectrum, gsize columns);

G_END_DECLS
