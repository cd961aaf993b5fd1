/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/ops/op-vk.h"

extern const VtVkShader vt_spv_set_rows[];

gboolean
vt_set_rows_vk (const VtTensor *node, VtVkRecorder *recorder, GError **error)
{
  const VtTensor *cache = node->src[0], *x = node->src[1];
  guint64 n = (guint64) vt_tensor_elements (x);
  guint32 nb_cache[3], nb_x[3];
  struct
  {
    guint64 cache, x, ids;
    guint32 ne0, rows, n, nb_cache, nb_x;
  } push = {
    cache->address, x->address, node->src[2]->address,
    (guint32) x->ne[0], (guint32) cache->ne[1], (guint32) n,
  };
  VtVkDispatch d = {
    .shader = vt_vk_shader (vt_spv_set_rows, vt_type_info (cache->type)->name),
    .push = &push, .push_bytes = sizeof push,
  };

  if (!vt_vk_strides (cache, nb_cache, error) || !vt_vk_strides (x, nb_x, error))
    return FALSE;
  push.nb_cache = nb_cache[0];
  push.nb_x = nb_x[0];
  return n == 0 || vt_vk_recorder_dispatch_items (recorder, &d, n, 64, error);
}
