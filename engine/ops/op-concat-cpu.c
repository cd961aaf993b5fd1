/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/ops/copy-cpu.h"

void
vt_concat_cpu (const VtTensor *node, const VtCpuSlice *slice)
{
  const VtTensor *a = node->src[0], *b = node->src[1];
  int dim = vt_tensor_params (node, VtConcatParams)->dim;
  gsize bytes = vt_type_info (node->type)->bytes;

  vt_copy_cpu (a->data, a->nb, node->data, node->nb, a->ne, bytes, slice);
  vt_copy_cpu (b->data, b->nb, node->data + a->ne[dim] * node->nb[dim], node->nb, b->ne, bytes, slice);
}
