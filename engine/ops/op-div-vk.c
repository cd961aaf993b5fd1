/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/ops/op-vk.h"

extern const VtVkShader vt_spv_div[];

gboolean
vt_div_vk (const VtTensor *node, VtVkRecorder *recorder, GError **error)
{
  return vt_vk_record_binary (node, recorder, vt_spv_div, 0, error);
}
