/* recording.h: the recorded commands of a plan, for this folder only.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "engine/vulkan/private.h"
#include "engine/vulkan/recorder.h"

G_BEGIN_DECLS

/**
 * VtVkRecorder:
 * @commands: (element-type VkCommandBuffer) in order of submission; the last is being recorded
 * @work: of the last one so far
 * @reads, @writes: (element-type Range) accesses since the last barrier
 * @kept: (element-type VtBuffer) scratch and constants
 * @scratch: the largest scratch so far
 * @queries: timestamps: one before all, one behind each node; or none
 */
struct _VtVkRecorder
{
  VtVkDevice *device;
  GArray *commands;
  guint64 work;
  GArray *reads;
  GArray *writes;
  GPtrArray *kept;
  VtBuffer *scratch;
  GHashTable *constants;
  VkQueryPool queries;
  guint n_queries;
};

/* Begins a recording, with room for @n_timers timestamps. */
VtVkRecorder *vt_vk_recorder_new (VtVkDevice *device, guint n_timers, GError **error);
void vt_vk_recorder_free (VtVkRecorder *recorder);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (VtVkRecorder, vt_vk_recorder_free)

/* Records @node, behind a barrier where what came before demands one. */
gboolean vt_vk_recorder_node (VtVkRecorder *recorder, const VtTensor *node, GError **error);

/* Has the host see what has been written to @buffer, if that takes a copy. */
void vt_vk_recorder_mirror (VtVkRecorder *recorder, VtBuffer *buffer);

gboolean vt_vk_recorder_end (VtVkRecorder *recorder, GError **error);

/* hazard.c: whether @node must wait for something since the last barrier; notes its accesses. */
gboolean vt_vk_hazard (VtVkRecorder *recorder, const VtTensor *node);
void vt_vk_hazard_clear (VtVkRecorder *recorder);

G_END_DECLS
