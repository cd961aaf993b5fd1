/* buffer.c: memory that kernels see, and the ways in and out of it.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <string.h>

#include "engine/base/error.h"
#include "engine/vulkan/private.h"
#include "engine/vulkan/result.h"

#define STAGING_BYTES (8u << 20)
#define HOST (VK_MEMORY_PROPERTY_HOST_VISIBLE_BIT | VK_MEMORY_PROPERTY_HOST_COHERENT_BIT)

/* For each #VtMemory the kinds of memory to try, best first, ended by 0. */
static const VkMemoryPropertyFlags wishes[3][4] = {
  [VT_MEMORY_DEVICE] = { VK_MEMORY_PROPERTY_DEVICE_LOCAL_BIT, 0 },
  [VT_MEMORY_UPLOAD] = { HOST | VK_MEMORY_PROPERTY_DEVICE_LOCAL_BIT, HOST, 0 },
  [VT_MEMORY_READBACK] = { HOST | VK_MEMORY_PROPERTY_HOST_CACHED_BIT, HOST, 0 },
};

VtVkBuffer *
vt_vk_buffer_alloc (VtVkDevice *device, gsize size, guint n_parts)
{
  VtVkBuffer *buffer = g_new0 (VtVkBuffer, 1);

  buffer->base.device = &device->base;
  buffer->base.size = size;
  buffer->n_parts = n_parts;
  buffer->part_bytes = size;
  buffer->handles = g_new0 (VkBuffer, n_parts);
  buffer->memories = g_new0 (VkDeviceMemory, n_parts);
  device->allocated += size;
  return buffer;
}

void
vt_vk_buffer_free (VtBuffer *base)
{
  VtVkBuffer *buffer = (VtVkBuffer *) base;
  VtVkDevice *device = (VtVkDevice *) base->device;

  for (guint i = 0; i < buffer->n_parts; i++)
    {
      vkDestroyBuffer (device->handle, buffer->handles[i], NULL);
      vkFreeMemory (device->handle, buffer->memories[i], NULL);
    }
  g_clear_pointer (&buffer->mirror, vt_vk_buffer_free);
  device->allocated -= base->size;
  g_free (buffer->handles);
  g_free (buffer->memories);
  g_free (buffer);
}

static gboolean
map (VtVkDevice *device, VtVkBuffer *buffer, GError **error)
{
  void *data = NULL;

  if (!vt_vk_check (vkMapMemory (device->handle, buffer->memories[0], 0, VK_WHOLE_SIZE, 0, &data),
                    "show its memory", error))
    return FALSE;
  buffer->base.data = data;
  memset (data, 0, buffer->base.size);
  return TRUE;
}

static gboolean
clear (VtVkDevice *device, VtVkBuffer *buffer, GError **error)
{
  if (!vt_vk_begin (device, device->commands, error))
    return FALSE;
  vkCmdFillBuffer (device->commands, buffer->handles[0], 0, VK_WHOLE_SIZE, 0);
  vt_vk_full_barrier (device->commands);
  return vt_vk_submit (device, device->commands, error);
}

static guint64
address_of (VtVkDevice *device, VkBuffer handle)
{
  VkBufferDeviceAddressInfo info = { VK_STRUCTURE_TYPE_BUFFER_DEVICE_ADDRESS_INFO, NULL, handle };

  return vkGetBufferDeviceAddress (device->handle, &info);
}

/* Whether the host reads and writes the memory itself. */
static gboolean
is_for_host (VtVkDevice *device, VtMemory memory, VkMemoryPropertyFlags got)
{
  return (got & HOST) == HOST && !(memory == VT_MEMORY_DEVICE && device->traits.copies_weights);
}

static VtBuffer *
new_plain (VtDevice *base, gsize size, VtMemory memory, GError **error)
{
  VtVkDevice *device = (VtVkDevice *) base;
  gsize room = (MAX (size, 1) + 3) & ~(gsize) 3; /* vkCmdFillBuffer counts in words */
  guint64 left = vt_vk_memory_free (base);
  VkMemoryPropertyFlags got = 0;
  VtVkBuffer *buffer;

  if (size > left || room > device->traits.max_allocation)
    {
      vt_vk_no_memory (size, MIN (left, device->traits.max_allocation), error);
      return NULL;
    }
  buffer = vt_vk_buffer_alloc (device, size, 1);
  if (!vt_vk_memory_bind (device, buffer, 0, room, wishes[memory], NULL, &got, error) ||
      !(is_for_host (device, memory, got) ? map (device, buffer, error) : clear (device, buffer, error)))
    {
      vt_vk_buffer_free (&buffer->base);
      return NULL;
    }
  buffer->base.address = address_of (device, buffer->handles[0]);
  return &buffer->base;
}

VtBuffer *
vt_vk_buffer_new (VtDevice *base, gsize size, VtMemory memory, GError **error)
{
  VtBuffer *buffer;

  if (memory != VT_MEMORY_READBACK || !((VtVkDevice *) base)->traits.copies_weights)
    return new_plain (base, size, memory, error);
  buffer = new_plain (base, size, VT_MEMORY_DEVICE, error);
  if (buffer == NULL)
    return NULL;
  ((VtVkBuffer *) buffer)->mirror = new_plain (base, size, VT_MEMORY_READBACK, error);
  if (((VtVkBuffer *) buffer)->mirror == NULL)
    {
      vt_vk_buffer_free (buffer);
      return NULL;
    }
  buffer->data = ((VtVkBuffer *) buffer)->mirror->data;
  return buffer;
}

/* Host memory that the device can copy from and to. */
static VtBuffer *
staging (VtVkDevice *device, GError **error)
{
  if (device->staging == NULL)
    device->staging = new_plain (&device->base, STAGING_BYTES, VT_MEMORY_READBACK, error);
  return device->staging;
}

/* Copies between single-part buffers. */
gboolean
vt_vk_buffer_copy (VtBuffer *to, gsize to_offset, VtBuffer *from, gsize from_offset, gsize size, GError **error)
{
  VtVkDevice *device = (VtVkDevice *) to->device;
  VtVkBuffer *source = (VtVkBuffer *) from;
  VkBufferCopy region = { from_offset % source->part_bytes, to_offset, 0 };

  if (size == 0)
    return TRUE;
  if (!vt_vk_begin (device, device->commands, error))
    return FALSE;
  vt_vk_full_barrier (device->commands);
  for (gsize done = 0; done < size; done += region.size)
    {
      gsize at = from_offset + done;

      region.srcOffset = at % source->part_bytes;
      region.dstOffset = to_offset + done;
      region.size = MIN (size - done, source->part_bytes - region.srcOffset);
      vkCmdCopyBuffer (device->commands, source->handles[at / source->part_bytes],
                       ((VtVkBuffer *) to)->handles[0], 1, &region);
    }
  vt_vk_full_barrier (device->commands);
  return vt_vk_submit (device, device->commands, error);
}

gboolean
vt_vk_buffer_write (VtBuffer *buffer, gsize offset, const void *data, gsize size, GError **error)
{
  VtBuffer *stage;

  if (size == 0)
    return TRUE;
  if (buffer->data != NULL)
    {
      VtBuffer *mirror = ((VtVkBuffer *) buffer)->mirror;

      memcpy (buffer->data + offset, data, size);
      return mirror == NULL || vt_vk_buffer_copy (buffer, offset, mirror, offset, size, error);
    }
  stage = staging ((VtVkDevice *) buffer->device, error);
  if (stage == NULL)
    return FALSE;
  for (gsize done = 0; done < size; done += STAGING_BYTES)
    {
      gsize n = MIN (size - done, STAGING_BYTES);

      memcpy (stage->data, (const guint8 *) data + done, n);
      if (!vt_vk_buffer_copy (buffer, offset + done, stage, 0, n, error))
        return FALSE;
    }
  return TRUE;
}

gboolean
vt_vk_buffer_read (VtBuffer *buffer, gsize offset, void *data, gsize size, GError **error)
{
  VtBuffer *stage;

  if (size == 0)
    return TRUE;
  if (buffer->data != NULL)
    {
      memcpy (data, buffer->data + offset, size);
      return TRUE;
    }
  stage = staging ((VtVkDevice *) buffer->device, error);
  if (stage == NULL)
    return FALSE;
  for (gsize done = 0; done < size; done += STAGING_BYTES)
    {
      gsize n = MIN (size - done, STAGING_BYTES);

      if (!vt_vk_buffer_copy (stage, 0, buffer, offset + done, n, error))
        return FALSE;
      memcpy ((guint8 *) data + done, stage->data, n);
    }
  return TRUE;
}
