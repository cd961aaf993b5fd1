/* fusions-list.c: every fusion, longer ones before those that they begin with. A new one
 * is one more line here.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "engine/ops/fusions.h"

const VtFusion *const vt_fusions[] = {
  &vt_fusion_normed_heads,
  &vt_fusion_heads,
  &vt_fusion_gated_products,
  &vt_fusion_three_products,
  &vt_fusion_two_products,
  &vt_fusion_norm_add_norm,
  &vt_fusion_norm_add,
  NULL,
};
