/* shader.h: kernels as the build embeds them: for op-NAME.comp the table
 * vt_spv_NAME of its variants, ended by one without a name (shader-embed.py).
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * VtVkShader:
 * @name: "mul_mat.Q4_0": the source's name and the variant's
 * @code: SPIR-V
 * @size: its bytes
 */
typedef struct
{
  const char *name;
  const guint32 *code;
  gsize size;
} VtVkShader;

#define VT_VK_SHADER_DIGEST 32

/* Of the code of all kernels (shader-digest.py). */
extern const guint8 vt_spv_digest[VT_VK_SHADER_DIGEST];

/* The variant @variant of @table; it must be there. */
const VtVkShader *vt_vk_shader (const VtVkShader *table, const char *variant);

G_END_DECLS
