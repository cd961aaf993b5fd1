/* op-mul-mat-gpu-vk.c: mul_mat on real GPUs: few columns, and many.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "engine/ops/op-mul-mat-vk.h"

extern const VtVkShader vt_spv_mul_mat_gemv[], vt_spv_mul_mat_tiled[];

#define GEMV_LANES 64
#define GEMV_ROWS 2
#define GEMV_COLUMNS 8 /* more than these are better off in tiles */
#define TILE 64
#define MAX_GROUPS 65535

/* Both kernels take K four values at a time. */
static gboolean
counts_fit (const VtTensor *node, gint64 rows, gint64 columns)
{
  const VtTensor *w = node->src[0];

  return w->ne[0] % 4 == 0 && (w->ne[1] + rows - 1) / rows <= MAX_GROUPS &&
         (node->ne[1] + columns - 1) / columns <= MAX_GROUPS && node->ne[2] * node->ne[3] <= MAX_GROUPS;
}

static guint
rows_of_gemv (const VtTensor *node)
{
  return node->ne[0] > 65536 ? 8 : GEMV_ROWS; /* vocabularies: keep the workgroups countable */
}

static gboolean
gemv_fits (const VtTensor *node, const VtVkRecorder *recorder)
{
  return node->ne[1] <= GEMV_COLUMNS && counts_fit (node, rows_of_gemv (node), 1);
}

static gboolean
gemv_record (const VtTensor *node, VtVkRecorder *recorder, GError **error)
{
  guint rows = rows_of_gemv (node), columns = (guint) node->ne[1];
  VtMulMatPush push;

  return vt_mul_mat_push (node, &push, error) && vt_vk_recorder_dispatch (recorder, &(VtVkDispatch) {
    .shader = vt_vk_shader (vt_spv_mul_mat_gemv, vt_type_info (node->src[0]->type)->name),
    .spec = { GEMV_LANES, rows, columns }, .n_spec = 3, .push = &push, .push_bytes = sizeof push,
    .groups = { (push.m + rows - 1) / rows, 1, (guint32) (node->ne[2] * node->ne[3]) },
    .work = vt_mul_mat_work (node) }, error);
}

static gboolean
tiled_fits (const VtTensor *node, const VtVkRecorder *recorder)
{
  return counts_fit (node, TILE, TILE);
}

static gboolean
tiled_record (const VtTensor *node, VtVkRecorder *recorder, GError **error)
{
  VtMulMatPush push;

  return vt_mul_mat_push (node, &push, error) && vt_vk_recorder_dispatch (recorder, &(VtVkDispatch) {
    .shader = vt_vk_shader (vt_spv_mul_mat_tiled, vt_type_info (node->src[0]->type)->name),
    .push = &push, .push_bytes = sizeof push,
    .groups = { (push.m + TILE - 1) / TILE, (push.ne1 + TILE - 1) / TILE, (guint32) (node->ne[2] * node->ne[3]) },
    .work = vt_mul_mat_work (node) }, error);
}

gboolean
vt_mul_mat_tiled_record (VtVkRecorder *recorder, VtType type, const VtMulMatPush *push, GError **error)
{
  return vt_vk_recorder_dispatch (recorder, &(VtVkDispatch) {
    .shader = vt_vk_shader (vt_spv_mul_mat_tiled, vt_type_info (type)->name), .push = push, .push_bytes = sizeof *push,
    .groups = { (push->m + TILE - 1) / TILE, (push->ne1 + TILE - 1) / TILE, 1 },
    .work = (guint64) push->m * push->ne1 * push->k }, error);
}

const VtMulMatWay vt_mul_mat_gemv = { "gemv", TRUE, gemv_fits, gemv_record };
const VtMulMatWay vt_mul_mat_tiled = { "tiled", TRUE, tiled_fits, tiled_record };
