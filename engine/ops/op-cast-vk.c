/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/ops/op-vk.h"

extern const VtVkShader vt_spv_cast[];

gboolean
vt_cast_vk (const VtTensor *node, VtVkRecorder *recorder, GError **error)
{
  gboolean from = node->src[0]->type == VT_TYPE_F16, to = node->type == VT_TYPE_F16;
  const char *plain = from ? (to ? "f16_f16" : "f16_f32") : (to ? "f32_f16" : "f32_f32");
  const char *soft = from ? (to ? "f16_f16_soft" : "f16_f32_soft") : (to ? "f32_f16_soft" : "f32_f32_soft");

  return vt_vk_record_map (node, recorder, vt_vk_shader (vt_spv_cast, plain), vt_vk_shader (vt_spv_cast, soft),
                           0, 0, 0, error);
}
