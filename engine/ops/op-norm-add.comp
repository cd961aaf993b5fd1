/* op-norm-add.comp: sum = residual + rms_norm (y) and, if AGAIN, rms_norm (sum) behind it:
 * a dense row a workgroup. The straight variant is for lavapipe (vk-soft.glsl).
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
//! plain
//! soft -DSOFT
#version 460
#extension GL_GOOGLE_include_directive : require
#include "vk-common.glsl"

layout (constant_id = 0) const uint LANES = 32;
layout (constant_id = 1) const uint NE0 = 640;
layout (constant_id = 2) const bool AGAIN = true;
layout (push_constant, scalar) uniform Push
{
  uint64_t y, weight, residual, sum, outer_weight, normed;
  float eps, weight_shift; /* of both */
  uint digit[16];
};

#ifdef SOFT
#include "vk-soft.glsl"
layout (local_size_x = 8) in;

float scale_of (float squares)
{
  squares += subgroupShuffle (squares, LANE ^ 1u);
  squares += subgroupShuffle (squares, LANE ^ 2u);
  squares += subgroupShuffle (squares, LANE ^ 4u);
  return 1.0 / sqrt (squares / float (NE0) + eps);
}

void main ()
{
  uint64_t row = uint64_t (UNIFORM (gl_WorkGroupID.x)) * (NE0 * 4);
  float v[NE0 / 8], squares = 0.0, scale;

  [[unroll]] for (uint i = 0; i < NE0 / 8; i++)
    {
      v[i] = lane_f32 (y + row + i * 32);
      squares += v[i] * v[i];
    }
  scale = scale_of (squares);
  squares = 0.0;
  [[unroll]] for (uint i = 0; i < NE0 / 8; i++)
    {
      v[i] = v[i] * scale * (lane_f32 (weight + i * 32) + weight_shift) + lane_f32 (residual + row + i * 32);
      squares += v[i] * v[i];
      F32 (sum + row + i * 32).v[LANE] = v[i];
    }
  if (!AGAIN)
    return;
  scale = scale_of (squares);
  [[unroll]] for (uint i = 0; i < NE0 / 8; i++)
    F32 (normed + row + i * 32).v[LANE] = v[i] * scale * (lane_f32 (outer_weight + i * 32) + weight_shift);
}
#else
layout (local_size_x_id = 0) in;
#include "vk-sum.glsl"

void main ()
{
  uint lane = gl_LocalInvocationID.x;
  uint64_t row = uint64_t (gl_WorkGroupID.x) * (NE0 * 4);
  float squares = 0.0, scale;

  for (uint i = lane; i < NE0; i += LANES)
    {
      float v = F32 (y + row).v[i];
      squares += v * v;
    }
  scale = 1.0 / sqrt (sum_over_lanes (squares) / float (NE0) + eps);
  squares = 0.0;
  for (uint i = lane; i < NE0; i += LANES)
    {
      float v = F32 (y + row).v[i] * scale * (F32 (weight).v[i] + weight_shift) + F32 (residual + row).v[i];
      squares += v * v;
      F32 (sum + row).v[i] = v;
    }
  if (!AGAIN)
    return;
  scale = 1.0 / sqrt (sum_over_lanes (squares) / float (NE0) + eps);
  for (uint i = lane; i < NE0; i += LANES)
    F32 (normed + row).v[i] = F32 (sum + row).v[i] * scale * (F32 (outer_weight).v[i] + weight_shift);
}
#endif
