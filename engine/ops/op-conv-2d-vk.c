/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/ops/conv-vk.h"

gboolean
vt_conv_2d_vk (const VtTensor *node, VtVkRecorder *recorder, GError **error)
{
  return vt_conv_vk (node, recorder, error);
}
