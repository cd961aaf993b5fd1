/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/ops/op-vk.h"

extern const VtVkShader vt_spv_softmax[];

gboolean
vt_softmax_vk (const VtTensor *node, VtVkRecorder *recorder, GError **error)
{
  const VtTensor *x = node->src[0], *mask = node->src[1];
  struct
  {
    guint64 x, mask, y;
    guint32 ne0, ne1, ne2, n;
    guint32 nb_x[3], nb_mask[3];
    float scale;
  } push = {
    x->address, vt_vk_address (mask), node->address,
    (guint32) x->ne[0], (guint32) x->ne[1], (guint32) x->ne[2], (guint32) vt_tensor_rows (x),
    .scale = vt_tensor_params (node, VtScaleParams)->scale,
  };
  VtVkDispatch d = {
    .shader = vt_vk_shader (vt_spv_softmax, "plain"), .push = &push, .push_bytes = sizeof push,
    .spec = { vt_vk_recorder_is_gpu (recorder) ? 128 : 8 }, .n_spec = 1,
    .work = 64 * (guint64) vt_tensor_elements (x),
  };

  return vt_vk_strides (x, push.nb_x, error) && (mask == NULL || vt_vk_strides (mask, push.nb_mask, error)) &&
         vt_vk_recorder_dispatch_items (recorder, &d, (guint64) vt_tensor_rows (x), 1, error);
}
