/* recording.h: the recorded commands of a plan, for this folder only.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "engine/vulkan/private.h"
#include "engine/tensor/step.h"
#include "engine/vulkan/recorder.h"

G_BEGIN_DECLS

/**
 * VtVkRecorder:
 * @commands: (element-type VkCommandBuffer) in order of submission; the last is being recorded
 * @work: of the last one so far
 * @reads, @writes: (element-type Range) accesses since the last barrier
 * @kept: (element-type VtBuffer) scratch and constants
 * @scratch: the largest scratch so far
 * @queries: timestamps: one before all, one behind each step; or none
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
  guint n_dispatches;
  guint n_barriers;
};

/* Begins a recording, with room for @n_timers timestamps. */
VtVkRecorder *vt_vk_recorder_new (VtVkDevice *device, guint n_timers, GError **error);
void vt_vk_recorder_free (VtVkRecorder *recorder);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (VtVkRecorder, vt_vk_recorder_free)

/* Records @step, behind a barrier where what came before demands one: at once where
 * there is a kernel for it, else its operations one by one. */
gboolean vt_vk_recorder_step (VtVkRecorder *recorder, const VtStep *step, GError **error);

/* Has the host see what has been written to @buffer, if that takes a copy. */
void vt_vk_recorder_mirror (VtVkRecorder *recorder, VtBuffer *buffer);

gboolean vt_vk_recorder_end (VtVkRecorder *recorder, GError **error);

/* hazard.c: whether the @n @nodes, done at once, must wait for something since the last
 * barrier; notes their accesses. */
gboolean vt_vk_hazard (VtVkRecorder *recorder, VtTensor *const *nodes, guint n);
void vt_vk_hazard_clear (VtVkRecorder *recorder);

G_END_DECLS
