/* op-mul-mat-coop.comp: for GPUs with matrix units (VK_NV_cooperative_matrix, 16 x
 * 16 x 16 halves into floats), many columns: subgroups of 32 lanes, GRID_M of them
 * across the rows and GRID_N across the columns of a tile, each with OWN_M x OWN_N
 * squares of 16 x 16 results; weights and inputs become halves in shared memory,
 * DEPTH values of K at a time, while those of the next step are being fetched.
 * Where the weights are halves, inputs are two halves each, a rounded number and
 * what the rounding left, so that the result is as good as one in floats.
 * Quantised weights are rounded to halves themselves: there one is enough.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
//! WEIGHTS
#version 460
#extension GL_GOOGLE_include_directive : require
#extension GL_KHR_memory_scope_semantics : require
#extension GL_KHR_shader_subgroup_basic : require
#extension GL_NV_cooperative_matrix : require

layout (local_size_x_id = 0) in;
layout (constant_id = 0) const uint LANES = 128; /* 32 x GRID_M x GRID_N */
layout (constant_id = 1) const bool WIDE = false;  /* columns and weights that are floats may be read four at a time */
layout (constant_id = 2) const uint GRID_M = 2;
layout (constant_id = 3) const uint GRID_N = 2;
layout (constant_id = 4) const uint OWN_M = 2;
layout (constant_id = 5) const uint OWN_N = 2;
#define WIDE WIDE
#ifdef W_F16
#define SPLIT
#endif
#include "vk-common.glsl"
#include "vk-weights.glsl"
#include "vk-mul-mat.glsl"

#define TILE_M (GRID_M * OWN_M * 16)
#define TILE_N (GRID_N * OWN_N * 16)
#define DEPTH 32
#define QUADS (DEPTH / 4)
#define PITCH (QUADS + 2) /* in fours of halves: rows of a tile fall on different banks */
#define LOADS_W (TILE_M * QUADS / LANES)
#define LOADS_X (TILE_N * QUADS / LANES)

shared uvec2 tile_w[TILE_M * PITCH];
shared uvec2 tile_x[TILE_N * PITCH];
#ifdef SPLIT
shared uvec2 tile_rest[TILE_N * PITCH];
#endif
shared float patches[LANES / 32 * 256]; /* one square for each subgroup */

/* The nearest numbers with a half's eleven bits; the largest half for what is too
 * large. By integers: packHalf2x16() may cut off, and drivers take its unpacking
 * for the number itself. */
vec4 nearest (vec4 v)
{
  v = clamp (v, vec4 (-65504.0), vec4 (65504.0));
  return uintBitsToFloat (floatBitsToUint (v) + 0x1000u & 0xffffe000u);
}

uvec2 halves (vec4 v) { return uvec2 (packHalf2x16 (v.xy), packHalf2x16 (v.zw)); }

void keep_input (uint at, vec4 v)
{
  vec4 near = nearest (v);

  tile_x[at] = halves (near);
#ifdef SPLIT
  tile_rest[at] = halves (nearest (v - near));
#endif
}

void main ()
{
  uint first_row = gl_WorkGroupID.x * TILE_M, first_col = gl_WorkGroupID.y * TILE_N, matrix = gl_WorkGroupID.z * ne1;
  uint lane = gl_LocalInvocationID.x, quad = lane % QUADS, line = lane / QUADS;
  uint own_row = gl_SubgroupID % GRID_M * OWN_M * 16, own_col = gl_SubgroupID / GRID_M * OWN_N * 16;
  uint64_t w_matrix = weights_of (matrix), x_matrix = inputs_of (matrix);
  fcoopmatNV<32, gl_ScopeSubgroup, 16, 16> sums[OWN_M * OWN_N];
  vec4 w4[LOADS_W], x4[LOADS_X];

  [[unroll]] for (uint s = 0; s < OWN_M * OWN_N; s++)
    sums[s] = fcoopmatNV<32, gl_ScopeSubgroup, 16, 16> (0.0);
  for (uint i = 0; i < k + DEPTH; i += DEPTH)
    {
      if (i > 0)
        {
          barrier ();
          [[unroll]] for (uint l = 0; l < LOADS_W; l++)
            tile_w[(l * (LANES / QUADS) + line) * PITCH + quad] = halves (nearest (w4[l]));
          [[unroll]] for (uint l = 0; l < LOADS_X; l++)
            keep_input ((l * (LANES / QUADS) + line) * PITCH + quad, x4[l]);
          barrier ();
        }
      [[unroll]] for (uint l = 0; l < LOADS_W; l++)
        w4[l] = i + quad * 4 >= k ? vec4 (0.0) :
                weight4 (w_matrix + uint64_t (min (first_row + l * (LANES / QUADS) + line, m - 1)) * w1, i + quad * 4);
      [[unroll]] for (uint l = 0; l < LOADS_X; l++)
        x4[l] = i + quad * 4 >= k ? vec4 (0.0) :
                input4 (x_matrix + uint64_t (min (first_col + l * (LANES / QUADS) + line, ne1 - 1)) * x1, i + quad * 4);
      if (i > 0)
        [[unroll]] for (uint d = 0; d < QUADS; d += 4)
          {
            fcoopmatNV<16, gl_ScopeSubgroup, 16, 16> rows[OWN_M], columns;

            [[unroll]] for (uint r = 0; r < OWN_M; r++)
              coopMatLoadNV (rows[r], tile_w, (own_row + r * 16) * PITCH + d, PITCH, false);
            [[unroll]] for (uint c = 0; c < OWN_N; c++)
              {
                coopMatLoadNV (columns, tile_x, (own_col + c * 16) * PITCH + d, PITCH, true);
                [[unroll]] for (uint r = 0; r < OWN_M; r++)
                  sums[c * OWN_M + r] = coopMatMulAddNV (rows[r], columns, sums[c * OWN_M + r]);
#ifdef SPLIT
                coopMatLoadNV (columns, tile_rest, (own_col + c * 16) * PITCH + d, PITCH, true);
                [[unroll]] for (uint r = 0; r < OWN_M; r++)
                  sums[c * OWN_M + r] = coopMatMulAddNV (rows[r], columns, sums[c * OWN_M + r]);
#endif
              }
          }
    }
  [[unroll]] for (uint s = 0; s < OWN_M * OWN_N; s++)
    {
      subgroupBarrier ();
      coopMatStoreNV (sums[s], patches, gl_SubgroupID * 256, 16, true);
      subgroupBarrier ();
      for (uint e = gl_SubgroupInvocationID; e < 256; e += 32)
        {
          uint row = first_row + own_row + s % OWN_M * 16 + e % 16, col = first_col + own_col + s / OWN_M * 16 + e / 16;

          if (row < m && col < ne1)
            store (row, matrix + col, patches[gl_SubgroupID * 256 + e]);
        }
    }
}
