/* op-attention-wide.comp: scores of COLS queries and VECTORS times eight turned
 * keys (op-attention-keys.comp): straight code, vk-soft.glsl. Far more results a
 * workgroup than op-attention-scores.comp has, where heads are short.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
//! plain
#version 460
#extension GL_GOOGLE_include_directive : require
#include "vk-common.glsl"
#include "vk-soft.glsl"
#include "vk-attention-soft.glsl"

layout (local_size_x = 8) in;
layout (constant_id = 2) const uint D = 64;
layout (constant_id = 3) const uint VECTORS = 2;
layout (constant_id = 4) const uint COLS = 4;
layout (push_constant, scalar) uniform Push
{
  uint64_t q, turned, scores;
  uint q1, q2; /* strides in bytes, of heads and tokens */
  uint cols, stride; /* scores of a column are @stride apart, as are keys' dimensions */
  float scale, softcap;
  uint digit[16];
};

uint64_t query (uint head, uint col)
{
  return q + uint64_t (head * GROUP + col % GROUP) * q1 + uint64_t (col / GROUP) * q2;
}

void main ()
{
  uint first_row = UNIFORM (gl_WorkGroupID.x) * VECTORS * 8, first_col = UNIFORM (gl_WorkGroupID.y) * COLS;
  uint head = UNIFORM (gl_WorkGroupID.z);
  uint64_t keys = turned + (uint64_t (head * D) * stride + first_row) * 4;

  [[unroll]] for (uint v = 0; v < VECTORS; v++)
    {
      float sum[COLS];

      [[unroll]] for (uint c = 0; c < COLS; c++)
        sum[c] = 0.0;
      [[unroll]] for (uint i = 0; i < D; i++)
        {
          float key = lane_f32 (keys + (uint64_t (i) * stride + v * 8) * 4);

          [[unroll]] for (uint c = 0; c < COLS; c++)
            sum[c] += key * uintBitsToFloat (V32 (query (head, min (first_col + c, cols - 1))).v[i]);
        }
      [[unroll]] for (uint c = 0; c < COLS; c++)
        {
          float s = sum[c] * scale;

          if (softcap > 0.0)
            s = softcap * (1.0 - 2.0 / (exp (2.0 * s / softcap) + 1.0));
          if (first_col + c < cols)
            F32 (scores + (uint64_t (head * cols + first_col + c) * stride + first_row + v * 8) * 4).v[LANE] = s;
        }
    }
}
