/* cases.h: the tables that cases-list.c lists.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "harness.h"

extern const VtOpCases vt_cases_add, vt_cases_attention, vt_cases_cast, vt_cases_concat, vt_cases_conv_2d,
    vt_cases_conv_transpose, vt_cases_div, vt_cases_get_rows, vt_cases_glu, vt_cases_group_norm,
    vt_cases_leaky_relu, vt_cases_mul, vt_cases_mul_mat, vt_cases_norm, vt_cases_pad, vt_cases_permute,
    vt_cases_lstm, vt_cases_pool_2d, vt_cases_rms_norm, vt_cases_rope, vt_cases_scale, vt_cases_set_rows, vt_cases_softmax,
    vt_cases_sub, vt_cases_unary, vt_cases_upsample, vt_cases_fusion_heads, vt_cases_fusion_norm_add,
    vt_cases_fusion_products;

/* The function of vt_unary() in double precision. */
double vt_unary_reference (VtUnary function, double x);
