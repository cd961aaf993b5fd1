/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/ops/op-params.h"
#include "engine/ops/op-impl.h"

const VtOpClass vt_op_softmax = {
  .name = "softmax", .may_alias = TRUE, .writes = -1,
  .cpu = vt_softmax_cpu, .vk_record = vt_softmax_vk,
};

VtTensor *
vt_softmax (VtGraph *g, VtTensor *x, VtTensor *mask, float scale)
{
  VtScaleParams params = { scale, 0 };
  gboolean fits = vt_is_f32_rows (x) && (mask == NULL || vt_is_f32_rows (mask));

  for (int i = 0; i < VT_MAX_DIMS && mask != NULL; i++)
    fits &= mask->ne[i] == x->ne[i] || (i > 0 && mask->ne[i] == 1);
  if (!fits)
    return vt_op_refuse (g, &vt_op_softmax, x, mask, NULL);
  return vt_graph_op (g, &vt_op_softmax, VT_TYPE_F32, x->ne, &params, sizeof params, 2, x, mask);
}
