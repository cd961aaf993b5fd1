/* SPDX-License-Identifier: GPL-3.0-or-later */
//! plain
#version 460
#extension GL_GOOGLE_include_directive : require
#include "vk-common.glsl"

layout (local_size_x_id = 0) in;
layout (constant_id = 0) const uint LANES = 32;
layout (push_constant, scalar) uniform Push
{
  uint64_t x, mask, y; /* mask may be 0 */
  uint ne0, ne1, ne2, n;
  uint x1, x2, x3, m1, m2, m3; /* strides in bytes; 0 where the mask is repeated */
  float scale;
};

shared float parts[LANES];

float over_lanes (float mine, bool largest)
{
  uint lane = gl_LocalInvocationID.x;

  barrier ();
  parts[lane] = mine;
  for (uint k = LANES / 2; k > 0; k /= 2)
    {
      barrier ();
      if (lane < k)
        parts[lane] = largest ? max (parts[lane], parts[lane + k]) : parts[lane] + parts[lane + k];
    }
  barrier ();
  return parts[0];
}

void main ()
{
  uint row = gl_WorkGroupID.y * 32768u + gl_WorkGroupID.x, lane = gl_LocalInvocationID.x;
  uint i1 = row % ne1, i2 = row / ne1 % ne2, i3 = row / ne1 / ne2;
  uint64_t from = x + uint64_t (i1) * x1 + uint64_t (i2) * x2 + uint64_t (i3) * x3;
  uint64_t bias = mask + uint64_t (i1) * m1 + uint64_t (i2) * m2 + uint64_t (i3) * m3;
  uint64_t to = y + uint64_t (row) * ne0 * 4;
  float top = -3.0e38, sum = 0.0;

  if (row >= n)
    return;
  for (uint i = lane; i < ne0; i += LANES)
    top = max (top, F32 (from).v[i] * scale + (mask != 0 ? F32 (bias).v[i] : 0.0));
  top = over_lanes (top, true);
  for (uint i = lane; i < ne0; i += LANES)
    {
      float e = exp (F32 (from).v[i] * scale + (mask != 0 ? F32 (bias).v[i] : 0.0) - top);

      sum += e;
      F32 (to).v[i] = e;
    }
  sum = over_lanes (sum, false);
  for (uint i = lane; i < ne0; i += LANES)
    F32 (to).v[i] = sum > 0.0 ? F32 (to).v[i] / sum : 0.0;
}
