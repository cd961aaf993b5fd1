/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/ops/op-vk.h"

extern const VtVkShader vt_spv_unary[];

gboolean
vt_unary_vk (const VtTensor *node, VtVkRecorder *recorder, GError **error)
{
  const VtUnaryParams *params = vt_tensor_params (node, VtUnaryParams);

  return vt_vk_record_map (node, recorder, vt_vk_shader (vt_spv_unary, "plain"),
                           vt_vk_shader (vt_spv_unary, "soft"), params->function, 0, 0, error);
}
