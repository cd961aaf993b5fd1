/* SPDX-License-Identifier: GPL-3.0-or-later */
//! plain
#version 460
#extension GL_GOOGLE_include_directive : require
#include "vk-common.glsl"

layout (local_size_x = 64) in;
layout (constant_id = 0) const int KERNEL_W = 2;
layout (constant_id = 1) const int KERNEL_H = 2;
layout (constant_id = 2) const bool AVERAGE = false;
layout (constant_id = 3) const bool COUNT_PAD = false;
layout (push_constant, scalar) uniform Push
{
  uint64_t x, y;
  uint ne0, width, height, n;
  int from_width, from_height, stride_x, stride_y, pad_left, pad_top;
  uint x1, x2, x3;
};

void main ()
{
  uint i = item_index ();
  uint row = i / ne0;
  int left = int (row % width) * stride_x - pad_left, top = int (row / width % height) * stride_y - pad_top;
  int ax = max (left, 0), bx = min (left + KERNEL_W, from_width), ay = max (top, 0), by = min (top + KERNEL_H, from_height);
  uint64_t from = x + uint64_t (row / width / height) * x3 + i % ne0 * 4;
  float result = AVERAGE ? 0.0 : -3.402823466e38;

  if (i >= n)
    return;
  for (int iy = ay; iy < by; iy++)
    for (int ix = ax; ix < bx; ix++)
      {
        float value = load_f32 (from + uint64_t (ix) * x1 + uint64_t (iy) * x2);

        result = AVERAGE ? result + value : max (result, value);
      }
  if (AVERAGE)
    result /= float (COUNT_PAD ? KERNEL_W * KERNEL_H : (bx - ax) * (by - ay));
  F32 (y).v[i] = result;
}
