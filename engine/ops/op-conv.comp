/* op-conv.comp: a convolution of either kind (conv-pass.h), an invocation a
 * result. For shapes that no better kernel takes.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
//! WEIGHTS
#version 460
#extension GL_GOOGLE_include_directive : require
#include "vk-common.glsl"
#include "vk-weights.glsl"

layout (local_size_x = 64) in;
layout (constant_id = 0) const int TAPS_ACROSS = 3;
layout (constant_id = 1) const int STEP_ACROSS = 1; /* from tap to tap */
layout (constant_id = 2) const int STEP_DOWN = 1;
layout (constant_id = 3) const int STRIDE_ACROSS = 1; /* from window to window */
layout (constant_id = 4) const int STRIDE_DOWN = 1;
layout (push_constant, scalar) uniform Push
{
  uint64_t w, x, y, bias, residual; /* bias and residual may be 0 */
  int width, height, across, down, in_across, in_down;
  uint channels, group_rows, m, n;
  uint w1, x1, x2, x3, r1, r2, r3; /* strides in bytes */
  uint y1, y2, y3;
  int taps_down;
};

void main ()
{
  uint item = item_index ();
  uint row = item % m, col = item / m, i0 = col % across, i1 = col / across % down, i2 = col / across / down;
  uint64_t w_row = w + uint64_t (row) * w1, picture = x + uint64_t (i2) * x3 + uint64_t (row / group_rows * channels) * 4;
  float sum = 0.0;

  if (item >= n)
    return;
  for (int ty = 0; ty < taps_down; ty++)
    for (int tx = 0; tx < TAPS_ACROSS; tx++)
      {
        int ix = in_across + int (i0) * STRIDE_ACROSS + tx * STEP_ACROSS, iy = in_down + int (i1) * STRIDE_DOWN + ty * STEP_DOWN;
        uint64_t pixel = picture + uint64_t (uint (ix)) * x1 + uint64_t (uint (iy)) * x2;
        uint first = uint (ty * TAPS_ACROSS + tx) * channels;

        if (ix >= 0 && ix < width && iy >= 0 && iy < height)
          for (uint c = 0; c < channels; c++)
            sum += weight1 (w_row, first + c) * F32 (pixel).v[c];
      }
  if (bias != 0)
    sum += F32 (bias).v[row];
  if (residual != 0)
    sum += F32 (residual + uint64_t (i0) * r1 + uint64_t (i1) * r2 + uint64_t (i2) * r3).v[row];
  F32 (y + uint64_t (i0) * y1 + uint64_t (i1) * y2 + uint64_t (i2) * y3).v[row] = sum;
}
