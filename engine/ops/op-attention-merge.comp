/* op-attention-merge.comp: a value of the result: its tiles' sum over the weights' sum.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
//! plain
#version 460
#extension GL_GOOGLE_include_directive : require
#include "vk-common.glsl"
#include "vk-attention-soft.glsl"

layout (local_size_x = 8) in;
layout (push_constant, scalar) uniform Push
{
  uint64_t parts, totals, counts, y;
  uint cols, dv, n;
};

void main ()
{
  uint item = item_index ();
  uint i = item % dv, head = item / dv % (KV_HEADS * GROUP), token = item / dv / (KV_HEADS * GROUP);
  uint col = head / GROUP * cols + token * GROUP + head % GROUP, tiles;
  float sum = 0.0, total;

  if (item >= n)
    return;
  tiles = Counts (counts).tiles;
  total = F32 (totals).v[col];
  for (uint t = 0; t < tiles; t++)
    sum += F32 (parts + (uint64_t (t * KV_HEADS * cols + col) * dv + i) * 4).v[0];
  F32 (y).v[item] = total > 0.0 ? sum / total : 0.0;
}
