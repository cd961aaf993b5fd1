/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/ops/op-vk.h"

extern const VtVkShader vt_spv_mul_mat[];

typedef struct
{
  guint64 w, x, y, bias, residual;
  guint32 k, m, ne1, ne2, n;
  guint32 repeat2, repeat3;
  guint32 nb_w[3], nb_x[3], nb_r[3];
} Push;

static gboolean
fill (Push *push, const VtTensor *node, GError **error)
{
  const VtTensor *w = node->src[0], *x = node->src[1], *residual = node->src[3];

  *push = (Push) {
    w->address, x->address, node->address, vt_vk_address (node->src[2]), vt_vk_address (residual),
    (guint32) w->ne[0], (guint32) w->ne[1], (guint32) x->ne[1], (guint32) x->ne[2],
    (guint32) vt_tensor_rows (x),
    (guint32) (x->ne[2] / w->ne[2]), (guint32) (x->ne[3] / w->ne[3]),
  };
  return vt_vk_strides (w, push->nb_w, error) && vt_vk_strides (x, push->nb_x, error) &&
         (residual == NULL || vt_vk_strides (residual, push->nb_r, error));
}

static guint64
work_of (const VtTensor *node)
{
  return (guint64) vt_tensor_elements (node) * (guint64) node->src[0]->ne[0];
}

static gboolean
record_plain (const VtTensor *node, VtVkRecorder *recorder, GError **error)
{
  guint64 n = (guint64) vt_tensor_elements (node);
  Push push;
  VtVkDispatch d = {
    .shader = vt_vk_shader (vt_spv_mul_mat, vt_type_info (node->src[0]->type)->name),
    .push = &push, .push_bytes = sizeof push, .work = 16 * work_of (node),
  };

  if (!fill (&push, node, error))
    return FALSE;
  push.n = (guint32) n;
  return vt_vk_recorder_dispatch_items (recorder, &d, n, 64, error);
}

gboolean
vt_mul_mat_vk (const VtTensor *node, VtVkRecorder *recorder, GError **error)
{
  return record_plain (node, recorder, error);
}
