/* device-list.h: asks the engine for its devices without stopping the main loop.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "engine/api/engine.h"

G_BEGIN_DECLS

/**
 * VtDeviceList:
 * @chosen: (nullable): what was asked for; NULL with @error
 * @all: (element-type VtDeviceInfo): every device
 */
typedef struct
{
  VtDeviceInfo *chosen;
  GPtrArray *all;
  GError *error;
} VtDeviceList;

void vt_device_list_free (VtDeviceList *list);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (VtDeviceList, vt_device_list_free)

/* Looks in a thread, since drivers may take tens of milliseconds. @spec: "auto",
 * "cpu", "vulkan", "vulkan:N". The callback comes in the caller's main context. */
void vt_device_list_async (VtEngine *engine, const char *spec, GCancellable *cancellable,
                           GAsyncReadyCallback callback, gpointer data);

/* (transfer full): NULL only where it was cancelled: whoever asked may be gone. */
VtDeviceList *vt_device_list_finish (GAsyncResult *result);

G_END_DECLS
