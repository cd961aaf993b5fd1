/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/ops/op-params.h"
#include "engine/ops/op-impl.h"

const VtOpClass vt_op_pad = {
  .name = "pad", .writes = -1,
  .cpu = vt_pad_cpu, .vk_record = vt_pad_vk,
};

/* What is mirrored or repeated must be there. */
static gboolean
has_enough (gint64 n, gint32 before, gint32 after, VtPad mode)
{
  if (before < 0 || after < 0)
    return FALSE;
  if (mode == VT_PAD_REFLECT)
    return MAX (before, after) < n || MAX (before, after) == 0;
  return mode == VT_PAD_CONSTANT || n > 0;
}

VtTensor *
vt_pad (VtGraph *g, VtTensor *x, const gint32 before[4], const gint32 after[4], VtPad mode, float value)
{
  VtPadParams params = { { before[0], before[1], before[2], before[3] }, mode, value };
  gboolean fits = vt_is_f32_rows (x);
  gint64 ne[VT_MAX_DIMS];

  for (int i = 0; i < VT_MAX_DIMS; i++)
    {
      fits &= has_enough (x->ne[i], before[i], after[i], mode);
      ne[i] = MAX (x->ne[i] + before[i] + after[i], 0);
    }
  if (!fits)
    return vt_op_refuse (g, &vt_op_pad, x, NULL, NULL);
  return vt_graph_op (g, &vt_op_pad, VT_TYPE_F32, ne, &params, sizeof params, 1, x);
}
