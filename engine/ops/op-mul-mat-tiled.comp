/* op-mul-mat-tiled.comp: for real GPUs, many columns: a workgroup of 256 lanes
 * makes a tile of TILE rows and TILE columns, sixteen results a lane or four
 * times as many, from tiles of weights and inputs in shared memory, sixteen
 * values of K at a time.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
//! WEIGHTS
#version 460
#extension GL_GOOGLE_include_directive : require

layout (local_size_x = 256) in;
layout (constant_id = 0) const uint OWN = 1; /* a lane's results are OWN x OWN squares of 4 x 4 */
layout (constant_id = 1) const bool WIDE = false; /* columns and weights that are floats may be read four at a time */
#define WIDE WIDE
#include "vk-common.glsl"
#include "vk-weights.glsl"
#include "vk-mul-mat.glsl"

#define TILE (64 * OWN)
#define DEPTH 16
#define PITCH (16 * OWN + 1) /* in fours: columns of a tile fall on different banks */

shared vec4 tile_w[DEPTH * PITCH];
shared vec4 tile_x[DEPTH * PITCH];

void main ()
{
  uint first_row = gl_WorkGroupID.x * TILE, first_col = gl_WorkGroupID.y * TILE, matrix = gl_WorkGroupID.z * ne1;
  uint lane = gl_LocalInvocationID.x, mine = lane / 4, depth = lane % 4 * 4; /* what this lane loads */
  uint row4 = lane % 16, col4 = lane / 16;                                   /* what it computes, in fours */
  uint64_t w_rows[OWN], x_cols[OWN];
  vec4 sums[4 * OWN * OWN];

  [[unroll]] for (uint o = 0; o < OWN; o++)
    {
      w_rows[o] = weights_of (matrix) + uint64_t (min (first_row + o * 64 + mine, m - 1)) * w1;
      x_cols[o] = inputs_of (matrix + min (first_col + o * 64 + mine, ne1 - 1));
    }
  [[unroll]] for (uint s = 0; s < 4 * OWN * OWN; s++)
    sums[s] = vec4 (0.0);
  for (uint i = 0; i < k; i += DEPTH)
    {
      vec4 w4[OWN], x4[OWN];

      [[unroll]] for (uint o = 0; o < OWN; o++)
        {
          w4[o] = i + depth < k ? weight4 (w_rows[o], i + depth) : vec4 (0.0);
          x4[o] = i + depth < k ? input4 (x_cols[o], i + depth) : vec4 (0.0);
        }
      barrier ();
      [[unroll]] for (uint o = 0; o < OWN; o++)
        [[unroll]] for (uint j = 0; j < 4; j++)
          {
            tile_w[(depth + j) * PITCH + o * 16 + mine / 4][mine % 4] = w4[o][j];
            tile_x[(depth + j) * PITCH + o * 16 + mine / 4][mine % 4] = x4[o][j];
          }
      barrier ();
      [[unroll]] for (uint d = 0; d < DEPTH; d++)
        [[unroll]] for (uint ox = 0; ox < OWN; ox++)
          {
            vec4 columns = tile_x[d * PITCH + ox * 16 + col4];

            [[unroll]] for (uint ow = 0; ow < OWN; ow++)
              {
                vec4 rows = tile_w[d * PITCH + ow * 16 + row4];

                [[unroll]] for (uint c = 0; c < 4; c++)
                  sums[(ox * OWN + ow) * 4 + c] += rows * columns[c];
              }
          }
    }
  [[unroll]] for (uint s = 0; s < 4 * OWN * OWN; s++)
    [[unroll]] for (uint r = 0; r < 4; r++)
      {
        uint row = first_row + s / 4 % OWN * 64 + row4 * 4 + r, col = first_col + s / 4 / OWN * 64 + col4 * 4 + s % 4;

        if (row < m && col < ne1)
          store (row, matrix + col, sums[s][r]);
      }
}
