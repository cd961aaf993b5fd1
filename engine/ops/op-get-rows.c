/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/ops/op-params.h"
#include "engine/ops/op-impl.h"

const VtOpClass vt_op_get_rows = {
  .name = "get_rows", .writes = -1,
  .cpu = vt_get_rows_cpu, .vk_record = vt_get_rows_vk,
};

VtTensor *
vt_get_rows (VtGraph *g, VtTensor *table, VtTensor *ids)
{
  gint64 ne[4] = { table->ne[0], ids->ne[0], 1, 1 };

  if (!vt_is_ids (ids, ids->ne[0]) || table->ne[2] != 1 || table->ne[3] != 1 ||
      !vt_is_weight_type (table->type))
    return vt_op_refuse (g, &vt_op_get_rows, table, ids, NULL);
  return vt_graph_op (g, &vt_op_get_rows, VT_TYPE_F32, ne, NULL, 0, 2, table, ids);
}
