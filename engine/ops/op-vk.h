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

/* Records @shader, which computes y = a OP b number by number (vk-binary.glsl). */
gboolean vt_vk_record_binary (const VtTensor *node, VtVkRecorder *recorder, const VtVkShader *shader,
                              gint32 function, GError **error);

/* Records @shader, which makes each number of @node from the same one of its
 * source; @a and @b are the shader's own two numbers, if it has any. */
gboolean vt_vk_record_map (const VtTensor *node, VtVkRecorder *recorder, const VtVkShader *shader,
                           gint32 function, float a, float b, GError **error);

/* Records @shader, which normalises rows (vk-normalise.glsl). */
gboolean vt_vk_record_normalise (const VtTensor *node, VtVkRecorder *recorder, const VtVkShader *shader, GError **error);
