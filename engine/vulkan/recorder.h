/* recorder.h: how an operation puts its dispatches into a plan.
 *
 * An operation's vk_record() is called once for each node when a plan is made.
 * Barriers between nodes are placed by the recorder, from what the nodes read
 * and write; only an operation of several dispatches that build on each other
 * asks for one itself. Long dispatches are cut into several submissions, so
 * that a run can be cancelled in between: kernels must not use
 * gl_NumWorkGroups, and workgroups must not depend on each other.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "engine/tensor/op.h"
#include "engine/vulkan/shader.h"

G_BEGIN_DECLS

/**
 * VtVkDispatch:
 * @spec: specialization constants 0 … @n_spec - 1
 * @push: @push_bytes of push constants (128 at most)
 * @groups: workgroups in each direction; 0 counts as 1
 * @indirect: if not 0, the address in the node's scratch where a dispatch before
 *   has written the numbers of workgroups (three 32-bit words); @groups is then unused. Not on real GPUs
 * @work: multiplications and additions to be done, roughly: where to cut
 */
typedef struct
{
  const VtVkShader *shader;
  guint32 spec[8];
  guint n_spec;
  const void *push;
  gsize push_bytes;
  guint32 groups[3];
  guint64 indirect;
  guint64 work;
} VtVkDispatch;

gboolean vt_vk_recorder_dispatch (VtVkRecorder *recorder, const VtVkDispatch *dispatch, GError **error);

/* As above over @n items, @local a workgroup: the kernel finds its number by
 * item_index() of vk-common.glsl. */
gboolean vt_vk_recorder_dispatch_items (VtVkRecorder *recorder, const VtVkDispatch *items,
                                        guint64 n, guint local, GError **error);

/* What follows sees what the node's dispatches so far have written. */
void vt_vk_recorder_barrier (VtVkRecorder *recorder);

/* The address of @bytes of memory for the node at hand alone; 0 and @error. */
guint64 vt_vk_recorder_scratch (VtVkRecorder *recorder, gsize bytes, GError **error);

/* The address of a copy of @data that lives as long as the plan; 0 and @error. */
guint64 vt_vk_recorder_constants (VtVkRecorder *recorder, const void *data, gsize bytes, GError **error);

/* Whether to take the kernels for real GPUs rather than those for lavapipe. */
gboolean vt_vk_recorder_is_gpu (const VtVkRecorder *recorder);

/* Bytes of shared memory of a workgroup where the kernels for matrix units may be
 * taken (products of 16 x 16 x 16 halves by a subgroup of 32 lanes), else 0. */
guint vt_vk_recorder_matrix_units (const VtVkRecorder *recorder);

/* Lanes of a subgroup. */
guint vt_vk_recorder_subgroup_size (const VtVkRecorder *recorder);

G_END_DECLS
