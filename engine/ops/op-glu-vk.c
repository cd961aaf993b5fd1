/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/ops/op-vk.h"

extern const VtVkShader vt_spv_glu[];

gboolean
vt_glu_vk (const VtTensor *node, VtVkRecorder *recorder, GError **error)
{
  const VtUnaryParams *params = vt_tensor_params (node, VtUnaryParams);

  return vt_vk_record_binary (node, recorder, vt_spv_glu, params->function, error);
}
