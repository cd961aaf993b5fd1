/* device.h: the device that a case names.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <string.h>

#include "engine/cpu/device-cpu.h"
#include "engine/vulkan/devices.h"

/* @name: "cpu", or "vulkan" for the first device, with the validation layer */
static inline VtDevice *
open_device (const char *name)
{
  g_autoptr (GError) error = NULL;
  VtDevice *device = strcmp (name, "cpu") == 0
    ? vt_cpu_device_new (0, &error)
    : vt_vulkan_device_new (0, &(VtVulkanOptions) { .validation = TRUE }, &error);

  g_assert_no_error (error);
  return device;
}
