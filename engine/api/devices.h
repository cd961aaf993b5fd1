/* devices.h: which devices there are and which one "auto" means.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "engine/api/engine.h"
#include "engine/tensor/device.h"

G_BEGIN_DECLS

/* (element-type VtDeviceInfo) (transfer full): the best first is not implied;
 * Vulkan devices in the driver's order, the CPU last; one is marked automatic. */
GPtrArray *vt_devices_list (void);

VtDeviceInfo *vt_device_info_copy (const VtDeviceInfo *info);

/* The one of @devices that @spec means, borrowed; VT_ERROR_NOT_FOUND or VT_ERROR_DEVICE. */
const VtDeviceInfo *vt_devices_choose (GPtrArray *devices, const char *spec, GError **error);

/* What @spec means, where that can be told without waking the Vulkan drivers,
 * which takes a tenth of a second: the CPU when it is asked for by name, and
 * "auto" on a computer that has no file of a graphics card in /dev. Transfer
 * full; %NULL where the list is needed. */
VtDeviceInfo *vt_devices_choose_at_once (const char *spec);

/* Opens the device with this id. */
VtDevice *vt_devices_open (const char *id, guint threads, GError **error);

G_END_DECLS
