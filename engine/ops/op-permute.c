/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/ops/op-params.h"
#include "engine/ops/op-impl.h"

const VtOpClass vt_op_permute = {
  .name = "permute", .writes = -1,
  .cpu = vt_permute_cpu, .vk_record = vt_permute_vk,
};

VtTensor *
vt_permute (VtGraph *g, VtTensor *a, int d0, int d1, int d2, int d3)
{
  VtPermuteParams params = { { d0, d1, d2, d3 } };
  gint64 ne[VT_MAX_DIMS];
  guint seen = 0;

  for (int i = 0; i < VT_MAX_DIMS; i++)
    {
      g_assert (params.dims[i] >= 0 && params.dims[i] < VT_MAX_DIMS);
      ne[i] = a->ne[params.dims[i]];
      seen |= 1u << params.dims[i];
    }
  if ((a->type != VT_TYPE_F32 && a->type != VT_TYPE_F16) || seen != 15)
    return vt_op_refuse (g, &vt_op_permute, a, NULL, NULL);
  return vt_graph_op (g, &vt_op_permute, a->type, ne, &params, sizeof params, 1, a);
}
