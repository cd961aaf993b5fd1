/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/ops/op-vk.h"

extern const VtVkShader vt_spv_lstm[];

gboolean
vt_lstm_vk (const VtTensor *node, VtVkRecorder *recorder, GError **error)
{
  const VtTensor *x = node->src[0], *r = node->src[1];
  guint32 directions = (guint32) vt_tensor_params (node, VtLstmParams)->directions, nb[3];
  struct
  {
    guint64 x, r, y;
    guint32 hidden, directions, n, row;
  } push = { x->address, r->address, node->address, (guint32) r->ne[0], directions, (guint32) x->ne[1] };
  VtVkDispatch d = {
    .shader = vt_vk_shader (vt_spv_lstm, "plain"), .push = &push, .push_bytes = sizeof push,
    .spec = { vt_vk_recorder_is_gpu (recorder) ? 256 : 8 }, .n_spec = 1, .groups = { directions, 1, 1 },
    .work = 2 * (guint64) vt_tensor_elements (r) * (guint64) x->ne[1],
  };

  if (!vt_vk_strides (x, nb, error))
    return FALSE;
  push.row = nb[0];
  return vt_vk_recorder_dispatch (recorder, &d, error);
}
