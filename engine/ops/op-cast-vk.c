/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/ops/op-vk.h"

extern const VtVkShader vt_spv_cast[];

gboolean
vt_cast_vk (const VtTensor *node, VtVkRecorder *recorder, GError **error)
{
  gboolean from = node->src[0]->type == VT_TYPE_F16, to = node->type == VT_TYPE_F16;
  const char *variant = from ? (to ? "f16_f16" : "f16_f32") : (to ? "f32_f16" : "f32_f32");

  return vt_vk_record_map (node, recorder, vt_vk_shader (vt_spv_cast, variant), 0, 0, 0, error);
}
