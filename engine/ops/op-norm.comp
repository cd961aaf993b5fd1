/* SPDX-License-Identifier: GPL-3.0-or-later */
//! plain
//! soft -DSOFT
#version 460
#extension GL_GOOGLE_include_directive : require
#include "vk-common.glsl"
#ifdef SOFT
#define CENTRED
#include "vk-soft.glsl"
#include "vk-normalise-soft.glsl"
#else
#include "vk-normalise.glsl"

void main ()
{
  uint row = gl_WorkGroupID.y * 32768u + gl_WorkGroupID.x, lane = gl_LocalInvocationID.x;
  uint64_t from = x + uint64_t (row % ne1) * x1 + uint64_t (row / ne1 % ne2) * x2 + uint64_t (row / ne1 / ne2) * x3;
  float sum = 0.0, squares = 0.0, mean, scale;

  if (row >= n)
    return;
  for (uint i = lane; i < ne0; i += LANES)
    sum += F32 (from).v[i];
  mean = sum_over_lanes (sum) / float (ne0);
  for (uint i = lane; i < ne0; i += LANES)
    squares += (F32 (from).v[i] - mean) * (F32 (from).v[i] - mean);
  scale = 1.0 / sqrt (sum_over_lanes (squares) / float (ne0) + eps);
  for (uint i = lane; i < ne0; i += LANES)
    F32 (y + uint64_t (row) * ne0 * 4).v[i] = (F32 (from).v[i] - mean) * scale *
      (weight != 0 ? F32 (weight).v[i] : 1.0) + (bias != 0 ? F32 (bias).v[i] : 0.0);
}
#endif
