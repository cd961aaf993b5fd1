/* op-rope.comp: turns pairs by angles.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
//! plain
#version 460
#extension GL_GOOGLE_include_directive : require
#include "vk-common.glsl"
#include "vk-rope.glsl"

layout (local_size_x = 64) in;
layout (push_constant, scalar) uniform Push
{
  uint64_t x, pos, factors, turns, y;
  uint ne0, ne1, n_dims, n; /* n: items, (ne0 + 1) / 2 a row */
  uint x1, x2;
  uint interleaved;
  float magnitude;
};

void main ()
{
  uint item = item_index ();
  uint pairs = (ne0 + 1) / 2, pair = item % pairs, row = item / pairs;
  uint half_ = n_dims / 2, i, k;
  uint64_t from = x + uint64_t (row % ne1) * x1 + uint64_t (row / ne1) * x2, to = y + uint64_t (row) * ne0 * 4;
  vec2 t;
  float a, b;

  if (item >= n)
    return;
  if (pair >= half_) /* what does not turn */
    {
      for (i = 2 * pair; i < min (2 * pair + 2, ne0); i++)
        F32 (to).v[i] = F32 (from).v[i];
      return;
    }
  i = interleaved != 0 ? 2 * pair : pair;
  k = interleaved != 0 ? i + 1 : i + half_;
  t = magnitude * cos_sin (phase_of (turns, factors, pair, I32 (pos).v[row / ne1]));
  a = F32 (from).v[i];
  b = F32 (from).v[k];
  F32 (to).v[i] = a * t.x - b * t.y;
  F32 (to).v[k] = a * t.y + b * t.x;
}
