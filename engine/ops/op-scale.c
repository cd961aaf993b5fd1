/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/ops/op-params.h"
#include "engine/ops/op-impl.h"

const VtOpClass vt_op_scale = {
  .name = "scale", .may_alias = TRUE, .writes = -1,
  .cpu = vt_scale_cpu, .vk_record = vt_scale_vk,
};

VtTensor *
vt_scale (VtGraph *g, VtTensor *a, float scale, float shift)
{
  VtScaleParams params = { scale, shift };

  if (!vt_is_f32_rows (a))
    return vt_op_refuse (g, &vt_op_scale, a, NULL, NULL);
  return vt_graph_op (g, &vt_op_scale, VT_TYPE_F32, a->ne, &params, sizeof params, 1, a);
}
