/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/ops/op-attention-vk.h"

extern const VtVkShader vt_spv_attention[];

typedef struct
{
  guint64 q, k, v, spans, y;
  guint32 d, dv, heads, group;
  guint32 nb_q[2], nb_k[2], nb_v[2];
  guint32 rows;
  float scale, softcap;
} Push;

static gboolean
strides2 (const VtTensor *t, guint32 nb[2], GError **error)
{
  guint32 all[3];

  if (!vt_vk_strides (t, all, error))
    return FALSE;
  nb[0] = all[0];
  nb[1] = all[1];
  return TRUE;
}

static gboolean
record_plain (const VtTensor *node, VtVkRecorder *recorder, GError **error)
{
  const VtAttentionParams *params = vt_tensor_params (node, VtAttentionParams);
  const VtTensor *q = node->src[0], *k = node->src[1], *v = node->src[2];
  guint32 lanes = vt_vk_recorder_is_gpu (recorder) ? 64 : 32;
  Push push = {
    q->address, k->address, v->address, node->src[3]->address, node->address,
    (guint32) q->ne[0], (guint32) v->ne[0], (guint32) q->ne[1], (guint32) (q->ne[1] / k->ne[1]),
    .rows = (guint32) k->ne[2], .scale = params->scale, .softcap = params->softcap,
  };
  VtVkDispatch d = {
    .shader = vt_vk_shader (vt_spv_attention, vt_type_info (k->type)->name),
    .spec = { lanes, (push.dv + lanes - 1) / lanes }, .n_spec = 2,
    .push = &push, .push_bytes = sizeof push,
    .groups = { (guint32) q->ne[1], (guint32) q->ne[2], 1 },
    .work = (guint64) (vt_tensor_rows (q) * k->ne[2] * (q->ne[0] + v->ne[0])),
  };

  return strides2 (q, push.nb_q, error) && strides2 (k, push.nb_k, error) && strides2 (v, push.nb_v, error) &&
         vt_vk_recorder_dispatch (recorder, &d, error);
}

gboolean
vt_attention_vk (const VtTensor *node, VtVkRecorder *recorder, GError **error)
{
  if (vt_attention_soft_fits (node, recorder))
    return vt_attention_soft_record (node, recorder, error);
  return record_plain (node, recorder, error);
}
