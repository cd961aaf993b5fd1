/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/ops/op-params.h"
#include "engine/ops/op-impl.h"

const VtOpClass vt_op_leaky_relu = {
  .name = "leaky_relu", .may_alias = TRUE, .writes = -1,
  .cpu = vt_leaky_relu_cpu, .vk_record = vt_leaky_relu_vk,
};

VtTensor *
vt_leaky_relu (VtGraph *g, VtTensor *a, float slope)
{
  VtScaleParams params = { slope, 0 };

  if (!vt_is_f32_rows (a))
    return vt_op_refuse (g, &vt_op_leaky_relu, a, NULL, NULL);
  return vt_graph_op (g, &vt_op_leaky_relu, VT_TYPE_F32, a->ne, &params, sizeof params, 1, a);
}
