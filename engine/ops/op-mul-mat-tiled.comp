/* op-mul-mat-tiled.comp: for real GPUs, many columns: a workgroup of 256 lanes
 * makes a tile of 64 rows and 64 columns, sixteen results a lane, from tiles of
 * weights and inputs in shared memory, sixteen values of K at a time.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
//! WEIGHTS
#version 460
#extension GL_GOOGLE_include_directive : require
#include "vk-common.glsl"
#include "vk-weights.glsl"
#include "vk-mul-mat.glsl"

#define TILE 64
#define DEPTH 16
#define PITCH 68 /* a lane's four neighbours stay aligned, columns fall on different banks */

layout (local_size_x = 256) in;

shared float tile_w[DEPTH * PITCH];
shared float tile_x[DEPTH * PITCH];

/* Values @i … @i + 3 of the column at @column. */
vec4 input4 (uint64_t column, uint i)
{
  F32 p = F32 (column + i * 4);
  return vec4 (p.v[0], p.v[1], p.v[2], p.v[3]);
}

void main ()
{
  uint first_row = gl_WorkGroupID.x * TILE, first_col = gl_WorkGroupID.y * TILE, matrix = gl_WorkGroupID.z * ne1;
  uint lane = gl_LocalInvocationID.x, mine = lane / 4, depth = lane % 4 * 4; /* what this lane loads */
  uint row4 = lane % 16 * 4, col4 = lane / 16 * 4;                           /* what it computes */
  uint64_t w_row = weights_of (matrix) + uint64_t (min (first_row + mine, m - 1)) * w1;
  uint64_t x_col = inputs_of (matrix + min (first_col + mine, ne1 - 1));
  vec4 sums[4] = vec4[] (vec4 (0.0), vec4 (0.0), vec4 (0.0), vec4 (0.0));

  for (uint i = 0; i < k; i += DEPTH)
    {
      vec4 w4 = i + depth < k ? weight4 (w_row, i + depth) : vec4 (0.0);
      vec4 x4 = i + depth < k ? input4 (x_col, i + depth) : vec4 (0.0);

      barrier ();
      for (uint j = 0; j < 4; j++)
        {
          tile_w[(depth + j) * PITCH + mine] = w4[j];
          tile_x[(depth + j) * PITCH + mine] = x4[j];
        }
      barrier ();
      for (uint d = 0; d < DEPTH; d++)
        {
          uint at = d * PITCH + row4;
          vec4 rows = vec4 (tile_w[at], tile_w[at + 1], tile_w[at + 2], tile_w[at + 3]);

          for (uint c = 0; c < 4; c++)
            sums[c] += rows * tile_x[d * PITCH + col4 + c];
        }
    }
  for (uint c = 0; c < 4; c++)
    for (uint r = 0; r < 4; r++)
      if (first_row + row4 + r < m && first_col + col4 + c < ne1)
        store (first_row + row4 + r, matrix + first_col + col4 + c, sums[c][r]);
}
