/* device-cpu.h: the processor as a device.
 *
 * Buffers are host memory; importing a mapped file is free. A plan runs on a
 * team of threads, every thread walking the operations in order.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "engine/cpu/kernels.h"
#include "engine/tensor/device.h"

G_BEGIN_DECLS

/**
 * vt_cpu_device_new:
 * @n_threads: how many threads compute, the caller's counted; 0 for one a core
 *   that this process may use
 *
 * Returns: (transfer full): a device "cpu", or %NULL and VT_ERROR_FAILED where
 *   the system gives no threads
 */
VtDevice *vt_cpu_device_new (guint n_threads, GError **error);

/* The same with kernels of a chosen level, for tests and measurements. */
VtDevice *vt_cpu_device_new_with (guint n_threads, const VtCpuKernels *kernels, GError **error);

G_END_DECLS
