/* op-attention-softmax.comp: a column: exp of its scores less the highest, 0
 * where the token does not look, and their sum.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
//! plain
#version 460
#extension GL_GOOGLE_include_directive : require
#include "vk-common.glsl"
#include "vk-soft.glsl"
#include "vk-attention-soft.glsl"

layout (local_size_x = 8) in;
layout (push_constant, scalar) uniform Push
{
  uint64_t scores, totals, spans, counts;
  uint cols, rows, stride;
};

void main ()
{
  uint item = gl_WorkGroupID.y * 32768u + gl_WorkGroupID.x, token, seen;
  uint64_t column;
  float top = -3.0e38, total = 0.0;
  int begin, end;

  if (item >= cols * KV_HEADS)
    return;
  token = item % cols / GROUP;
  begin = max (I32 (spans).v[2 * token], 0);
  end = min (I32 (spans).v[2 * token + 1], int (rows));
  seen = Counts (counts).tiles * TILE_ROWS;
  column = scores + uint64_t (item) * stride * 4;
  for (int r = begin + int (LANE); r < end; r += 8)
    top = max (top, F32 (column).v[r]);
  top = subgroupMax (top);
  for (uint r = LANE; r < seen; r += 8)
    {
      float p = int (r) >= begin && int (r) < end ? exp (F32 (column).v[r] - top) : 0.0;

      F32 (column).v[r] = p;
      total += p;
    }
  total = subgroupAdd (total);
  if (LANE == 0)
    F32 (totals).v[item] = total;
}
