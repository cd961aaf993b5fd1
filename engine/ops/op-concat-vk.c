/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/ops/copy-vk.h"

gboolean
vt_concat_vk (const VtTensor *node, VtVkRecorder *recorder, GError **error)
{
  const VtTensor *a = node->src[0], *b = node->src[1];
  int dim = vt_tensor_params (node, VtConcatParams)->dim;
  gsize bytes = vt_type_info (node->type)->bytes;
  guint64 second = node->address + (guint64) (a->ne[dim] * node->nb[dim]);

  return vt_copy_vk (a->address, a->nb, node->address, node->nb, a->ne, bytes, recorder, error) &&
         vt_copy_vk (b->address, b->nb, second, node->nb, b->ne, bytes, recorder, error);
}
