/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/ops/op-params.h"
#include "engine/ops/op-impl.h"

const VtOpClass vt_op_group_norm = {
  .name = "group_norm", .may_alias = TRUE, .writes = -1,
  .cpu_scratch = vt_group_norm_cpu_scratch,
  .cpu = vt_group_norm_cpu, .vk_record = vt_group_norm_vk,
};

VtTensor *
vt_group_norm (VtGraph *g, VtTensor *x, VtTensor *weight, VtTensor *bias, int groups, float eps, gboolean silu)
{
  VtGroupNormParams params = { eps, groups, silu };

  if (!vt_is_f32_rows (x) || groups <= 0 || x->ne[0] % groups != 0 || !vt_is_vector_or_null (weight, x->ne[0]) ||
      !vt_is_vector_or_null (bias, x->ne[0]))
    return vt_op_refuse (g, &vt_op_group_norm, x, weight, bias);
  return vt_graph_op (g, &vt_op_group_norm, VT_TYPE_F32, x->ne, &params, sizeof params, 3, x, weight, bias);
}
