/* fft.h: the discrete Fourier transform of real signals of any length.
 *
 * Mixed radix, decimation in time (Cooley and Tukey 1965); lengths made of
 * small factors are fast, others right. A real signal of even length goes
 * through a complex transform of half of it.
 *
 * A #VtFft holds scratch memory: one thread at a time.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct
{
  float re, im;
} VtComplex;

typedef struct _VtFft VtFft;

/* For signals of @n real values; @n even, 2 to 2^20. */
VtFft *vt_fft_new (guint n);
void vt_fft_free (VtFft *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (VtFft, vt_fft_free)

/* @bins (n / 2 + 1) = sum over t of @signal[t] e^(-2 pi i k t / n), from k = 0 to n / 2. */
void vt_fft_real (VtFft *self, const float *signal, VtComplex *bins);

G_END_DECLS
