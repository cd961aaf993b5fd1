/* op-mul-mat.comp: an invocation a result. For shapes that no better kernel takes.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
//! WEIGHTS
#version 460
#extension GL_GOOGLE_include_directive : require
#include "vk-common.glsl"
#include "vk-weights.glsl"
#include "vk-mul-mat.glsl"

layout (local_size_x = 64) in;

void main ()
{
  uint item = item_index ();
  uint row = item % m, col = item / m;
  uint64_t w_row, x_col;
  float sum = 0.0;

  if (item >= n)
    return;
  w_row = weights_of (col) + uint64_t (row) * w1;
  x_col = inputs_of (col);
  for (uint i = 0; i < k / 4 * 4; i += 4)
    {
      F32 p = F32 (x_col + i * 4);
      sum += dot (weight4 (w_row, i), vec4 (p.v[0], p.v[1], p.v[2], p.v[3]));
    }
  for (uint i = k / 4 * 4; i < k; i++)
    sum += weight1 (w_row, i) * F32 (x_col).v[i];
  store (row, col, sum);
}
