/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/ops/op-vk.h"

extern const VtVkShader vt_spv_pad[];

gboolean
vt_pad_vk (const VtTensor *node, VtVkRecorder *recorder, GError **error)
{
  const VtPadParams *p = vt_tensor_params (node, VtPadParams);
  const VtTensor *x = node->src[0];
  guint64 n = (guint64) vt_tensor_elements (node);
  struct
  {
    guint64 x, y;
    guint32 ne0, ne1, ne2, n;
    gint32 from[VT_MAX_DIMS], before[VT_MAX_DIMS];
    guint32 nb[3];
    float value;
  } push = {
    x->address, node->address, (guint32) node->ne[0], (guint32) node->ne[1], (guint32) node->ne[2], (guint32) n,
    { (gint32) x->ne[0], (gint32) x->ne[1], (gint32) x->ne[2], (gint32) x->ne[3] },
    { p->before[0], p->before[1], p->before[2], p->before[3] }, .value = p->value,
  };

  return vt_vk_strides (x, push.nb, error) && vt_vk_recorder_dispatch_items (recorder, &(VtVkDispatch) {
    .shader = vt_vk_shader (vt_spv_pad, "plain"), .spec = { (guint32) p->mode }, .n_spec = 1,
    .push = &push, .push_bytes = sizeof push }, n, 64, error);
}
