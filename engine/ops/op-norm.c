/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/ops/op-params.h"
#include "engine/ops/op-impl.h"

const VtOpClass vt_op_norm = {
  .name = "norm", .may_alias = TRUE, .writes = -1,
  .cpu = vt_norm_cpu, .vk_record = vt_norm_vk,
};

VtTensor *
vt_norm (VtGraph *g, VtTensor *x, VtTensor *weight, VtTensor *bias, float eps)
{
  VtNormParams params = { eps, 0 };

  if (!vt_is_f32_rows (x) || !vt_is_vector_or_null (weight, x->ne[0]) || !vt_is_vector_or_null (bias, x->ne[0]))
    return vt_op_refuse (g, &vt_op_norm, x, weight, bias);
  return vt_graph_op (g, &vt_op_norm, VT_TYPE_F32, x->ne, &params, sizeof params, 3, x, weight, bias);
}
