/* op-group-norm.comp: first the mean and the inverse deviation of each group of
 * each picture, a workgroup a group; then every number by itself.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
//! moments -DMOMENTS
//! apply
//! apply_silu -DSILU
#version 460
#extension GL_GOOGLE_include_directive : require
#include "vk-common.glsl"

layout (local_size_x_id = 0) in;
layout (constant_id = 0) const uint LANES = 32;
layout (push_constant, scalar) uniform Push
{
  uint64_t x, weight, bias, moments, y; /* weight and bias may be 0 */
  uint channels, width, height, n;      /* n: groups of all pictures, or numbers */
  uint x1, x2, x3;
  uint groups;
  float eps;
};

uint64_t pixel (uint i, uint picture)
{
  return x + uint64_t (i % width) * x1 + uint64_t (i / width) * x2 + uint64_t (picture) * x3;
}

#ifdef MOMENTS
#include "vk-sum.glsl"

void main ()
{
  uint set = gl_WorkGroupID.y * 32768u + gl_WorkGroupID.x, lane = gl_LocalInvocationID.x;
  uint own = channels / groups, first = set % groups * own, picture = set / groups, count = own * width * height;
  float sum = 0.0, squares = 0.0, mean;

  if (set >= n)
    return;
  for (uint i = lane; i < count; i += LANES)
    sum += F32 (pixel (i / own, picture)).v[first + i % own];
  mean = sum_over_lanes (sum) / float (count);
  for (uint i = lane; i < count; i += LANES)
    {
      float d = F32 (pixel (i / own, picture)).v[first + i % own] - mean;

      squares += d * d;
    }
  squares = sum_over_lanes (squares);
  if (lane == 0)
    {
      F32 (moments).v[2 * set] = mean;
      F32 (moments).v[2 * set + 1] = 1.0 / sqrt (squares / float (count) + eps);
    }
}
#else
void main ()
{
  uint i = item_index ();
  uint channel = i % channels, row = i / channels, picture = row / (width * height);
  uint set = picture * groups + channel / (channels / groups);
  float v;

  if (i >= n)
    return;
  v = (F32 (pixel (row % (width * height), picture)).v[channel] - F32 (moments).v[2 * set]) * F32 (moments).v[2 * set + 1];
  v = v * (weight != 0 ? F32 (weight).v[channel] : 1.0) + (bias != 0 ? F32 (bias).v[channel] : 0.0);
#ifdef SILU
  v = v / (1.0 + exp (-v));
#endif
  F32 (y).v[i] = v;
}
#endif
