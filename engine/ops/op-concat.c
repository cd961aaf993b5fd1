/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/ops/op-params.h"
#include "engine/ops/op-impl.h"

const VtOpClass vt_op_concat = {
  .name = "concat", .writes = -1,
  .cpu = vt_concat_cpu, .vk_record = vt_concat_vk,
};

VtTensor *
vt_concat (VtGraph *g, VtTensor *a, VtTensor *b, int dim)
{
  VtConcatParams params = { dim };
  gboolean fits = (a->type == VT_TYPE_F32 || a->type == VT_TYPE_F16) && a->type == b->type;
  gint64 ne[VT_MAX_DIMS];

  g_assert (dim >= 0 && dim < VT_MAX_DIMS);
  for (int i = 0; i < VT_MAX_DIMS; i++)
    {
      fits &= i == dim || a->ne[i] == b->ne[i];
      ne[i] = a->ne[i] + (i == dim ? b->ne[i] : 0);
    }
  if (!fits)
    return vt_op_refuse (g, &vt_op_concat, a, b, NULL);
  return vt_graph_op (g, &vt_op_concat, a->type, ne, &params, sizeof params, 2, a, b);
}
