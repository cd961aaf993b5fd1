/* step.h: what a plan does one after the other: single operations, and runs of
 * operations that a device does at once because a dispatch of its own for each
 * would take longer than their work.
 *
 * A fusion changes nothing of what a graph means: every value that an output, a
 * probe or a later operation wants is there, and where a device cannot do a run
 * at once (shapes, limits) it does the operations one by one.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "engine/tensor/graph.h"

G_BEGIN_DECLS

/* Operations in a fusion at most. */
#define VT_FUSION_MOST 6

/**
 * VtFusion: one kind of such a run.
 * @name: "norm_add_norm"; also the name in timings
 * @ops: the operations, as they follow each other in graphs, views left out
 * @kept: a bit for each operation, the first the lowest, whose result stays inside:
 *   there is no fusion where anything else reads it
 * @fits: whether @nodes belong together: what reads what, shapes, types
 * @vk_fits: whether the Vulkan device at hand has a kernel for them
 * @vk_record: appends the dispatches for all of @nodes. Their results share no memory with
 *   each other or with what they read
 */
typedef struct
{
  const char *name;
  const VtOpClass *ops[VT_FUSION_MOST];
  guint kept;
  gboolean (*fits) (VtTensor *const *nodes);
  gboolean (*vk_fits) (VtTensor *const *nodes, const VtVkRecorder *recorder);
  gboolean (*vk_record) (VtTensor *const *nodes, VtVkRecorder *recorder, GError **error);
} VtFusion;

/* Every fusion, %NULL-terminated, the ones to prefer first: engine/ops/fusions-list.c. */
extern const VtFusion *const vt_fusions[];

/**
 * VtStep:
 * @fusion: %NULL for a single operation
 * @nodes: @n of them
 */
typedef struct
{
  const VtFusion *fusion;
  guint n;
  VtTensor *nodes[VT_FUSION_MOST];
} VtStep;

/* The steps of @graph (element-type VtStep; transfer full); each operation stands for
 * itself unless @fuse. */
GArray *vt_steps_new (VtGraph *graph, gboolean fuse);

/* The step's name in timings. */
static inline const char *
vt_step_name (const VtStep *step)
{
  return step->fusion != NULL ? step->fusion->name : step->nodes[0]->op->name;
}

/* For each tensor of @graph, by its index, the index of the last operation that reads its
 * memory, through views too; its own where there is none (transfer full). */
guint *vt_steps_last_uses (VtGraph *graph);

G_END_DECLS
