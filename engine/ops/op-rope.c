/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/ops/op-params.h"
#include "engine/ops/op-impl.h"

const VtOpClass vt_op_rope = {
  .name = "rope", .writes = -1,
  .cpu = vt_rope_cpu, .vk_record = vt_rope_vk,
};

VtTensor *
vt_rope (VtGraph *g, VtTensor *x, VtTensor *pos, VtTensor *factors, const VtRope *rope)
{
  gboolean dims = rope->n_dims > 0 && rope->n_dims % 2 == 0 && rope->n_dims <= x->ne[0] && rope->n_dims <= VT_ROPE_MAX_DIMS;

  if (!dims || !vt_is_f32_rows (x) || !vt_is_ids (pos, x->ne[2]) || x->ne[3] != 1 ||
      !vt_is_vector_or_null (factors, rope->n_dims / 2))
    return vt_op_refuse (g, &vt_op_rope, x, pos, factors);
  return vt_graph_op (g, &vt_op_rope, VT_TYPE_F32, x->ne, rope, sizeof *rope, 3, x, pos, factors);
}
