/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/ops/op-params.h"
#include "engine/ops/op-impl.h"

const VtOpClass vt_op_unary = {
  .name = "unary", .may_alias = TRUE, .writes = -1,
  .cpu = vt_unary_cpu, .vk_record = vt_unary_vk,
};

VtTensor *
vt_unary (VtGraph *g, VtTensor *a, VtUnary function)
{
  VtUnaryParams params = { function };

  if (!vt_is_f32_rows (a))
    return vt_op_refuse (g, &vt_op_unary, a, NULL, NULL);
  return vt_graph_op (g, &vt_op_unary, VT_TYPE_F32, a->ne, &params, sizeof params, 1, a);
}
