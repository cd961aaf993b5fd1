/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/ops/op-vk.h"

extern const VtVkShader vt_spv_group_norm[];

/* The push constants of op-group-norm.comp. */
typedef struct
{
  guint64 x, weight, bias, moments, y;
  guint32 channels, width, height, n;
  guint32 nb[3];
  guint32 groups;
  float eps;
} Push;

gboolean
vt_group_norm_vk (const VtTensor *node, VtVkRecorder *recorder, GError **error)
{
  const VtGroupNormParams *p = vt_tensor_params (node, VtGroupNormParams);
  const VtTensor *x = node->src[0];
  guint64 n = (guint64) vt_tensor_elements (x), sets = (guint64) (p->groups * x->ne[3]);
  Push push = {
    x->address, vt_vk_address (node->src[1]), vt_vk_address (node->src[2]), 0, node->address,
    (guint32) x->ne[0], (guint32) x->ne[1], (guint32) x->ne[2], (guint32) sets,
    .groups = (guint32) p->groups, .eps = p->eps,
  };
  VtVkDispatch moments = {
    .shader = vt_vk_shader (vt_spv_group_norm, "moments"),
    .spec = { vt_vk_recorder_is_gpu (recorder) ? 256 : 8 }, .n_spec = 1,
    .push = &push, .push_bytes = sizeof push, .work = 32 * n,
  };
  VtVkDispatch apply = {
    .shader = vt_vk_shader (vt_spv_group_norm, p->silu ? "apply_silu" : "apply"), .spec = { 64 }, .n_spec = 1,
    .push = &push, .push_bytes = sizeof push,
  };

  push.moments = vt_vk_recorder_scratch (recorder, (gsize) sets * 8, error);
  if (push.moments == 0 || !vt_vk_strides (x, push.nb, error) ||
      !vt_vk_recorder_dispatch_items (recorder, &moments, sets, 1, error))
    return FALSE;
  push.n = (guint32) n;
  vt_vk_recorder_barrier (recorder);
  return vt_vk_recorder_dispatch_items (recorder, &apply, n, 64, error);
}
