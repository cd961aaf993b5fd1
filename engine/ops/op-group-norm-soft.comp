/* op-group-norm-soft.comp: group normalisation on lavapipe, lanes along the
 * channels (vk-soft.glsl): the moments of each channel in some pixels; the
 * factors of all channels from those (Chan, Golub and LeVeque 1979); the result.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
//! moments -DMOMENTS
//! factors -DFACTORS
//! apply -DAPPLY
//! apply_silu -DAPPLY -DSILU
#version 460
#extension GL_GOOGLE_include_directive : require
#include "vk-common.glsl"
#include "vk-soft.glsl"

#define PIXELS 64 /* a workgroup */

layout (local_size_x = 8) in;

#ifndef FACTORS
layout (push_constant, scalar) uniform Push
{
  uint64_t x, y, moments, factors; /* of one picture */
  uint channels, pixels, x1;       /* x1: bytes from pixel to pixel */
  uint digit[16];
};
#endif

#ifdef MOMENTS
void main ()
{
  uint first = UNIFORM (gl_WorkGroupID.y) * PIXELS, channel = UNIFORM (gl_WorkGroupID.x) * 8;
  float v[PIXELS], sum = 0.0, squares = 0.0, count = float (min (pixels - first, PIXELS)), mean;
  uint64_t to = moments + (uint64_t (UNIFORM (gl_WorkGroupID.y)) * channels + channel) * 8;

  [[unroll]] for (uint i = 0; i < PIXELS; i++)
    {
      v[i] = lane_f32 (x + uint64_t (min (first + i, pixels - 1)) * x1 + channel * 4);
      sum += first + i < pixels ? v[i] : 0.0;
    }
  mean = sum / count;
  [[unroll]] for (uint i = 0; i < PIXELS; i++)
    squares += first + i < pixels ? (v[i] - mean) * (v[i] - mean) : 0.0;
  F32 (to).v[2 * LANE] = mean;
  F32 (to).v[2 * LANE + 1] = squares;
}
#elif defined FACTORS
layout (push_constant, scalar) uniform Push
{
  uint64_t moments, factors, weight, bias; /* weight and bias may be 0 */
  uint channels, pixels, groups;
  float eps;
};

/* A workgroup a group. */
void main ()
{
  uint own = channels / groups, first = gl_WorkGroupID.x * own, chunks = (pixels + PIXELS - 1) / PIXELS;
  float count = float (own) * float (pixels), sum = 0.0, squares = 0.0, mean, inverse;

  for (uint i = LANE; i < own * chunks; i += 8)
    sum += F32 (moments).v[2 * (i / own * channels + first + i % own)] * float (min (pixels - i / own * PIXELS, PIXELS));
  mean = subgroupAdd (sum) / count;
  for (uint i = LANE; i < own * chunks; i += 8)
    {
      uint at = 2 * (i / own * channels + first + i % own);
      float distance = F32 (moments).v[at] - mean;

      squares += F32 (moments).v[at + 1] + distance * distance * float (min (pixels - i / own * PIXELS, PIXELS));
    }
  inverse = 1.0 / sqrt (subgroupAdd (squares) / count + eps);
  for (uint c = first + LANE; c < first + own; c += 8)
    {
      float factor = inverse * (weight != 0 ? F32 (weight).v[c] : 1.0);

      F32 (factors).v[c] = factor;
      F32 (factors).v[channels + c] = (bias != 0 ? F32 (bias).v[c] : 0.0) - mean * factor;
    }
}
#else
void main ()
{
  uint first = UNIFORM (gl_WorkGroupID.y) * PIXELS, channel = UNIFORM (gl_WorkGroupID.x) * 8;
  float scale = lane_f32 (factors + channel * 4), shift = lane_f32 (factors + (channels + channel) * 4), v[PIXELS];

  [[unroll]] for (uint i = 0; i < PIXELS; i++)
    {
      v[i] = lane_f32 (x + uint64_t (min (first + i, pixels - 1)) * x1 + channel * 4) * scale + shift;
#ifdef SILU
      v[i] = v[i] / (1.0 + exp (-v[i]));
#endif
    }
  [[unroll]] for (uint i = 0; i < PIXELS; i++)
    if (first + i < pixels)
      F32 (y + (uint64_t (first + i) * channels + channel) * 4).v[LANE] = v[i];
}
#endif
