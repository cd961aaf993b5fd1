/* op-group-norm.comp: first the mean of each group of each picture and the sum of
 * the squares of what differs from it, PARTS workgroups a group; then these joined
 * to mean and inverse deviation (Chan et al. 1979), where there are several; then
 * every number by itself.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
//! moments -DMOMENTS
//! join -DJOIN
//! apply
//! apply_silu -DSILU
#version 460
#extension GL_GOOGLE_include_directive : require
#include "vk-common.glsl"

layout (local_size_x_id = 0) in;
layout (constant_id = 0) const uint LANES = 32;
layout (constant_id = 1) const uint PARTS = 1; /* LANES of them at most where they are joined */
layout (constant_id = 2) const uint OWN = 1;   /* channels of a group */
layout (push_constant, scalar) uniform Push
{
  uint64_t x, weight, bias, moments, y; /* weight and bias may be 0; y: the result, or the parts' moments */
  uint channels, width, height, n;      /* n: workgroups, or numbers */
  uint x1, x2, x3;
  uint groups;
  float eps;
};

uint64_t pixel (uint i, uint picture)
{
  return x + uint64_t (i % width) * x1 + uint64_t (i / width) * x2 + uint64_t (picture) * x3;
}

#if defined MOMENTS || defined JOIN
#include "vk-sum.glsl"

/* Pixels in a part. */
uint part_pixels () { return (width * height + PARTS - 1) / PARTS; }

/* Numbers of @part. */
uint count_of (uint part)
{
  uint first = min (part * part_pixels (), width * height);

  return OWN * (min (first + part_pixels (), width * height) - first);
}

void store_moments (uint set, float mean, float squares)
{
  F32 (moments).v[2 * set] = mean;
  F32 (moments).v[2 * set + 1] = 1.0 / sqrt (squares / float (OWN * width * height) + eps);
}
#endif

#ifdef MOMENTS
void main ()
{
  uint group = gl_WorkGroupID.y * 32768u + gl_WorkGroupID.x, lane = gl_LocalInvocationID.x;
  uint set = group / PARTS, part = group % PARTS;
  uint channel = set % groups * OWN, picture = set / groups, first = part * part_pixels (), count = count_of (part);
  float sum = 0.0, squares = 0.0, mean;

  if (group >= n)
    return;
  for (uint i = lane; i < count; i += LANES)
    sum += F32 (pixel (first + i / OWN, picture)).v[channel + i % OWN];
  mean = sum_over_lanes (sum) / max (float (count), 1.0);
  for (uint i = lane; i < count; i += LANES)
    {
      float d = F32 (pixel (first + i / OWN, picture)).v[channel + i % OWN] - mean;

      squares += d * d;
    }
  squares = sum_over_lanes (squares);
  if (lane != 0)
    return;
  if (PARTS == 1)
    store_moments (set, mean, squares);
  else
    {
      F32 (y).v[2 * group] = mean;
      F32 (y).v[2 * group + 1] = squares;
    }
}
#elif defined JOIN
void main ()
{
  uint set = gl_WorkGroupID.y * 32768u + gl_WorkGroupID.x, lane = gl_LocalInvocationID.x;
  float count = lane < PARTS ? float (count_of (lane)) : 0.0, mean = 0.0, squares = 0.0, all;

  if (set >= n)
    return;
  if (lane < PARTS)
    {
      mean = F32 (y).v[2 * (set * PARTS + lane)];
      squares = F32 (y).v[2 * (set * PARTS + lane) + 1];
    }
  all = sum_over_lanes (mean * count) / float (OWN * width * height);
  squares = sum_over_lanes (squares + count * (mean - all) * (mean - all));
  if (lane == 0)
    store_moments (set, all, squares);
}
#else
void main ()
{
  uint i = item_index ();
  uint channel = i % channels, row = i / channels, picture = row / (width * height);
  uint set = picture * groups + channel / OWN;
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
