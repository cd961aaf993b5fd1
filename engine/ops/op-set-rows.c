/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/ops/op-params.h"
#include "engine/ops/op-impl.h"

const VtOpClass vt_op_set_rows = {
  .name = "set_rows", .writes = 0,
  .cpu = vt_set_rows_cpu, .vk_record = vt_set_rows_vk,
};

VtTensor *
vt_set_rows (VtGraph *g, VtTensor *cache, VtTensor *x, VtTensor *ids)
{
  gboolean plain = cache->type == VT_TYPE_F32 || cache->type == VT_TYPE_F16;

  if (!plain || !vt_is_f32_rows (x) || !vt_is_ids (ids, x->ne[1]) || x->ne[0] != cache->ne[0] ||
      x->ne[2] * x->ne[3] * cache->ne[2] * cache->ne[3] != 1)
    return vt_op_refuse (g, &vt_op_set_rows, cache, x, ids);
  return vt_graph_op (g, &vt_op_set_rows, cache->type, cache->ne, NULL, 0, 3, cache, x, ids);
}
