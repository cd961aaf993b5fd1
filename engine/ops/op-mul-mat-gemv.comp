/* op-mul-mat-gemv.comp: for real GPUs, few columns: a workgroup takes ROWS rows
 * and all COLS columns; its lanes share K, four values at a time, and sum up by
 * subgroups, whatever their size.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
//! WEIGHTS
#version 460
#extension GL_GOOGLE_include_directive : require
#extension GL_KHR_shader_subgroup_basic : require
#extension GL_KHR_shader_subgroup_arithmetic : require

layout (local_size_x_id = 0) in;
layout (constant_id = 0) const uint LANES = 64;
layout (constant_id = 1) const uint ROWS = 2;
layout (constant_id = 2) const uint COLS = 1; /* of one matrix: workgroups along y count in COLS */
layout (constant_id = 3) const bool WIDE = false; /* columns and weights that are floats may be read four at a time */
#define WIDE WIDE
#include "vk-common.glsl"
#include "vk-weights.glsl"
#include "vk-mul-mat.glsl"

#define RESULTS (ROWS * COLS)

shared float parts[LANES / 4 * RESULTS]; /* a place a subgroup and result: subgroups have four lanes at least */

void main ()
{
  uint first_row = gl_WorkGroupID.x * ROWS, first_col = gl_WorkGroupID.y * COLS, matrix = gl_WorkGroupID.z * ne1;
  uint lane = gl_LocalInvocationID.x;
  uint64_t rows[ROWS], columns[COLS];
  float sums[ROWS * COLS];

  [[unroll]] for (uint c = 0; c < COLS; c++)
    columns[c] = inputs_of (matrix + min (first_col + c, ne1 - 1));
  [[unroll]] for (uint r = 0; r < ROWS; r++)
    rows[r] = weights_of (matrix) + uint64_t (min (first_row + r, m - 1)) * w1;
  [[unroll]] for (uint i = 0; i < RESULTS; i++)
    sums[i] = 0.0;
  for (uint i = lane * 4; i < k; i += LANES * 4)
    {
      vec4 x4[COLS];

      [[unroll]] for (uint c = 0; c < COLS; c++)
        x4[c] = input4 (columns[c], i);
      [[unroll]] for (uint r = 0; r < ROWS; r++)
        {
          vec4 w4 = weight4 (rows[r], i);

          [[unroll]] for (uint c = 0; c < COLS; c++)
            sums[r * COLS + c] += dot (w4, x4[c]);
        }
    }
  [[unroll]] for (uint i = 0; i < RESULTS; i++)
    {
      float sum = subgroupAdd (sums[i]);

      if (gl_SubgroupInvocationID == 0)
        parts[gl_SubgroupID * RESULTS + i] = sum;
    }
  barrier ();
  for (uint i = lane; i < RESULTS; i += LANES)
    {
      uint row = first_row + i / COLS, col = first_col + i % COLS;
      float sum = 0.0;

      for (uint s = 0; s < gl_NumSubgroups; s++)
        sum += parts[s * RESULTS + i];
      if (row < m && col < ne1)
        store (row, matrix + col, sum);
    }
}
