/* sound-peaks.h: how loud a sound is at each place, for drawing it.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gio/gio.h>

#include "engine/tasks/value.h"

G_BEGIN_DECLS

/**
 * VtSoundPeaks:
 * @peaks: (n): the largest amount of any sample of any channel in each part, 0 … 1
 * @seconds: how long the sound is; a part is @seconds / @n
 */
typedef struct
{
  float *peaks;
  gsize n;
  double seconds;
} VtSoundPeaks;

void vt_sound_peaks_free (VtSoundPeaks *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (VtSoundPeaks, vt_sound_peaks_free)

/* At most @n parts, fewer where there are fewer frames. Of parts of many thousand frames not
 * every one is looked at, so it takes milliseconds also for hours. Any thread. */
VtSoundPeaks *vt_sound_peaks_new (const VtAudio *audio, gsize n);

/* Of a file of any length, in a thread and little memory: 100 parts a second. */
void vt_sound_peaks_read_async (const char *path, GCancellable *cancellable, GAsyncReadyCallback callback,
                                gpointer data);
VtSoundPeaks *vt_sound_peaks_read_finish (GAsyncResult *result, GError **error);

G_END_DECLS
