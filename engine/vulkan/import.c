/* import.c: a mapped file as a buffer, without a copy where the device can.
 *
 * The driver may allow less in one allocation than a model file has bytes. Then
 * it is imported in parts, which is of use only where the parts' addresses
 * follow each other as the file's do (they do where the address is the host's).
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "engine/vulkan/private.h"

static const VkMemoryPropertyFlags any_host[] = { VK_MEMORY_PROPERTY_HOST_VISIBLE_BIT, 0 };

static guint64
address_of (VtVkDevice *device, VkBuffer handle)
{
  VkBufferDeviceAddressInfo info = { VK_STRUCTURE_TYPE_BUFFER_DEVICE_ADDRESS_INFO, NULL, handle };

  return vkGetBufferDeviceAddress (device->handle, &info);
}

static gboolean
import_part (VtVkDevice *device, VtVkBuffer *buffer, guint i, const guint8 *data, gsize bytes)
{
  g_autoptr(GError) ignored = NULL;
  VkMemoryPropertyFlags got = 0;

  if (!vt_vk_memory_bind (device, buffer, i, bytes, any_host, data + i * buffer->part_bytes, &got, &ignored))
    return FALSE;
  if (i == 0)
    buffer->base.address = address_of (device, buffer->handles[0]);
  return address_of (device, buffer->handles[i]) == buffer->base.address + i * buffer->part_bytes;
}

static VtBuffer *
import_all (VtVkDevice *device, const guint8 *data, gsize size)
{
  gsize page = device->traits.import_alignment;
  gsize room = (size + page - 1) / page * page;
  gsize part = MIN (room, device->traits.max_allocation / page * page);
  VtVkBuffer *buffer = vt_vk_buffer_alloc (device, size, (guint) ((room + part - 1) / part));

  buffer->part_bytes = part;
  for (guint i = 0; i < buffer->n_parts; i++)
    if (!import_part (device, buffer, i, data, MIN (part, room - i * part)))
      {
        vt_vk_buffer_free (&buffer->base);
        return NULL;
      }
  buffer->base.data = (guint8 *) data; /* for reading only */
  return &buffer->base;
}

static VtBuffer *
import_by_copy (VtVkDevice *device, const void *data, gsize size, GError **error)
{
  VtBuffer *buffer = vt_vk_buffer_new (&device->base, size, VT_MEMORY_DEVICE, error);

  if (buffer != NULL && !vt_vk_buffer_write (buffer, 0, data, size, error))
    g_clear_pointer (&buffer, vt_vk_buffer_free);
  return buffer;
}

VtBuffer *
vt_vk_buffer_import (VtDevice *base, const void *data, gsize size, GError **error)
{
  VtVkDevice *device = (VtVkDevice *) base;
  gsize page = device->traits.import_alignment;
  VtBuffer *buffer = NULL;

  if (page > 0 && !device->traits.copies_weights && size > 0 && (gsize) data % page == 0)
    buffer = import_all (device, data, size);
  return buffer != NULL ? buffer : import_by_copy (device, data, size, error);
}
