/* devices.h: which Vulkan devices there are, and one of them as a VtDevice.
 *
 * Kernels reach every tensor by its buffer device address, so neither
 * descriptor sets nor the storage-buffer-range limits of some drivers matter.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "engine/tensor/device.h"

G_BEGIN_DECLS

/**
 * VtVulkanKind: what a device is made of; it decides which kernels it gets.
 * @VT_VULKAN_SOFTWARE: the processor itself (lavapipe)
 * @VT_VULKAN_INTEGRATED: a GPU that shares the computer's memory
 * @VT_VULKAN_DISCRETE: a GPU with memory of its own
 */
typedef enum
{
  VT_VULKAN_SOFTWARE,
  VT_VULKAN_INTEGRATED,
  VT_VULKAN_DISCRETE,
} VtVulkanKind;

/**
 * VtVulkanInfo:
 * @index: number for vt_vulkan_device_new()
 * @id: "vulkan:0"
 * @name: as the driver calls it
 * @driver: driver's name and version, for reports of faults
 * @memory: bytes of the memory that kernels work in
 * @unusable: why it cannot be used, one sentence, or %NULL where it can
 */
typedef struct
{
  guint index;
  char *id;
  char *name;
  char *driver;
  VtVulkanKind kind;
  guint64 memory;
  char *unusable;
} VtVulkanInfo;

void vt_vulkan_info_free (VtVulkanInfo *info);

/* "software", "integrated" or "discrete". */
const char *vt_vulkan_kind_name (VtVulkanKind kind);

/* Every Vulkan device of this computer, usable or not, in the driver's order
 * (transfer full, element-type VtVulkanInfo). %NULL and VT_ERROR_NOT_FOUND
 * where no driver is installed. Any thread. */
GPtrArray *vt_vulkan_list (GError **error);

/**
 * VtVulkanClass: whose kernels to take; only tests choose.
 * @VT_VULKAN_CLASS_GPU: of any real GPU, that is without its matrix units, and memory as a
 *   graphics card has it, which the host does not see
 */
typedef enum
{
  VT_VULKAN_CLASS_FOUND,
  VT_VULKAN_CLASS_GPU,
  VT_VULKAN_CLASS_SOFTWARE,
} VtVulkanClass;

/**
 * VtVulkanOptions: what is not usual. All zero is the usual.
 * @validation: watch with the validation layer (VITRINE_VULKAN_VALIDATION, 1 or 0, decides where it is set)
 * @klass: whose kernels to take (also VITRINE_VULKAN_CLASS=gpu or software)
 * @pipelines: the folder in which compiled kernels are kept (pipeline-cache.h); %NULL for the user's own cache
 * @memory_limit: bytes that may be allocated, 0 for as many as there are
 * @lose_after: submissions of plans after which the device counts as lost, 0 for never: for tests
 */
typedef struct
{
  gboolean validation;
  VtVulkanClass klass;
  const char *pipelines;
  guint64 memory_limit;
  guint lose_after;
} VtVulkanOptions;

/* Opens device @index of vt_vulkan_list(); @options may be %NULL. Errors:
 * VT_ERROR_NOT_FOUND (no driver, no such device), VT_ERROR_UNSUPPORTED (it
 * lacks what the kernels need), VT_ERROR_DEVICE (the driver failed). */
VtDevice *vt_vulkan_device_new (guint index, const VtVulkanOptions *options, GError **error);

/* What the validation layer has said about @device so far, one message a line,
 * or %NULL (transfer full). */
char *vt_vulkan_device_messages (VtDevice *device);

/* Lanes of a subgroup of @device. */
guint vt_vulkan_device_lanes (VtDevice *device);

/* How many pipelines have been compiled for @device. */
guint vt_vulkan_device_pipelines (VtDevice *device);

G_END_DECLS
