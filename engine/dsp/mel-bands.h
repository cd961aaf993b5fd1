/* mel-bands.h: a spectrum's power gathered in triangular bands that lie evenly
 * on a mel scale, each beginning where the one before has its peak.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * VtMelScale:
 * @VT_MEL_SLANEY: linear below 1000 Hz, logarithmic above; straight sides over Hz,
 *   area 1 (Slaney, Auditory Toolbox, 1998; librosa)
 * @VT_MEL_KALDI: 1127 ln (1 + f / 700); straight sides over mels, peak 1 (Kaldi)
 */
typedef enum
{
  VT_MEL_SLANEY,
  VT_MEL_KALDI,
} VtMelScale;

typedef struct _VtMelBands VtMelBands;

/* @n_bands from @low to @high Hz over the @n_fft / 2 + 1 bins of a transform of
 * @n_fft samples at @rate Hz. */
VtMelBands *vt_mel_bands_new (VtMelScale scale, guint n_bands, guint n_fft, guint rate, double low, double high);
void vt_mel_bands_free (VtMelBands *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (VtMelBands, vt_mel_bands_free)

/* @out (n_bands) from @power (n_fft / 2 + 1). A band that lies between two bins gets 0. */
void vt_mel_bands_gather (const VtMelBands *self, const float *power, float *out);

G_END_DECLS
