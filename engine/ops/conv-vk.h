/* conv-vk.h: convolutions of both kinds on Vulkan devices.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "engine/ops/conv-pass.h"
#include "engine/ops/op-vk.h"

gboolean vt_conv_vk (const VtTensor *node, VtVkRecorder *recorder, GError **error);
