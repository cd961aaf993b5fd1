/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/ops/op-vk.h"

extern const VtVkShader vt_spv_rms_norm[];

gboolean
vt_rms_norm_vk (const VtTensor *node, VtVkRecorder *recorder, GError **error)
{
  return vt_vk_record_normalise (node, recorder, vt_spv_rms_norm, error);
}
