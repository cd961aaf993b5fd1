/* plan.h: a graph made ready for one device, to be run again and again.
 *
 * vt_plan_new() gives every value a place in memory, reusing the place of those
 * that are no longer needed (greedy best fit by lifetime, in the order of
 * execution), and lets the device record what it will do. vt_plan_run() only
 * replays. Positions, cache rows and the like are inputs, so a decoding step
 * is one write of a few bytes, one run and one read.
 *
 * Thread-safety: a plan is used by the thread that uses its device.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "engine/tensor/device.h"
#include "engine/tensor/step.h"

G_BEGIN_DECLS

/**
 * VtPlan:
 * @memory: one buffer for each #VtMemory; %NULL where nothing is kept there
 * @steps: (element-type VtStep): what is done one after the other
 * @n_dispatches, @n_barriers: of a run, as the device has recorded it; 0 where it records none
 * @node_us: microseconds of each node in the last run (of several at once at the last of
 *   them), %NULL unless asked for by vt_plan_set_timing()
 */
struct _VtPlan
{
  VtDevice *device;
  VtGraph *graph;
  GArray *steps;
  VtBuffer *memory[3];
  gpointer prepared;
  guint n_dispatches;
  guint n_barriers;
  double *node_us;
  double *sum_us; /* with @n_runs, for plan-times.h */
  guint n_runs;
};

/* Takes over @graph in any case. Errors: what a builder refused;
 * VT_ERROR_NO_MEMORY with figures; VT_ERROR_DEVICE. */
VtPlan *vt_plan_new (VtDevice *device, VtGraph *graph, GError **error);
void vt_plan_free (VtPlan *plan);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (VtPlan, vt_plan_free)

/* Writes an input: @size must be its bytes. */
gboolean vt_plan_write (VtPlan *plan, VtTensor *input, const void *data, gsize size, GError **error);

/* Runs all and waits. @cancellable is looked at between operations
 * (%G_IO_ERROR_CANCELLED; states may then be half written). */
gboolean vt_plan_run (VtPlan *plan, GCancellable *cancellable, GError **error);

/* Reads the first @size bytes of an output. */
gboolean vt_plan_read (VtPlan *plan, VtTensor *output, void *data, gsize size, GError **error);

/* Whether runs fill @node_us; costs a little. */
void vt_plan_set_timing (VtPlan *plan, gboolean on);

/* Bytes that the plan keeps for values, inputs and outputs. */
gsize vt_plan_bytes (const VtPlan *plan);

/* Whether that is so much that it is worth to make the plan anew rather than to keep
 * it while other plans run. */
gboolean vt_plan_is_large (const VtPlan *plan);

G_END_DECLS
