/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/ops/op-params.h"
#include "engine/ops/op-impl.h"

const VtOpClass vt_op_upsample = {
  .name = "upsample", .writes = -1,
  .cpu = vt_upsample_cpu, .vk_record = vt_upsample_vk,
};

VtTensor *
vt_upsample (VtGraph *g, VtTensor *x, gint64 width, gint64 height, VtUpsample mode)
{
  VtUpsampleParams params = { mode };
  gint64 ne[4] = { x->ne[0], width, height, x->ne[3] };

  if (!vt_is_f32_rows (x) || width <= 0 || height <= 0 || x->ne[1] == 0 || x->ne[2] == 0)
    return vt_op_refuse (g, &vt_op_upsample, x, NULL, NULL);
  return vt_graph_op (g, &vt_op_upsample, VT_TYPE_F32, ne, &params, sizeof params, 1, x);
}
