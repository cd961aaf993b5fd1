/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/ops/op-params.h"
#include "engine/ops/op-impl.h"

const VtOpClass vt_op_cast = {
  .name = "cast", .writes = -1,
  .cpu = vt_cast_cpu, .vk_record = vt_cast_vk,
};

VtTensor *
vt_cast (VtGraph *g, VtTensor *a, VtType type)
{
  gboolean from = a->type == VT_TYPE_F32 || a->type == VT_TYPE_F16;
  gboolean to = type == VT_TYPE_F32 || type == VT_TYPE_F16;

  if (!from || !to)
    return vt_op_refuse (g, &vt_op_cast, a, NULL, NULL);
  return vt_graph_op (g, &vt_op_cast, type, a->ne, NULL, 0, 1, a);
}
