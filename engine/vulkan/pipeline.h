/* pipeline.h: kernels compiled by the driver, each when it is first recorded.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <vulkan/vulkan.h>

#include "engine/vulkan/pipeline-cache.h"
#include "engine/vulkan/shader.h"

G_BEGIN_DECLS

#define VT_VK_MAX_SPEC 8

typedef struct _VtVkPipelines VtVkPipelines;

/* Begins with what @file holds; takes over its contents. */
VtVkPipelines *vt_vk_pipelines_new (VkDevice device, VkPipelineLayout layout, const VtVkCacheFile *file);
void vt_vk_pipelines_free (VtVkPipelines *pipelines);

/* @shader with the specialization constants 0 … @n_spec - 1 set to @spec, or
 * %VK_NULL_HANDLE with @error set. Belongs to @pipelines. */
VkPipeline vt_vk_pipelines_get (VtVkPipelines *pipelines, const VtVkShader *shader,
                                const guint32 *spec, guint n_spec, GError **error);

/* Keeps what the driver has made since the last call, if it made anything. */
void vt_vk_pipelines_keep (VtVkPipelines *pipelines);

/* How many there are. */
guint vt_vk_pipelines_count (VtVkPipelines *pipelines);

G_END_DECLS
