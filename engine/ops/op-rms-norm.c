/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/ops/op-params.h"
#include "engine/ops/op-impl.h"

const VtOpClass vt_op_rms_norm = {
  .name = "rms_norm", .may_alias = TRUE, .writes = -1,
  .cpu = vt_rms_norm_cpu, .vk_record = vt_rms_norm_vk,
};

VtTensor *
vt_rms_norm (VtGraph *g, VtTensor *x, VtTensor *weight, float eps, float weight_shift)
{
  VtNormParams params = { eps, weight_shift };

  if (!vt_is_f32_rows (x) || !vt_is_vector_or_null (weight, x->ne[0]))
    return vt_op_refuse (g, &vt_op_rms_norm, x, weight, NULL);
  return vt_graph_op (g, &vt_op_rms_norm, VT_TYPE_F32, x->ne, &params, sizeof params, 2, x, weight);
}
