/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/ops/copy-vk.h"

gboolean
vt_permute_vk (const VtTensor *node, VtVkRecorder *recorder, GError **error)
{
  const VtPermuteParams *params = vt_tensor_params (node, VtPermuteParams);
  gint64 nb[VT_MAX_DIMS];

  for (int i = 0; i < VT_MAX_DIMS; i++)
    nb[i] = node->src[0]->nb[params->dims[i]];
  return vt_copy_vk (node->src[0]->address, nb, node->address, node->nb, node->ne,
                     vt_type_info (node->type)->bytes, recorder, error);
}
