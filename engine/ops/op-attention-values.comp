/* op-attention-values.comp: a tile of rows of values, weighed for COLS columns:
 * straight code, vk-soft.glsl.
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
layout (constant_id = 2) const uint VECTORS = 2; /* of eight values */
layout (constant_id = 3) const uint COLS = 4;
layout (push_constant, scalar) uniform Push
{
  uint64_t v, weights, parts;
  uint v1, v2;             /* strides in bytes, of heads and rows */
  uint cols, rows, stride; /* weights of a column are @stride apart */
  uint dv;
  uint digit[16];
};

void main ()
{
  uint first = UNIFORM (gl_WorkGroupID.x) * VECTORS * 8, first_col = UNIFORM (gl_WorkGroupID.y) * COLS;
  uint z = UNIFORM (gl_WorkGroupID.z), head = z % KV_HEADS, tile = z / KV_HEADS;
  uint64_t values = v + uint64_t (head) * v1 + first * KV_BYTES;
  float sum[COLS][VECTORS];

  [[unroll]] for (uint c = 0; c < COLS; c++)
    [[unroll]] for (uint i = 0; i < VECTORS; i++)
      sum[c][i] = 0.0;
  [[unroll]] for (uint r = 0; r < TILE_ROWS; r++)
    {
      float value[VECTORS];

      [[unroll]] for (uint i = 0; i < VECTORS; i++)
        value[i] = lane_kv (values + uint64_t (min (tile * TILE_ROWS + r, rows - 1)) * v2 + i * 8 * KV_BYTES);
      [[unroll]] for (uint c = 0; c < COLS; c++)
        {
          uint col = head * cols + min (first_col + c, cols - 1);
          float weight = uintBitsToFloat (V32 (weights + uint64_t (col * stride + tile * TILE_ROWS + r) * 4).v[0]);

          [[unroll]] for (uint i = 0; i < VECTORS; i++)
            sum[c][i] += weight * value[i];
        }
    }
  [[unroll]] for (uint c = 0; c < COLS; c++)
    if (first_col + c < cols)
      [[unroll]] for (uint i = 0; i < VECTORS; i++)
        F32 (parts + ((uint64_t (tile * KV_HEADS + head) * cols + first_col + c) * dv + first + i * 8) * 4).v[LANE] = sum[c][i];
}
