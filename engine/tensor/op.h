/* op.h: what an operation is. One const struct per operation, in engine/ops,
 * named in the list of engine/ops/ops-list.c.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "engine/tensor/tensor.h"

G_BEGIN_DECLS

typedef struct _VtCpuSlice VtCpuSlice;     /* engine/cpu/slice.h */
typedef struct _VtCpuKernels VtCpuKernels; /* engine/cpu/kernels.h */
typedef struct _VtVkRecorder VtVkRecorder; /* engine/vulkan/recorder.h */

/**
 * VtOpClass:
 * @name: in the field's terms, "mul_mat"; also the name in timings and tests
 * @may_alias: the result may take the memory of src[0] where that dies here and
 *   has the same size: true for operations that read an element of src[0] only
 *   to write the same element
 * @writes: index of the source that the operation writes into, or -1; its result
 *   is then a view of that source
 * @cpu_scratch: bytes shared by all threads while @cpu runs; %NULL for none
 * @cpu: computes one thread's share of @node. Runs on every thread of the team
 *   at once, with the same @node. Must not fail: everything that can be wrong
 *   is refused by the builder
 * @vk_record: appends the dispatches for @node to a command buffer
 *
 * Both implementations read shapes, strides and parameters from the node alone.
 */
struct _VtOpClass
{
  const char *name;
  gboolean may_alias;
  int writes;
  gsize (*cpu_scratch) (const VtTensor *node, const VtCpuKernels *kernels, guint n_threads);
  void (*cpu) (const VtTensor *node, const VtCpuSlice *slice);
  gboolean (*vk_record) (const VtTensor *node, VtVkRecorder *recorder, GError **error);
};

G_END_DECLS
