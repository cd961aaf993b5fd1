/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/ops/op-vk.h"

extern const VtVkShader vt_spv_get_rows[];

gboolean
vt_get_rows_vk (const VtTensor *node, VtVkRecorder *recorder, GError **error)
{
  const VtTensor *table = node->src[0];
  guint64 quads = (guint64) (node->ne[0] + 3) / 4;
  guint32 nb[3];
  struct
  {
    guint64 table, ids, y;
    guint32 ne0, rows, quads, n, row_bytes;
  } push = {
    table->address, node->src[1]->address, node->address,
    (guint32) node->ne[0], (guint32) table->ne[1], (guint32) quads, (guint32) (quads * (guint64) node->ne[1]),
  };
  VtVkDispatch d = {
    .shader = vt_vk_shader (vt_spv_get_rows, vt_type_info (table->type)->name),
    .push = &push, .push_bytes = sizeof push,
  };

  if (!vt_vk_strides (table, nb, error))
    return FALSE;
  push.row_bytes = nb[0];
  return vt_vk_recorder_dispatch_items (recorder, &d, quads * (guint64) node->ne[1], 64, error);
}
