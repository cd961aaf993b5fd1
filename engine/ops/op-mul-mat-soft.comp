/* op-mul-mat-soft.comp: ROWS rows of weights times COLS columns, on lavapipe: a
 * workgroup is one vector of eight lanes along K, and the shader is straight
 * code without a loop (vk-soft.glsl says why).
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
//! WEIGHTS
#version 460
#extension GL_GOOGLE_include_directive : require
#include "vk-common.glsl"
#include "vk-soft.glsl"
#include "vk-soft-weights.glsl"

layout (local_size_x = 8) in;
layout (constant_id = 0) const uint K = 640;
layout (constant_id = 1) const uint ROWS = 8; /* ROWS * COLS <= 8 */
layout (constant_id = 2) const uint COLS = 1;
layout (push_constant, scalar) uniform Push
{
  uint64_t w, x, y, bias, residual; /* bias and residual may be 0 */
  uint m, n;                        /* rows and columns */
  uint w1, x1, y1, r1;              /* strides in bytes */
  uint digit[16];                   /* 0 … 15: a number looked up here is uniform to Mesa */
};

void main ()
{
  uint first_row = UNIFORM (COLS > 1 ? gl_WorkGroupID.y : gl_WorkGroupID.x) * ROWS;
  uint first_col = UNIFORM (COLS > 1 ? gl_WorkGroupID.x : gl_WorkGroupID.y) * COLS;
  float part[8] = float[] (0., 0., 0., 0., 0., 0., 0., 0.), sum;
  uint row, col;

#ifdef HAS_DOT
  if (COLS == 1)
    [[unroll]] for (uint b = 0; b < K / BLOCK; b++)
      {
        float value[BLOCK / 8], sums[BLOCK / 32 + 1];

        [[unroll]] for (uint i = 0; i < BLOCK / 8; i++)
          {
            value[i] = lane_f32 (x + uint64_t (min (first_col, n - 1)) * x1 + (b * (BLOCK / 8) + i) * 32);
            sums[i / 4] = i % 4 == 0 ? value[i] : sums[i / 4] + value[i];
          }
        [[unroll]] for (uint r = 0; r < ROWS; r++)
          part[r] += dot_block (w + uint64_t (min (first_row + r, m - 1)) * w1 + b * BLOCK_BYTES, value, sums);
      }
  else
#endif
    [[unroll]] for (uint b = 0; b < K / BLOCK; b++)
      [[unroll]] for (uint r = 0; r < ROWS; r++)
        {
          float v[BLOCK / 8];

          decode (w + uint64_t (min (first_row + r, m - 1)) * w1 + b * BLOCK_BYTES, v);
          [[unroll]] for (uint c = 0; c < COLS; c++)
            [[unroll]] for (uint i = 0; i < BLOCK / 8; i++)
              part[c * ROWS + r] += v[i] * lane_f32 (x + uint64_t (min (first_col + c, n - 1)) * x1 + (b * (BLOCK / 8) + i) * 32);
        }
  sum = sum_of_own (part);
  row = first_row + LANE % ROWS;
  col = first_col + LANE / ROWS;
  if (LANE < ROWS * COLS && row < m && col < n)
    {
      if (bias != 0)
        sum += F32 (bias).v[row];
      if (residual != 0)
        sum += F32 (residual + uint64_t (col) * r1).v[row];
      F32 (y + uint64_t (col) * y1).v[row] = sum;
    }
}
