/* op-vk.h: what the Vulkan sides of the operations share.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "engine/ops/op-impl.h"
#include "engine/ops/op-params.h"
#include "engine/vulkan/recorder.h"

/* The strides of dimensions 1 to 3 in bytes, as kernels take them; 0 where
 * there is nothing to walk. VT_ERROR_LIMIT where they do not fit. */
gboolean vt_vk_strides (const VtTensor *t, guint32 nb[3], GError **error);

/* The address of @t, or 0 where it is left out. */
static inline guint64
vt_vk_address (const VtTensor *t)
{
  return t != NULL ? t->address : 0;
}

/* Records y = a OP b number by number: the variant "plain" of @shaders
 * (vk-binary.glsl) or, on lavapipe where it fits, "soft" (vk-binary-soft.glsl). */
gboolean vt_vk_record_binary (const VtTensor *node, VtVkRecorder *recorder, const VtVkShader *shaders,
                              gint32 function, GError **error);

/* Records @shader (vk-map.glsl) or, on lavapipe where it fits, @soft
 * (vk-map-soft.glsl), which makes each number of @node from the same one of its
 * source; @a and @b are the shader's own two numbers, if it has any. */
gboolean vt_vk_record_map (const VtTensor *node, VtVkRecorder *recorder, const VtVkShader *shader,
                           const VtVkShader *soft, gint32 function, float a, float b, GError **error);

/* Records the normalising of rows: the variant "plain" of @shaders
 * (vk-normalise.glsl) or, on lavapipe where it fits, "soft" (vk-normalise-soft.glsl). */
gboolean vt_vk_record_normalise (const VtTensor *node, VtVkRecorder *recorder, const VtVkShader *shaders,
                                 GError **error);

/* Whether to take the straight kernels of vk-soft.glsl. */
static inline gboolean
vt_vk_is_soft (const VtVkRecorder *recorder)
{
  return !vt_vk_recorder_is_gpu (recorder) && vt_vk_recorder_subgroup_size (recorder) == 8;
}

/* For the push constants digit[16] of those kernels. */
#define VT_VK_DIGITS { 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15 }
