/* op-attention-scores.comp: ROWS keys times COLS queries: straight code, vk-soft.glsl.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
//! F32
//! F16 -DKV_F16
#version 460
#extension GL_GOOGLE_include_directive : require
#include "vk-common.glsl"
#include "vk-soft.glsl"
#include "vk-attention-soft.glsl"

layout (local_size_x = 8) in;
layout (constant_id = 2) const uint D = 64;
layout (constant_id = 3) const uint ROWS = 2;
layout (constant_id = 4) const uint COLS = 4;
layout (push_constant, scalar) uniform Push
{
  uint64_t q, k, scores;
  uint q1, q2, k1, k2; /* strides in bytes, of heads and tokens or rows */
  uint cols, rows, stride; /* scores of a column are @stride apart */
  float scale, softcap;
  uint digit[16];
};

uint64_t query (uint head, uint col)
{
  return q + uint64_t (head * GROUP + col % GROUP) * q1 + uint64_t (col / GROUP) * q2;
}

void main ()
{
  uint first_row = UNIFORM (gl_WorkGroupID.x) * ROWS, first_col = UNIFORM (gl_WorkGroupID.y) * COLS;
  uint head = UNIFORM (gl_WorkGroupID.z), row, col;
  float part[8] = float[] (0., 0., 0., 0., 0., 0., 0., 0.), s;

  [[unroll]] for (uint i = 0; i < D / 8; i++)
    [[unroll]] for (uint r = 0; r < ROWS; r++)
      {
        float key = lane_kv (k + uint64_t (head) * k1 + uint64_t (min (first_row + r, rows - 1)) * k2 + i * 8 * KV_BYTES);

        [[unroll]] for (uint c = 0; c < COLS; c++)
          part[c * ROWS + r] += key * lane_f32 (query (head, min (first_col + c, cols - 1)) + i * 32);
      }
  s = sum_of_own (part) * scale;
  if (softcap > 0.0)
    s = softcap * (1.0 - 2.0 / (exp (2.0 * s / softcap) + 1.0));
  row = first_row + LANE % ROWS;
  col = first_col + LANE / ROWS;
  if (LANE < ROWS * COLS && row < stride && col < cols)
    F32 (scores + uint64_t ((head * cols + col) * stride + row) * 4).v[0] = s;
}
