/* private.h: the inside of an open Vulkan device, for this folder only.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "engine/vulkan/physical.h"

G_BEGIN_DECLS

/* Bytes of push constants that every device has. */
#define VT_VK_PUSH_BYTES 128

typedef struct _VtVkPipelines VtVkPipelines; /* pipeline.h */

/**
 * VtVkDevice:
 * @layout: the one pipeline layout: push constants, no descriptor sets
 * @commands, @fence: for copies and for waiting
 * @staging: host memory through which device-only memory is written and read, made when first needed
 * @allocated: bytes of all living buffers
 * @submits: of plans so far, for @options.lose_after
 */
typedef struct
{
  VtDevice base;
  VtVulkanOptions options;
  VtVkInstance *instance;
  VkPhysicalDevice physical;
  VtVkTraits traits;
  VkPhysicalDeviceMemoryProperties memory;
  VkDevice handle;
  VkQueue queue;
  VkCommandPool pool;
  VkCommandBuffer commands;
  VkFence fence;
  VkPipelineLayout layout;
  VtVkPipelines *pipelines;
  VtBuffer *staging;
  guint64 allocated;
  guint submits;
} VtVkDevice;

/**
 * VtVkBuffer:
 * @memory, @handle: one, or several in a row where an import is sliced
 * @mirror: host memory into which every plan that writes the buffer copies it at
 *   its end, or %NULL: kernels should not write to the host number by number
 */
typedef struct
{
  VtBuffer base;
  guint n_parts;
  VkBuffer *handles;
  VkDeviceMemory *memories;
  gsize part_bytes;
  VtBuffer *mirror;
} VtVkBuffer;

extern const VtDeviceClass vt_vk_device_class;

/* memory.c: makes @buffer's part @i, of @size bytes, in memory of @flags (the
 * first that there is, ended by 0); @host is imported instead where not %NULL. */
gboolean vt_vk_memory_bind (VtVkDevice *device, VtVkBuffer *buffer, guint i, gsize size,
                            const VkMemoryPropertyFlags *flags, const void *host,
                            VkMemoryPropertyFlags *got, GError **error);
guint64 vt_vk_memory_free (VtDevice *device);

/* buffer.c and import.c: the buffer calls of VtDeviceClass. */
VtBuffer *vt_vk_buffer_new (VtDevice *device, gsize size, VtMemory memory, GError **error);
VtBuffer *vt_vk_buffer_import (VtDevice *device, const void *data, gsize size, GError **error);
void vt_vk_buffer_free (VtBuffer *buffer);
gboolean vt_vk_buffer_write (VtBuffer *buffer, gsize offset, const void *data, gsize size, GError **error);
gboolean vt_vk_buffer_read (VtBuffer *buffer, gsize offset, void *data, gsize size, GError **error);
gboolean vt_vk_buffer_copy (VtBuffer *to, gsize to_offset, VtBuffer *from, gsize from_offset, gsize size, GError **error);

/* An empty buffer with room for @n_parts parts. */
VtVkBuffer *vt_vk_buffer_alloc (VtVkDevice *device, gsize size, guint n_parts);

/* submit.c: begins a one-time recording, and submits @commands and waits. */
gboolean vt_vk_begin (VtVkDevice *device, VkCommandBuffer commands, GError **error);
gboolean vt_vk_submit (VtVkDevice *device, VkCommandBuffer commands, GError **error);

/* Everything before is done and seen by everything behind, the host included. */
void vt_vk_full_barrier (VkCommandBuffer commands);

/* plan.c: the plan calls of VtDeviceClass. */
gpointer vt_vk_plan_prepare (VtDevice *device, VtPlan *plan, GError **error);
gboolean vt_vk_plan_run (VtDevice *device, VtPlan *plan, gpointer prepared, GCancellable *cancellable, GError **error);
void vt_vk_plan_release (VtDevice *device, gpointer prepared);

G_END_DECLS
