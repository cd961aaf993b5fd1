/* conv-pass.h: convolutions of both kinds as one thing: windows of the input,
 * each times the rows of a matrix of weights.
 *
 * A transposed convolution by a stride of s is s x s plain ones: the results
 * whose places leave the same remainder see the same taps of the kernel
 * (Shi et al. 2016), which lie next to each other in each row of the weights.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "engine/ops/op-params.h"

/**
 * VtConvPass: index 0 is across, 1 down.
 * @count: results
 * @out, @out_step: result i is at place out + i * out_step
 * @in, @in_step: its window begins at in + i * in_step, which may be outside
 * @taps, @tap_step: of a window
 * @first_tap: in the rows of the weights
 * @groups: of channels, each with its rows of weights
 */
typedef struct
{
  gint64 count[2];
  gint64 out[2], out_step[2];
  gint64 in[2], in_step[2];
  gint64 taps[2], tap_step[2];
  gint64 first_tap;
  gint64 groups;
} VtConvPass;

/* How many passes @node (of conv_2d or conv_transpose) has, and one of them. */
gint64 vt_conv_passes (const VtTensor *node);
VtConvPass vt_conv_pass (const VtTensor *node, gint64 i);
