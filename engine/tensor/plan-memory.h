/* plan-memory.h: who shares whose place in a plan's memory.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "engine/tensor/device.h"
#include "engine/tensor/step.h"

G_BEGIN_DECLS

/* Every place begins at a multiple of this: the largest alignment that Vulkan
 * devices ask of storage, and a few cache lines. */
#define VT_PLAN_ALIGN 256

/* Which of the plan's buffers an unbound tensor of its own memory lives in. */
VtMemory vt_plan_memory_of (const VtTensor *t);

/* Sets the offset of every tensor of @graph that has memory of its own, and
 * @sizes to the bytes needed of each #VtMemory. Values whose lifetimes, counted in
 * @steps, do not overlap share places; inputs and outputs share with none. */
void vt_plan_memory_layout (VtGraph *graph, const GArray *steps, gsize sizes[3]);

G_END_DECLS
