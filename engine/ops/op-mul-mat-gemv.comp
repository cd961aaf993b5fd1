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
#include "vk-common.glsl"
#include "vk-weights.glsl"
#include "vk-mul-mat.glsl"

layout (local_size_x_id = 0) in;
layout (constant_id = 0) const uint LANES = 64;
layout (constant_id = 1) const uint ROWS = 2;
layout (constant_id = 2) const uint COLS = 1; /* of one matrix: workgroups along y count in COLS */

shared float parts[LANES]; /* a place a subgroup; there are never more of them than lanes */

/* The sum over the workgroup, for its first lane. */
float sum_over_group (float mine)
{
  float sum = subgroupAdd (mine);

  barrier ();
  if (gl_SubgroupInvocationID == 0)
    parts[gl_SubgroupID] = sum;
  barrier ();
  if (gl_LocalInvocationID.x == 0)
    for (uint i = 1; i < gl_NumSubgroups; i++)
      sum += parts[i];
  return sum;
}

void main ()
{
  uint first_row = gl_WorkGroupID.x * ROWS, first_col = gl_WorkGroupID.y * COLS, matrix = gl_WorkGroupID.z * ne1;
  uint64_t matrix_w = weights_of (matrix), columns[COLS];
  float sums[ROWS][COLS];

  for (uint c = 0; c < COLS; c++)
    {
      columns[c] = inputs_of (matrix + min (first_col + c, ne1 - 1));
      for (uint r = 0; r < ROWS; r++)
        sums[r][c] = 0.0;
    }
  for (uint i = gl_LocalInvocationID.x * 4; i < k; i += LANES * 4)
    {
      vec4 x4[COLS];

      for (uint c = 0; c < COLS; c++)
        {
          F32 p = F32 (columns[c] + i * 4);
          x4[c] = vec4 (p.v[0], p.v[1], p.v[2], p.v[3]);
        }
      for (uint r = 0; r < ROWS; r++)
        {
          vec4 w4 = weight4 (matrix_w + uint64_t (min (first_row + r, m - 1)) * w1, i);

          for (uint c = 0; c < COLS; c++)
            sums[r][c] += dot (w4, x4[c]);
        }
    }
  for (uint r = 0; r < ROWS; r++)
    for (uint c = 0; c < COLS; c++)
      {
        float sum = sum_over_group (sums[r][c]);

        if (gl_LocalInvocationID.x == 0 && first_row + r < m && first_col + c < ne1)
          store (first_row + r, matrix + first_col + c, sum);
      }
}
