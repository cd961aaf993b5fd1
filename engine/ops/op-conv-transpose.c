/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/ops/op-params.h"
#include "engine/ops/op-impl.h"

const VtOpClass vt_op_conv_transpose = {
  .name = "conv_transpose", .writes = -1,
  .cpu_scratch = vt_conv_transpose_cpu_scratch,
  .cpu = vt_conv_transpose_cpu, .vk_record = vt_conv_transpose_vk,
};

VtTensor *
vt_conv_transpose (VtGraph *g, VtTensor *w, VtTensor *x, VtTensor *bias, const VtConvTranspose *conv)
{
  VtConvTranspose params = *conv;
  gint64 ne[4] = { w->ne[3], 1, 1, x->ne[3] };
  gboolean fits = vt_is_f32_rows (x) && vt_is_weight_type (w->type) && vt_tensor_is_dense (w) &&
                  w->ne[0] == x->ne[0] && vt_is_vector_or_null (bias, w->ne[3]);

  for (int d = 0; d < 2; d++)
    {
      params.stride[d] = MAX (params.stride[d], 1);
      ne[1 + d] = (x->ne[1 + d] - 1) * params.stride[d] + w->ne[1 + d] - params.cut[2 * d] - params.cut[2 * d + 1];
      fits &= x->ne[1 + d] > 0 && w->ne[1 + d] > 0 && ne[1 + d] > 0 && params.cut[2 * d] >= 0;
    }
  if (!fits)
    return vt_op_refuse (g, &vt_op_conv_transpose, w, x, bias);
  return vt_graph_op (g, &vt_op_conv_transpose, VT_TYPE_F32, ne, &params, sizeof params, 3, w, x, bias);
}
