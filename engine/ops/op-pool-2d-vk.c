/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/ops/op-vk.h"

extern const VtVkShader vt_spv_pool_2d[];

gboolean
vt_pool_2d_vk (const VtTensor *node, VtVkRecorder *recorder, GError **error)
{
  const VtPool *p = vt_tensor_params (node, VtPool);
  const VtTensor *x = node->src[0];
  guint64 n = (guint64) vt_tensor_elements (node);
  struct
  {
    guint64 x, y;
    guint32 ne0, width, height, n;
    gint32 from_width, from_height, stride[2], left, top;
    guint32 nb[3];
  } push = {
    x->address, node->address, (guint32) node->ne[0], (guint32) node->ne[1], (guint32) node->ne[2], (guint32) n,
    (gint32) x->ne[1], (gint32) x->ne[2], { p->stride[0], p->stride[1] }, p->pad[0], p->pad[2],
  };

  return vt_vk_strides (x, push.nb, error) && vt_vk_recorder_dispatch_items (recorder, &(VtVkDispatch) {
    .shader = vt_vk_shader (vt_spv_pool_2d, "plain"),
    .spec = { (guint32) p->kernel[0], (guint32) p->kernel[1], p->average != 0, p->count_pad != 0 }, .n_spec = 4,
    .push = &push, .push_bytes = sizeof push,
    .work = n * (guint64) (p->kernel[0] * p->kernel[1]) * 16 }, n, 64, error);
}
