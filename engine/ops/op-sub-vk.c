/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/ops/op-vk.h"

extern const VtVkShader vt_spv_sub[];

gboolean
vt_sub_vk (const VtTensor *node, VtVkRecorder *recorder, GError **error)
{
  return vt_vk_record_binary (node, recorder, vt_spv_sub, 0, error);
}
