/* op-attention-keys.comp: keys turned so that the rows of a dimension follow each
 * other: eight rows and some dimensions a workgroup, straight code (vk-soft.glsl).
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
//! F32
//! F16 -DKV_F16
#version 460
#extension GL_GOOGLE_include_directive : require
#include "vk-common.glsl"
#include "vk-soft.glsl"

#define DIMS 32 /* a workgroup */

layout (local_size_x = 8) in;
layout (push_constant, scalar) uniform Push
{
  uint64_t k, turned;
  uint k1, k2; /* strides in bytes, of heads and rows */
  uint d, rows, stride;
  uint digit[16];
};

float key_at (uint64_t row, uint i)
{
#ifdef KV_F16
  return unpackHalf2x16 (uint (V16 (row + i * 2).v[0])).x;
#else
  return uintBitsToFloat (V32 (row + i * 4).v[0]);
#endif
}

void main ()
{
  uint first = UNIFORM (gl_WorkGroupID.x) * 8, head = UNIFORM (gl_WorkGroupID.y), dim = UNIFORM (gl_WorkGroupID.z) * DIMS;
  uint64_t keys = k + uint64_t (head) * k1;

  [[unroll]] for (uint i = 0; i < DIMS; i++)
    {
      float v[8], own;

      [[unroll]] for (uint r = 0; r < 8; r++)
        v[r] = key_at (keys + uint64_t (min (first + r, rows - 1)) * k2, min (dim + i, d - 1));
      own = v[0];
      [[unroll]] for (uint r = 1; r < 8; r++)
        own = LANE == r ? v[r] : own;
      if (dim + i < d)
        F32 (turned + (uint64_t (head * d + dim + i) * stride + first) * 4).v[LANE] = own;
    }
}
