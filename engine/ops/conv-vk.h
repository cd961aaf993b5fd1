/* conv-vk.h: convolutions of both kinds on Vulkan devices.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "engine/ops/conv-pass.h"
#include "engine/ops/op-vk.h"

gboolean vt_conv_vk (const VtTensor *node, VtVkRecorder *recorder, GError **error);

/* conv-gpu-vk.c: whether the way for real GPUs takes a pass of @node, and the recording of it. */
gboolean vt_conv_gpu_fits (const VtTensor *node, const VtConvPass *pass, const VtVkRecorder *recorder);
gboolean vt_conv_gpu_record (const VtTensor *node, const VtConvPass *pass, VtVkRecorder *recorder, GError **error);

/* conv-soft-vk.c: whether the way for lavapipe takes a pass of @node, and the recording of it. */
gboolean vt_conv_soft_fits (const VtTensor *node, const VtConvPass *pass, const VtVkRecorder *recorder);
gboolean vt_conv_soft_record (const VtTensor *node, const VtConvPass *pass, VtVkRecorder *recorder, GError **error);
