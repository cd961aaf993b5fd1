/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/ops/op-params.h"
#include "engine/ops/op-impl.h"

const VtOpClass vt_op_lstm = {
  .name = "lstm", .writes = -1,
  .cpu_scratch = vt_lstm_cpu_scratch, .cpu = vt_lstm_cpu, .vk_record = vt_lstm_vk,
};

VtTensor *
vt_lstm (VtGraph *g, VtTensor *x, VtTensor *r, int directions)
{
  VtLstmParams params = { directions };
  gint64 hidden = r->ne[0], gates = 4 * hidden * directions;
  const gint64 ne[VT_MAX_DIMS] = { hidden * directions, x->ne[1], 1, 1 };

  if (directions < 1 || directions > 2 || hidden > VT_LSTM_MAX || !vt_is_f32_rows (x) || x->ne[0] != gates
      || x->ne[2] * x->ne[3] != 1 || r->type != VT_TYPE_F32 || !vt_tensor_is_dense (r) || r->ne[1] != gates
      || r->ne[2] * r->ne[3] != 1)
    return vt_op_refuse (g, &vt_op_lstm, x, r, NULL);
  return vt_graph_op (g, &vt_op_lstm, VT_TYPE_F32, ne, &params, sizeof params, 2, x, r);
}
