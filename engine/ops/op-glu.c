/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/ops/op-params.h"
#include "engine/ops/op-impl.h"

const VtOpClass vt_op_glu = {
  .name = "glu", .may_alias = TRUE, .writes = -1,
  .cpu = vt_glu_cpu, .vk_record = vt_glu_vk,
};

VtTensor *
vt_glu (VtGraph *g, VtTensor *gate, VtTensor *up, VtUnary function)
{
  VtUnaryParams params = { function };

  if (!vt_is_f32_rows (gate) || !vt_is_f32_rows (up) || !vt_tensor_same_shape (gate, up))
    return vt_op_refuse (g, &vt_op_glu, gate, up, NULL);
  return vt_graph_op (g, &vt_op_glu, VT_TYPE_F32, gate->ne, &params, sizeof params, 2, gate, up);
}
