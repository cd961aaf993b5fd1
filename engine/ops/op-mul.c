/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/ops/op-params.h"
#include "engine/ops/op-impl.h"

const VtOpClass vt_op_mul = {
  .name = "mul", .may_alias = TRUE, .writes = -1,
  .cpu = vt_mul_cpu, .vk_record = vt_mul_vk,
};

VtTensor *
vt_mul (VtGraph *g, VtTensor *a, VtTensor *b)
{
  gboolean fits = vt_is_f32_rows (a) && vt_is_f32_rows (b);

  for (int i = 0; i < VT_MAX_DIMS; i++)
    fits &= b->ne[i] == a->ne[i] || b->ne[i] == 1;
  if (!fits)
    return vt_op_refuse (g, &vt_op_mul, a, b, NULL);
  return vt_graph_op (g, &vt_op_mul, VT_TYPE_F32, a->ne, NULL, 0, 2, a, b);
}
