/* sound-devices-private.h: PortAudio, which is one for the whole program and
 * used by one thread at a time; for media only.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib.h>
#include <portaudio.h>

G_BEGIN_DECLS

/* Between these calls PortAudio belongs to the caller. Waits for its turn: not
 * on the main loop. */
void vt_sound_devices_lock (void);
void vt_sound_devices_unlock (void);

/* Under the lock: starts PortAudio, or counts one more user of it. Each success
 * wants a vt_sound_devices_stop(). */
gboolean vt_sound_devices_start (GError **error);
void vt_sound_devices_stop (void);

/* Under the lock, started: the device called @name, or the default one for
 * %NULL; paNoDevice with VT_ERROR_NOT_FOUND. */
PaDeviceIndex vt_sound_devices_find (const char *name, GError **error);

G_END_DECLS
