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
layout (constant_id = 3) const bool IN_ORDER = false; /* a row to its end before the next one */
layout (push_constant, scalar) uniform Push
{
  uint64_t w, x, y, bias, residual; /* bias and residual may be 0 */
  uint m, n;                        /* rows and columns */
  uint w1, x1, y1, r1;              /* strides in bytes */
  uint digit[16];                   /* 0 … 15: a number looked up here is uniform to Mesa */
};

float column[K / 8], sums[K / 32 + 1]; /* of a single column: its values, and those of 32 each together */

/* The part that meets block @b. (A loop that started at another one's variable would stay one.) */
void read_column (uint64_t at, uint b)
{
  [[unroll]] for (uint j = 0; j < BLOCK / 8; j++)
    {
      uint i = b * (BLOCK / 8) + j;

      column[i] = lane_f32 (at + i * 32);
      sums[i / 4] = i % 4 == 0 ? column[i] : sums[i / 4] + column[i];
    }
}

/* The lane's part of block @b of @row times the column. */
float times_column (uint row, uint b)
{
  float values[BLOCK / 8], sums_of_32[BLOCK / 32 + 1];

  [[unroll]] for (uint i = 0; i < BLOCK / 8; i++)
    {
      values[i] = column[b * (BLOCK / 8) + i];
      sums_of_32[i / 4] = sums[(b * (BLOCK / 8) + i) / 4];
    }
  return dot_block (w + uint64_t (min (row, m - 1)) * w1 + b * BLOCK_BYTES, values, sums_of_32);
}

void main ()
{
  uint first_row = UNIFORM (COLS > 1 ? gl_WorkGroupID.y : gl_WorkGroupID.x) * ROWS;
  uint first_col = UNIFORM (COLS > 1 ? gl_WorkGroupID.x : gl_WorkGroupID.y) * COLS;
  uint64_t only_column = x + uint64_t (min (first_col, n - 1)) * x1;
  float part[8] = float[] (0., 0., 0., 0., 0., 0., 0., 0.), sum;
  uint row, col;

  if (COLS == 1 && IN_ORDER)
    {
      [[unroll]] for (uint b = 0; b < K / BLOCK; b++)
        read_column (only_column, b);
      [[unroll]] for (uint r = 0; r < ROWS; r++)
        [[unroll]] for (uint b = 0; b < K / BLOCK; b++)
          part[r] += times_column (first_row + r, b);
    }
#ifdef HAS_DOT
  else if (COLS == 1)
    [[unroll]] for (uint b = 0; b < K / BLOCK; b++)
      {
        read_column (only_column, b);
        [[unroll]] for (uint r = 0; r < ROWS; r++)
          part[r] += times_column (first_row + r, b);
      }
#endif
  else
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
