/* op-mul-mat-unpack.comp: quantised weights as floats, on lavapipe: BLOCKS blocks
 * of a row a workgroup (vk-soft.glsl). Many columns would unpack them again and again.
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
layout (constant_id = 0) const uint BLOCKS = 1;
layout (push_constant, scalar) uniform Push
{
  uint64_t w, y;
  uint w1, y1; /* bytes from row to row */
  uint digit[16];
};

void main ()
{
  uint first = UNIFORM (gl_WorkGroupID.x) * BLOCKS, row = UNIFORM (gl_WorkGroupID.y);
  uint64_t from = w + uint64_t (row) * w1 + first * BLOCK_BYTES, to = y + uint64_t (row) * y1 + first * BLOCK * 4;

  [[unroll]] for (uint b = 0; b < BLOCKS; b++)
    {
      float v[BLOCK / 8];

      decode (from + b * BLOCK_BYTES, v);
      [[unroll]] for (uint i = 0; i < BLOCK / 8; i++)
        F32 (to + (b * BLOCK + i * 8) * 4).v[LANE] = v[i];
    }
}
