/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/ops/op-params.h"
#include "engine/ops/op-impl.h"

const VtOpClass vt_op_attention = {
  .name = "attention", .writes = -1,
  .cpu_scratch = vt_attention_cpu_scratch,
  .cpu = vt_attention_cpu, .vk_record = vt_attention_vk,
};

static gboolean
is_key_or_value (const VtTensor *t, gint64 sequences)
{
  return (t->type == VT_TYPE_F32 || t->type == VT_TYPE_F16) && t->ne[3] == sequences;
}

VtTensor *
vt_attention (VtGraph *g, VtTensor *q, VtTensor *k, VtTensor *v, VtTensor *spans,
              float scale, float softcap)
{
  VtAttentionParams params = { scale, softcap };
  gint64 ne[4] = { v->ne[0], q->ne[1], q->ne[2], q->ne[3] };

  if (!vt_is_f32_rows (q) || !is_key_or_value (k, q->ne[3]) || !is_key_or_value (v, q->ne[3]) ||
      k->type != v->type || k->ne[0] != q->ne[0] || k->ne[1] != v->ne[1] || k->ne[2] != v->ne[2] ||
      k->ne[1] == 0 || q->ne[1] % k->ne[1] != 0)
    return vt_op_refuse (g, &vt_op_attention, q, k, v);
  if (spans != NULL && !vt_is_ids (spans, 2 * q->ne[2] * q->ne[3]))
    return vt_op_refuse (g, &vt_op_attention, q, spans, NULL);
  return vt_graph_op (g, &vt_op_attention, VT_TYPE_F32, ne, &params, sizeof params, 4, q, k, v, spans);
}
