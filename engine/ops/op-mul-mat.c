/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/ops/op-params.h"
#include "engine/ops/op-impl.h"

const VtOpClass vt_op_mul_mat = {
  .name = "mul_mat", .writes = -1,
  .cpu_scratch = vt_mul_mat_cpu_scratch,
  .cpu = vt_mul_mat_cpu, .vk_record = vt_mul_mat_vk,
};

static gboolean
fits (const VtTensor *w, const VtTensor *x)
{
  return vt_is_f32_rows (x) && vt_is_weight_type (w->type) && w->ne[0] == x->ne[0] &&
         w->ne[2] > 0 && w->ne[3] > 0 && x->ne[2] % w->ne[2] == 0 && x->ne[3] % w->ne[3] == 0;
}

VtTensor *
vt_linear (VtGraph *g, VtTensor *w, VtTensor *x, VtTensor *bias, VtTensor *residual)
{
  gint64 ne[4] = { w->ne[1], x->ne[1], x->ne[2], x->ne[3] };
  VtTensor *y;

  if (!fits (w, x) || !vt_is_vector_or_null (bias, w->ne[1]))
    return vt_op_refuse (g, &vt_op_mul_mat, w, x, bias);
  y = vt_graph_op (g, &vt_op_mul_mat, VT_TYPE_F32, ne, NULL, 0, 4, w, x, bias, residual);
  if (residual != NULL && !(vt_tensor_same_shape (residual, y) && vt_is_f32_rows (residual)))
    return vt_op_refuse (g, &vt_op_mul_mat, w, x, residual);
  return y;
}

VtTensor *
vt_mul_mat (VtGraph *g, VtTensor *w, VtTensor *x)
{
  return vt_linear (g, w, x, NULL, NULL);
}
