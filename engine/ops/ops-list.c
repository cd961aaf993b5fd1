/* ops-list.c: every operation. A new one is one more line here.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "engine/ops/op-impl.h"
#include "engine/ops/ops.h"

const VtOpClass *const vt_op_classes[] = {
  &vt_op_add,
  &vt_op_attention,
  &vt_op_cast,
  &vt_op_concat,
  &vt_op_conv_2d,
  &vt_op_conv_transpose,
  &vt_op_div,
  &vt_op_get_rows,
  &vt_op_glu,
  &vt_op_group_norm,
  &vt_op_leaky_relu,
  &vt_op_mul,
  &vt_op_mul_mat,
  &vt_op_norm,
  &vt_op_pad,
  &vt_op_permute,
  &vt_op_pool_2d,
  &vt_op_rms_norm,
  &vt_op_rope,
  &vt_op_scale,
  &vt_op_set_rows,
  &vt_op_softmax,
  &vt_op_lstm,
  &vt_op_sub,
  &vt_op_unary,
  &vt_op_upsample,
  NULL,
};
