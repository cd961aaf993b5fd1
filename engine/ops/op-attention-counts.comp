/* SPDX-License-Identifier: GPL-3.0-or-later */
//! plain
#version 460
#extension GL_GOOGLE_include_directive : require
#include "vk-common.glsl"
#include "vk-attention-soft.glsl"

layout (local_size_x = 1) in;
layout (push_constant, scalar) uniform Push
{
  uint64_t spans, counts;
  uint tokens, rows;
  uint rows_a_group;                        /* of the scores */
  uint score_columns, value_columns, parts; /* workgroups along y, and along x of the values */
};

void main ()
{
  int end = 1;
  uint tiles;

  for (uint t = 0; t < tokens; t++)
    if (I32 (spans).v[2 * t] < I32 (spans).v[2 * t + 1])
      end = max (end, I32 (spans).v[2 * t + 1]);
  tiles = (min (uint (end), rows) + TILE_ROWS - 1) / TILE_ROWS;
  Counts (counts).scores = uvec3 (tiles * TILE_ROWS / rows_a_group, score_columns, KV_HEADS);
  Counts (counts).values = uvec3 (parts, value_columns, tiles * KV_HEADS);
  Counts (counts).tiles = tiles;
}
