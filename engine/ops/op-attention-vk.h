/* op-attention-vk.h: the ways to attend on a Vulkan device.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "engine/ops/op-vk.h"

/* Whether the steps for lavapipe take @node, and they themselves (op-attention-soft-vk.c). */
gboolean vt_attention_soft_fits (const VtTensor *node, const VtVkRecorder *recorder);
gboolean vt_attention_soft_record (const VtTensor *node, VtVkRecorder *recorder, gint64 sequence, guint64 spans,
                                   GError **error);

/* Where sequence @i of @t begins. */
static inline guint64
vt_attention_place (const VtTensor *t, gint64 i)
{
  return t->address + (guint64) (i * t->nb[3]);
}
