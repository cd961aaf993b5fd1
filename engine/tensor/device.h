/* device.h: what computes: the CPU or one Vulkan device, behind one table.
 *
 * A device is used by one thread at a time (the engine gives each its own
 * worker); reference counting alone is atomic.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gio/gio.h>

#include "engine/tensor/tensor.h"

G_BEGIN_DECLS

typedef struct _VtDevice VtDevice;
typedef struct _VtDeviceClass VtDeviceClass;
typedef struct _VtPlan VtPlan;

/**
 * VtMemory: who needs to see a buffer.
 * @VT_MEMORY_DEVICE: kernels only: weights' copies, intermediate values, caches
 * @VT_MEMORY_UPLOAD: the host writes it, kernels read it
 * @VT_MEMORY_READBACK: kernels write it, the host reads it
 */
typedef enum
{
  VT_MEMORY_DEVICE,
  VT_MEMORY_UPLOAD,
  VT_MEMORY_READBACK,
} VtMemory;

/**
 * VtBuffer:
 * @data: host address or %NULL
 * @address: address for kernels (on the CPU device the host address)
 */
struct _VtBuffer
{
  VtDevice *device;
  gsize size;
  guint8 *data;
  guint64 address;
};

struct _VtDevice
{
  const VtDeviceClass *klass;
  gatomicrefcount refs;
  char *id;   /* "cpu", "vulkan:0" */
  char *name; /* as the driver or the processor calls itself */
  gsize weight_align; /* at what multiples weights in a mapped file must lie to be read well there; 0: copies are better */
};

struct _VtDeviceClass
{
  const char *name;
  gboolean fuses; /* whether plans look for operations to do at once (step.h) */
  void (*free) (VtDevice *device);

  /* Bytes of memory that could be allocated now. */
  guint64 (*memory_free) (VtDevice *device);

  VtBuffer *(*buffer_new) (VtDevice *device, gsize size, VtMemory memory, GError **error);
  VtBuffer *(*buffer_import) (VtDevice *device, const void *data, gsize size, GError **error);
  void (*buffer_free) (VtBuffer *buffer);
  gboolean (*buffer_write) (VtBuffer *buffer, gsize offset, const void *data, gsize size, GError **error);
  gboolean (*buffer_read) (VtBuffer *buffer, gsize offset, void *data, gsize size, GError **error);
  gboolean (*buffer_copy) (VtBuffer *to, gsize to_offset, VtBuffer *from, gsize from_offset, gsize size, GError **error);

  /* Makes @plan, whose tensors all have their memory, ready to run: records
   * command buffers, sizes scratch. The result goes to the other two calls. */
  gpointer (*plan_prepare) (VtDevice *device, VtPlan *plan, GError **error);
  gboolean (*plan_run) (VtDevice *device, VtPlan *plan, gpointer prepared, GCancellable *cancellable, GError **error);
  void (*plan_release) (VtDevice *device, gpointer prepared);
};

VtDevice *vt_device_ref (VtDevice *device);
void vt_device_unref (VtDevice *device);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (VtDevice, vt_device_unref)

/* Zeroed memory of @size bytes. %NULL and VT_ERROR_NO_MEMORY with figures where
 * it does not fit. The buffer keeps its device alive. */
VtBuffer *vt_buffer_new (VtDevice *device, gsize size, VtMemory memory, GError **error);

/* Makes @size bytes of host memory at @data (a mapped file; page-aligned)
 * readable by kernels: without a copy where the device can, else by a copy.
 * @data must stay as it is until the buffer is freed. */
VtBuffer *vt_buffer_import (VtDevice *device, const void *data, gsize size, GError **error);

void vt_buffer_free (VtBuffer *buffer);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (VtBuffer, vt_buffer_free)

/* Host to buffer, buffer to host, buffer to buffer of one device (the ranges
 * must not overlap). They return when it is done. The range must lie in the buffer. */
gboolean vt_buffer_write (VtBuffer *buffer, gsize offset, const void *data, gsize size, GError **error);
gboolean vt_buffer_read (VtBuffer *buffer, gsize offset, void *data, gsize size, GError **error);
gboolean vt_buffer_copy (VtBuffer *to, gsize to_offset, VtBuffer *from, gsize from_offset, gsize size, GError **error);

G_END_DECLS
