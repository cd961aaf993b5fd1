/* physical.h: what a physical device is and can do.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "engine/vulkan/instance.h"
#include "engine/vulkan/devices.h"

G_BEGIN_DECLS

/**
 * VtVkTraits: what choices of kernels and memory depend on.
 * @gpu: take the kernels for real GPUs
 * @matrix_units: it multiplies squares of 16 x 16 halves into floats by subgroups
 *   of 32 lanes (VK_NV_cooperative_matrix)
 * @copies_weights: the device has memory of its own: kernels should neither read
 *   weights out of the host's nor write results there
 * @import_alignment: of VK_EXT_external_memory_host, 0 where that is missing
 * @max_allocation: the largest single allocation
 * @tick_ns: nanoseconds of a timestamp's unit, 0 where there are none
 */
typedef struct
{
  VtVulkanKind kind;
  gboolean gpu;
  gboolean matrix_units;
  gboolean copies_weights;
  gboolean memory_budget;
  guint32 queue_family;
  guint32 subgroup_size;
  guint32 shared_bytes;
  guint32 max_groups[3];
  gsize import_alignment;
  guint64 max_allocation;
  double tick_ns;
  guint64 memory;
  char name[VK_MAX_PHYSICAL_DEVICE_NAME_SIZE];
  char driver[VK_MAX_DRIVER_NAME_SIZE + VK_MAX_DRIVER_INFO_SIZE];
} VtVkTraits;

/* All physical devices (transfer full); @n gets their number. */
VkPhysicalDevice *vt_vk_physical_list (VtVkInstance *instance, guint32 *n, GError **error);

/* Fills @traits; returns why the device cannot be used (transfer full), or %NULL. */
char *vt_vk_physical_inspect (VkInstance instance, VkPhysicalDevice physical, VtVkTraits *traits);

/* Whether @physical offers the device extension @name. */
gboolean vt_vk_physical_has (VkPhysicalDevice physical, const char *name);

G_END_DECLS
