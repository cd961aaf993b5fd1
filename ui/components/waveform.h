/* waveform.h: a sound drawn by how loud it is, with a place in it and perhaps a
 * selected part; or, live, the loudness of the last seconds.
 *
 * Pressing goes to a place, dragging selects. Left and right move by a second,
 * with Ctrl by five; with Shift they select; Escape selects nothing.
 *
 * Signals:
 *   "seek" (double seconds): the person went there
 *   "selected" (): another part is selected, or none
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gtk/gtk.h>

#include "media/sound-peaks.h"

G_BEGIN_DECLS

#define VT_TYPE_WAVEFORM (vt_waveform_get_type ())
G_DECLARE_FINAL_TYPE (VtWaveform, vt_waveform, VT, WAVEFORM, GtkWidget)

GtkWidget *vt_waveform_new (void);

/* Takes @peaks (nullable); keeps the position where it is, within the sound. */
void vt_waveform_set_peaks (VtWaveform *self, VtSoundPeaks *peaks);
double vt_waveform_get_seconds (VtWaveform *self);

void vt_waveform_set_position (VtWaveform *self, double seconds);
double vt_waveform_get_position (VtWaveform *self);

/* %FALSE where nothing is selected. */
gboolean vt_waveform_get_selection (VtWaveform *self, double *from, double *to);
void vt_waveform_select (VtWaveform *self, double from, double to);

/* Live: one more bar at the end, 0 … 1. Setting peaks ends it. */
void vt_waveform_push_level (VtWaveform *self, double level);

/* "1:05", "1:02:03"; transfer full. */
char *vt_waveform_format_time (double seconds);

G_END_DECLS
