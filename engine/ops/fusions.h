/* fusions.h: the operations that a Vulkan device does at once (engine/tensor/step.h): one
 * const struct each, named in fusions-list.c; fusion-NAME.c holds it.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "engine/tensor/step.h"

G_BEGIN_DECLS

/* Queries, keys and values on their way from products to attention: norms of heads, or
 * none (Llama), rotary positions, the caches' rows. */
extern const VtFusion vt_fusion_normed_heads, vt_fusion_heads;

/* FUNCTION (gate x) * up x without the halves in memory, and products that share what they
 * multiply with (queries, keys and values); of few columns. */
extern const VtFusion vt_fusion_gated_products, vt_fusion_three_products, vt_fusion_two_products;

/* x + rms_norm (y), and its RMS norm: Gemma's sums between blocks. */
extern const VtFusion vt_fusion_norm_add_norm, vt_fusion_norm_add;

G_END_DECLS
