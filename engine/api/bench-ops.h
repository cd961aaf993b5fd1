/* bench-ops.h: how long operations take on a device, one by one.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gio/gio.h>

#include "engine/tensor/device.h"

G_BEGIN_DECLS

/**
 * VtBenchOp: one measurement.
 * @op: the operation's name
 * @what: its shape in words, "Q8_0 640 x 262144 times 1"
 * @us: microseconds of the fastest run
 * @cpu_us: microseconds of processor time of all threads in the run that took least: what
 *   other programs disturb less
 * @bytes: what must at least be read and written: weights, inputs, results
 * @flops: multiplications and additions, 0 where counting them makes no sense
 */
typedef struct
{
  const char *op;
  char *what;
  double us;
  double cpu_us;
  double bytes;
  double flops;
} VtBenchOp;

void vt_bench_op_free (VtBenchOp *result);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (VtBenchOp, vt_bench_op_free)

/* Called after each measurement; @result is borrowed. */
typedef void (*VtBenchOpFunc) (const VtBenchOp *result, gpointer data);

/**
 * vt_bench_ops:
 * @device: used by this thread alone meanwhile
 * @filter: measure only operations with this name, %NULL for all
 * @each: (nullable): called as results come
 *
 * Measures the operations in the shapes that models have: matrix products of
 * every weight type with one column and with many, attention, and the small
 * ones. Each is repeated for about a fifth of a second and the fastest counts.
 *
 * Returns: (element-type VtBenchOp) (transfer full): all results, or %NULL with
 *   %G_IO_ERROR_CANCELLED, VT_ERROR_NO_MEMORY, VT_ERROR_DEVICE or, where no
 *   operation is called @filter, VT_ERROR_NOT_FOUND
 */
GPtrArray *vt_bench_ops (VtDevice *device, const char *filter, VtBenchOpFunc each, gpointer data,
                         GCancellable *cancellable, GError **error);

/* One line of a table; transfer full. */
char *vt_bench_op_to_text (const VtBenchOp *result);

/* Results as a JSON array of objects with op, what, us, cpu_us, gb_per_s and gflops; transfer full. */
char *vt_bench_ops_to_json (GPtrArray *results);

G_END_DECLS
