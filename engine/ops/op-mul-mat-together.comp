/* op-mul-mat-together.comp: up to three products that share their columns, or with GATED
 * two whose results make one: FUNCTION (first) * second. Plain variants are for real
 * GPUs, as op-mul-mat-gemv.comp; straight ones for lavapipe, as op-mul-mat-soft.comp,
 * with one column and with rows that part evenly.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
//! WEIGHTS
//! WEIGHTS gated- -DGATED
//! WEIGHTS soft- -DSOFT
//! WEIGHTS soft-gated- -DSOFT -DGATED
#version 460
#extension GL_GOOGLE_include_directive : require
#extension GL_KHR_shader_subgroup_basic : require
#extension GL_KHR_shader_subgroup_arithmetic : require

#define FUNCTION_ID 7
layout (constant_id = 0) const uint LANES = 64;
layout (constant_id = 1) const uint K = 640;
layout (constant_id = 2) const uint ROWS = 2;     /* of a product, a workgroup */
layout (constant_id = 3) const uint COLS = 1;
layout (constant_id = 4) const bool WIDE = false; /* columns and weights that are floats may be read four at a time */
layout (constant_id = 5) const uint M0 = 640;     /* rows of the first product and the second; gated: both */
layout (constant_id = 6) const uint M1 = 640;
#define WIDE WIDE
#include "vk-common.glsl"
#include "vk-functions.glsl"

layout (push_constant, scalar) uniform Push
{
  uint64_t w0, w1, w2, x, y0, y1, y2;
  uint row_bytes; /* of weights */
#ifdef SOFT
  uint digit[16];
#else
  uint x1, m2; /* bytes from column to column; rows of the third product */
#endif
};

#ifdef GATED
#define SETS 2
#else
#define SETS 1
#endif

#ifdef SOFT
#include "vk-soft.glsl"
#include "vk-soft-weights.glsl"

layout (local_size_x = 8) in;

void main ()
{
  uint row = UNIFORM (gl_WorkGroupID.x) * ROWS;
  float part[8] = float[] (0., 0., 0., 0., 0., 0., 0., 0.), sum;
#ifdef GATED
  uint64_t w[SETS] = uint64_t[] (w0 + uint64_t (row) * row_bytes, w1 + uint64_t (row) * row_bytes);
#else
  bool first = row < M0, second = row < M0 + M1;
  uint before = first ? 0 : M0, own = row - (second ? before : M0 + M1);
  uint64_t wa = w0, wb = w1, wc = w2, ya = y0, yb = y1, yc = y2; /* loads in a choice become branches */
  uint64_t wbc = second ? wb : wc, ybc = second ? yb : yc, y = first ? ya : ybc;
  uint64_t w[SETS] = uint64_t[] ((first ? wa : wbc) + uint64_t (own) * row_bytes);
#endif

  [[unroll]] for (uint b = 0; b < K / BLOCK; b++)
    {
      float value[BLOCK / 8], sums[BLOCK / 32 + 1];

      [[unroll]] for (uint i = 0; i < BLOCK / 8; i++)
        {
          value[i] = lane_f32 (x + (b * (BLOCK / 8) + i) * 32);
          sums[i / 4] = i % 4 == 0 ? value[i] : sums[i / 4] + value[i];
        }
      [[unroll]] for (uint s = 0; s < SETS; s++)
        [[unroll]] for (uint r = 0; r < ROWS; r++)
          part[s * ROWS + r] += dot_block (w[s] + r * row_bytes + b * BLOCK_BYTES, value, sums);
    }
  sum = sum_of_own (part);
#ifdef GATED
  sum = apply (sum) * subgroupShuffle (sum, LANE + ROWS & 7u);
  if (LANE < ROWS)
    F32 (y0).v[row + LANE] = sum;
#else
  if (LANE < ROWS)
    F32 (y).v[own + LANE] = sum;
#endif
}
#else
#include "vk-weights.glsl"

layout (local_size_x_id = 0) in;

#define RESULTS (ROWS * COLS)

shared float parts[LANES / 4 * SETS * RESULTS]; /* a place a subgroup and result: subgroups have four lanes at least */

float total (uint i)
{
  float sum = 0.0;

  for (uint s = 0; s < gl_NumSubgroups; s++)
    sum += parts[s * SETS * RESULTS + i];
  return sum;
}

vec4 column4 (uint c, uint i)
{
  uint64_t at = x + uint64_t (c) * x1 + i * 4;
  F32 p = F32 (at);

  if (WIDE)
    return Wide16 (at).v;
  return vec4 (p.v[0], p.v[1], p.v[2], p.v[3]);
}

void main ()
{
  uint groups0 = (M0 + ROWS - 1) / ROWS, groups1 = (M1 + ROWS - 1) / ROWS, group = gl_WorkGroupID.x;
  uint lane = gl_LocalInvocationID.x, m = M0;
  uint64_t w = w0, y = y0, rows[SETS * ROWS];
  float sums[SETS * RESULTS];

#ifndef GATED
  if (group >= groups0 + groups1)
    {
      group -= groups0 + groups1;
      w = w2;
      y = y2;
      m = m2;
    }
  else if (group >= groups0)
    {
      group -= groups0;
      w = w1;
      y = y1;
      m = M1;
    }
#endif
  [[unroll]] for (uint r = 0; r < ROWS; r++)
    {
      uint64_t offset = uint64_t (min (group * ROWS + r, m - 1)) * row_bytes;

      rows[r] = w + offset;
#ifdef GATED
      rows[ROWS + r] = w1 + offset;
#endif
    }
  [[unroll]] for (uint i = 0; i < SETS * RESULTS; i++)
    sums[i] = 0.0;
  for (uint i = lane * 4; i < K; i += LANES * 4)
    {
      vec4 x4[COLS];

      [[unroll]] for (uint c = 0; c < COLS; c++)
        x4[c] = column4 (c, i);
      [[unroll]] for (uint r = 0; r < SETS * ROWS; r++)
        {
          vec4 w4 = weight4 (rows[r], i);

          [[unroll]] for (uint c = 0; c < COLS; c++)
            sums[r * COLS + c] += dot (w4, x4[c]);
        }
    }
  [[unroll]] for (uint i = 0; i < SETS * RESULTS; i++)
    {
      float sum = subgroupAdd (sums[i]);

      if (gl_SubgroupInvocationID == 0)
        parts[gl_SubgroupID * SETS * RESULTS + i] = sum;
    }
  barrier ();
  for (uint i = lane; i < RESULTS; i += LANES)
    {
      uint row = group * ROWS + i / COLS, col = i % COLS;
      float sum = total (i);

#ifdef GATED
      sum = apply (sum) * total (RESULTS + i);
#endif
      if (row < m)
        F32 (y).v[col * m + row] = sum;
    }
}
#endif
