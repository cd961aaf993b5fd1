/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/ops/op-vk.h"

extern const VtVkShader vt_spv_scale[];

gboolean
vt_scale_vk (const VtTensor *node, VtVkRecorder *recorder, GError **error)
{
  const VtScaleParams *params = vt_tensor_params (node, VtScaleParams);

  return vt_vk_record_map (node, recorder, vt_vk_shader (vt_spv_scale, "plain"),
                           vt_vk_shader (vt_spv_scale, "soft"), 0,
                           params->scale, params->shift, error);
}
