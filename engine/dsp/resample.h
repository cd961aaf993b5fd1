/* resample.h: sound of any rate and number of channels as mono of another rate.
 *
 * Channels are averaged. The new samples are those of the band-limited signal
 * at the new times, exactly: out[i] lies at i * from / to input samples, with
 * no drift however long the signal. The filter is a sinc under a Kaiser window
 * (Smith, "Digital Audio Resampling", 2002), 48 zero crossings each side: even
 * to 0.88 of what the lower rate can hold, and 85 dB down where that ends.
 *
 * Works on streams: what comes out does not depend on how the input is cut.
 * Not for several threads at once.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Rates that can be given. */
#define VT_RESAMPLE_MIN_RATE 1000
#define VT_RESAMPLE_MAX_RATE 768000

typedef struct _VtResampler VtResampler;

/* @from, @to: rates in the range above; @channels: 1 or more. */
VtResampler *vt_resampler_new (guint from, guint channels, guint to);
void vt_resampler_free (VtResampler *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (VtResampler, vt_resampler_free)

/* Takes @n_frames frames (channels side by side) and appends to @out (element-type
 * gfloat) what they settle. Values that are not finite count as 0. */
void vt_resampler_push (VtResampler *self, const float *frames, gsize n_frames, GArray *out);

/* Appends the rest: in all ceil (frames * to / from) samples have come out. */
void vt_resampler_finish (VtResampler *self, GArray *out);

G_END_DECLS
