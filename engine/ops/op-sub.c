/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/ops/op-params.h"
#include "engine/ops/op-impl.h"

const VtOpClass vt_op_sub = {
  .name = "sub", .may_alias = TRUE, .writes = -1,
  .cpu = vt_sub_cpu, .vk_record = vt_sub_vk,
};

VtTensor *
vt_sub (VtGraph *g, VtTensor *a, VtTensor *b)
{
  gboolean fits = vt_is_f32_rows (a) && vt_is_f32_rows (b);

  for (int i = 0; i < VT_MAX_DIMS; i++)
    fits &= b->ne[i] == a->ne[i] || b->ne[i] == 1;
  if (!fits)
    return vt_op_refuse (g, &vt_op_sub, a, b, NULL);
  return vt_graph_op (g, &vt_op_sub, VT_TYPE_F32, a->ne, NULL, 0, 2, a, b);
}
