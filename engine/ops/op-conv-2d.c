/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/ops/op-params.h"
#include "engine/ops/op-impl.h"

const VtOpClass vt_op_conv_2d = {
  .name = "conv_2d", .writes = -1,
  .cpu_scratch = vt_conv_2d_cpu_scratch,
  .cpu = vt_conv_2d_cpu, .vk_record = vt_conv_2d_vk,
};

/* Fills in what 0 stands for and finds the result's extents; whether all fits. */
static gboolean
complete (const VtTensor *w, const VtTensor *x, VtConv *c, gint64 ne[4])
{
  gboolean fits = vt_is_f32_rows (x) && vt_is_weight_type (w->type) && vt_tensor_is_dense (w);

  c->groups = MAX (c->groups, 1);
  for (int d = 0; d < 2; d++)
    {
      gint64 room;

      c->stride[d] = MAX (c->stride[d], 1);
      c->dilation[d] = MAX (c->dilation[d], 1);
      room = x->ne[1 + d] + c->pad[2 * d] + c->pad[2 * d + 1] - c->dilation[d] * (w->ne[1 + d] - 1) - 1;
      fits &= room >= 0 && w->ne[1 + d] > 0 && c->pad[2 * d] >= 0 && c->pad[2 * d + 1] >= 0;
      ne[1 + d] = fits ? room / c->stride[d] + 1 : 1;
    }
  return fits && w->ne[0] > 0 && w->ne[0] * c->groups == x->ne[0] && w->ne[3] % c->groups == 0;
}

VtTensor *
vt_conv_2d (VtGraph *g, VtTensor *w, VtTensor *x, VtTensor *bias, VtTensor *residual, const VtConv *conv)
{
  VtConv params = conv != NULL ? *conv : (VtConv) { 0 };
  gint64 ne[4] = { w->ne[3], 1, 1, x->ne[3] };
  VtTensor *y;

  if (!complete (w, x, &params, ne) || !vt_is_vector_or_null (bias, w->ne[3]))
    return vt_op_refuse (g, &vt_op_conv_2d, w, x, bias);
  y = vt_graph_op (g, &vt_op_conv_2d, VT_TYPE_F32, ne, &params, sizeof params, 4, w, x, bias, residual);
  if (residual != NULL && !(vt_tensor_same_shape (residual, y) && vt_is_f32_rows (residual)))
    return vt_op_refuse (g, &vt_op_conv_2d, w, x, residual);
  return y;
}
