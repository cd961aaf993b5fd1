/* schedule.h: what the threads of a team do between two barriers.
 *
 * Every thread walks the same steps. A small operation is done by thread 0
 * alone; a barrier stands only before a step that touches memory which another
 * thread may have touched since the last one.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "engine/cpu/kernels.h"
#include "engine/tensor/plan.h"

G_BEGIN_DECLS

/**
 * VtCpuStep:
 * @alone: only thread 0 computes @node
 * @wait: all threads meet before it
 * @scratch: offset of its scratch
 * @taken: VtCpuSlice.taken
 */
typedef struct
{
  const VtTensor *node;
  gboolean alone;
  gboolean wait;
  gsize scratch;
  gint64 taken;
} VtCpuStep;

/* The steps of @plan (element-type VtCpuStep; transfer full) and the scratch
 * that they need; tensors have their memory. */
GArray *vt_cpu_schedule (VtPlan *plan, const VtCpuKernels *kernels, guint n_threads, gsize *scratch_bytes);

G_END_DECLS
