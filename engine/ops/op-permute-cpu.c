/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/ops/copy-cpu.h"

void
vt_permute_cpu (const VtTensor *node, const VtCpuSlice *slice)
{
  const VtPermuteParams *params = vt_tensor_params (node, VtPermuteParams);
  gint64 nb[VT_MAX_DIMS];

  for (int i = 0; i < VT_MAX_DIMS; i++)
    nb[i] = node->src[0]->nb[params->dims[i]];
  vt_copy_cpu (node->src[0]->data, nb, node->data, node->nb, node->ne, vt_type_info (node->type)->bytes, slice);
}
