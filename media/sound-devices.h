/* sound-devices.h: the microphones of this computer.
 *
 * PortAudio looks for devices only while nothing is open, so the list is made
 * anew each time it is asked for, unless something records.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * VtSoundDevice:
 * @name: as the system calls it, which is also how it is chosen
 * @is_default: whether it is taken where none is chosen
 */
typedef struct
{
  char *name;
  gboolean is_default;
} VtSoundDevice;

void vt_sound_device_free (VtSoundDevice *device);

/* The devices that can record, in a thread: looking takes a moment. */
void vt_sound_devices_list_async (GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data);

/* (transfer full) (element-type VtSoundDevice): empty where there is none. */
GPtrArray *vt_sound_devices_list_finish (GAsyncResult *result, GError **error);

G_END_DECLS
