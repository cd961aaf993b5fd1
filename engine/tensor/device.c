/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/tensor/device.h"

VtDevice *
vt_device_ref (VtDevice *device)
{
  g_atomic_ref_count_inc (&device->refs);
  return device;
}

void
vt_device_unref (VtDevice *device)
{
  if (g_atomic_ref_count_dec (&device->refs))
    {
      g_free (device->id);
      g_free (device->name);
      device->klass->free (device);
    }
}

static VtBuffer *
own (VtDevice *device, VtBuffer *buffer)
{
  if (buffer != NULL)
    buffer->device = vt_device_ref (device);
  return buffer;
}

VtBuffer *
vt_buffer_new (VtDevice *device, gsize size, VtMemory memory, GError **error)
{
  return own (device, device->klass->buffer_new (device, size, memory, error));
}

VtBuffer *
vt_buffer_import (VtDevice *device, const void *data, gsize size, GError **error)
{
  return own (device, device->klass->buffer_import (device, data, size, error));
}

void
vt_buffer_free (VtBuffer *buffer)
{
  g_autoptr(VtDevice) device = buffer->device;

  device->klass->buffer_free (buffer);
}

gboolean
vt_buffer_write (VtBuffer *buffer, gsize offset, const void *data, gsize size, GError **error)
{
  g_assert (offset <= buffer->size && size <= buffer->size - offset);
  return buffer->device->klass->buffer_write (buffer, offset, data, size, error);
}

gboolean
vt_buffer_read (VtBuffer *buffer, gsize offset, void *data, gsize size, GError **error)
{
  g_assert (offset <= buffer->size && size <= buffer->size - offset);
  return buffer->device->klass->buffer_read (buffer, offset, data, size, error);
}

gboolean
vt_buffer_copy (VtBuffer *to, gsize to_offset, VtBuffer *from, gsize from_offset, gsize size, GError **error)
{
  g_assert (to_offset <= to->size && size <= to->size - to_offset);
  g_assert (from_offset <= from->size && size <= from->size - from_offset);
  return to->device->klass->buffer_copy (to, to_offset, from, from_offset, size, error);
}
