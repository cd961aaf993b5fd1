/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/ops/op-vk.h"

extern const VtVkShader vt_spv_upsample[];

gboolean
vt_upsample_vk (const VtTensor *node, VtVkRecorder *recorder, GError **error)
{
  const VtTensor *x = node->src[0];
  guint64 n = (guint64) vt_tensor_elements (node);
  struct
  {
    guint64 x, y;
    guint32 ne0, width, height, n;
    guint32 from_width, from_height;
    guint32 nb[3];
  } push = {
    x->address, node->address, (guint32) node->ne[0], (guint32) node->ne[1], (guint32) node->ne[2], (guint32) n,
    (guint32) x->ne[1], (guint32) x->ne[2],
  };

  return vt_vk_strides (x, push.nb, error) && vt_vk_recorder_dispatch_items (recorder, &(VtVkDispatch) {
    .shader = vt_vk_shader (vt_spv_upsample, "plain"),
    .spec = { (guint32) vt_tensor_params (node, VtUpsampleParams)->mode }, .n_spec = 1,
    .push = &push, .push_bytes = sizeof push }, n, 64, error);
}
