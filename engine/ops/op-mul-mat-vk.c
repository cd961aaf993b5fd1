/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/ops/op-mul-mat-vk.h"

extern const VtVkShader vt_spv_mul_mat[];

/* What the slow kernel costs more than a multiplication: it decides where to cut. */
#define PLAIN_COST 16

gboolean
vt_mul_mat_push (const VtTensor *node, VtMulMatPush *push, GError **error)
{
  const VtTensor *w = node->src[0], *x = node->src[1], *residual = node->src[3];

  *push = (VtMulMatPush) {
    w->address, x->address, node->address, vt_vk_address (node->src[2]), vt_vk_address (residual),
    (guint32) w->ne[0], (guint32) w->ne[1], (guint32) x->ne[1], (guint32) x->ne[2],
    (guint32) vt_tensor_rows (x),
    (guint32) (x->ne[2] / w->ne[2]), (guint32) (x->ne[3] / w->ne[3]),
  };
  return vt_vk_strides (w, push->nb_w, error) && vt_vk_strides (x, push->nb_x, error) &&
         (residual == NULL || vt_vk_strides (residual, push->nb_r, error));
}

static gboolean
record_plain (const VtTensor *node, VtVkRecorder *recorder, GError **error)
{
  guint64 n = (guint64) vt_tensor_elements (node);
  VtMulMatPush push;
  VtVkDispatch d = {
    .shader = vt_vk_shader (vt_spv_mul_mat, vt_type_info (node->src[0]->type)->name),
    .push = &push, .push_bytes = sizeof push, .work = PLAIN_COST * vt_mul_mat_work (node),
  };

  if (!vt_mul_mat_push (node, &push, error))
    return FALSE;
  push.n = (guint32) n;
  return vt_vk_recorder_dispatch_items (recorder, &d, n, 64, error);
}

/* In the order of preference; what none of them takes goes the plain way. */
static const VtMulMatWay *const ways[] = {
  &vt_mul_mat_soft,
  &vt_mul_mat_gemv,
  &vt_mul_mat_tiled,
};

gboolean
vt_mul_mat_vk (const VtTensor *node, VtVkRecorder *recorder, GError **error)
{
  for (gsize i = 0; i < G_N_ELEMENTS (ways); i++)
    if (ways[i]->gpu == vt_vk_recorder_is_gpu (recorder) && ways[i]->fits (node, recorder))
      return ways[i]->record (node, recorder, error);
  return record_plain (node, recorder, error);
}
