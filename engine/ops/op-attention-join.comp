/* op-attention-join.comp: a value of the result from the parts of op-attention.comp:
 * each brings its values, its highest score and the sum of its weights.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
//! plain
#version 460
#extension GL_GOOGLE_include_directive : require
#include "vk-common.glsl"

layout (local_size_x = 64) in;
layout (constant_id = 0) const uint PARTS = 2;
layout (push_constant, scalar) uniform Push
{
  uint64_t parts, y;
  uint dv, n;
};

void main ()
{
  uint item = item_index (), i = item % dv;
  uint64_t first = parts + uint64_t (item / dv) * PARTS * (dv + 2) * 4;
  float top = -3.0e38, sum = 0.0, total = 0.0;

  if (item >= n)
    return;
  for (uint p = 0; p < PARTS; p++)
    top = max (top, F32 (first).v[p * (dv + 2) + dv]);
  for (uint p = 0; p < PARTS; p++)
    {
      F32 part = F32 (first + p * (dv + 2) * 4);
      float weight = exp (part.v[dv] - top);

      sum += weight * part.v[i];
      total += weight * part.v[dv + 1];
    }
  F32 (y).v[item] = total > 0.0 ? sum / total : 0.0;
}
