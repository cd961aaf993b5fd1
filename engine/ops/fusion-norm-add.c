/* fusion-norm-add.c: sum = residual + rms_norm (y), and then rms_norm (sum), a row a workgroup.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "engine/ops/fusions.h"
#include "engine/ops/op-vk.h"

extern const VtVkShader vt_spv_norm_add[];

#define SOFT_ROW 2048 /* numbers in a row at most on lavapipe: all are held at once */
#define MAX_ROWS 65535

enum { INNER, SUM, OUTER };

static gboolean
is_weighted (const VtTensor *norm)
{
  return vt_tensor_is_dense (norm->src[0]) && norm->src[1] != NULL;
}

static const VtTensor *
residual_of (VtTensor *const *nodes)
{
  return nodes[SUM]->src[0] == nodes[INNER] ? nodes[SUM]->src[1] : nodes[SUM]->src[0];
}

static gboolean
sum_fits (VtTensor *const *nodes)
{
  const VtTensor *residual = residual_of (nodes);

  return (nodes[SUM]->src[0] == nodes[INNER] || nodes[SUM]->src[1] == nodes[INNER]) && vt_tensor_root (residual) != nodes[INNER] &&
         is_weighted (nodes[INNER]) && vt_tensor_same_shape (residual, nodes[INNER]) && vt_tensor_is_dense (residual) &&
         vt_tensor_rows (nodes[INNER]) <= MAX_ROWS;
}

static gboolean
sum_and_norm_fit (VtTensor *const *nodes)
{
  const VtNormParams *inner = vt_tensor_params (nodes[INNER], VtNormParams);
  const VtNormParams *outer = vt_tensor_params (nodes[OUTER], VtNormParams);

  return sum_fits (nodes) && nodes[OUTER]->src[0] == nodes[SUM] && is_weighted (nodes[OUTER]) &&
         vt_tensor_root (nodes[OUTER]->src[1])->role != VT_ROLE_VALUE &&
         inner->eps == outer->eps && inner->weight_shift == outer->weight_shift;
}

static gboolean
vk_fits (VtTensor *const *nodes, const VtVkRecorder *recorder)
{
  gint64 n = nodes[SUM]->ne[0];

  return vt_vk_recorder_is_gpu (recorder) || (vt_vk_is_soft (recorder) && n % 8 == 0 && n <= SOFT_ROW);
}

/* @outer is %NULL where the sum alone is wanted. */
static gboolean
record (VtTensor *const *nodes, const VtTensor *outer, VtVkRecorder *recorder, GError **error)
{
  const VtTensor *sum = nodes[SUM];
  const VtNormParams *params = vt_tensor_params (nodes[INNER], VtNormParams);
  gboolean gpu = vt_vk_recorder_is_gpu (recorder);
  struct
  {
    guint64 y, weight, residual, sum, outer_weight, normed;
    float eps, weight_shift;
    guint32 digit[16];
  } push = {
    nodes[INNER]->src[0]->address, nodes[INNER]->src[1]->address, residual_of (nodes)->address, sum->address,
    outer != NULL ? outer->src[1]->address : 0, vt_vk_address (outer), params->eps, params->weight_shift, VT_VK_DIGITS,
  };

  return vt_vk_recorder_dispatch (recorder, &(VtVkDispatch) {
    .shader = vt_vk_shader (vt_spv_norm_add, gpu ? "plain" : "soft"),
    .spec = { gpu ? 128 : 8, (guint32) sum->ne[0], outer != NULL }, .n_spec = 3,
    .push = &push, .push_bytes = sizeof push, .groups = { (guint32) vt_tensor_rows (sum), 1, 1 },
    .work = 32 * (guint64) vt_tensor_elements (sum) }, error);
}

static gboolean
record_sum (VtTensor *const *nodes, VtVkRecorder *recorder, GError **error)
{
  return record (nodes, NULL, recorder, error);
}

static gboolean
record_sum_and_norm (VtTensor *const *nodes, VtVkRecorder *recorder, GError **error)
{
  return record (nodes, nodes[OUTER], recorder, error);
}

const VtFusion vt_fusion_norm_add_norm = {
  .name = "norm_add_norm", .ops = { &vt_op_rms_norm, &vt_op_add, &vt_op_rms_norm }, .kept = 1 << INNER,
  .fits = sum_and_norm_fit, .vk_fits = vk_fits, .vk_record = record_sum_and_norm,
};

const VtFusion vt_fusion_norm_add = {
  .name = "norm_add", .ops = { &vt_op_rms_norm, &vt_op_add }, .kept = 1 << INNER,
  .fits = sum_fits, .vk_fits = vk_fits, .vk_record = record_sum,
};
