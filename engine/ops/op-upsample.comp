/* SPDX-License-Identifier: GPL-3.0-or-later */
//! plain
#version 460
#extension GL_GOOGLE_include_directive : require
#include "vk-common.glsl"

layout (local_size_x = 64) in;
layout (constant_id = 0) const uint MODE = 0; /* VtUpsample */
layout (push_constant, scalar) uniform Push
{
  uint64_t x, y;
  uint ne0, width, height, n;
  uint from_width, from_height;
  uint x1, x2, x3;
};

/* Which two elements make number @i, and how much of the second. */
void mix_of (uint i, uint from, uint to, out uint a, out uint b, out float part)
{
  float at = MODE == 2 ? (to > 1 ? float (i) * (float (from - 1) / float (to - 1)) : 0.0)
                       : max ((float (i) + 0.5) * (float (from) / float (to)) - 0.5, 0.0);

  if (MODE == 0)
    at = floor (float (i) * (float (from) / float (to)));
  a = min (uint (at), from - 1);
  b = min (a + 1, from - 1);
  part = at - float (a);
}

void main ()
{
  uint i = item_index ();
  uint channel = i % ne0, row = i / ne0, i1 = row % width, i2 = row / width % height, i3 = row / width / height;
  uint64_t from = x + uint64_t (i3) * x3 + channel * 4;
  uint left, right, above, below;
  float across, down;

  if (i >= n)
    return;
  mix_of (i1, from_width, width, left, right, across);
  mix_of (i2, from_height, height, above, below, down);
  if (MODE == 0)
    F32 (y).v[i] = load_f32 (from + uint64_t (left) * x1 + uint64_t (above) * x2);
  else
    F32 (y).v[i] = mix (mix (load_f32 (from + uint64_t (left) * x1 + uint64_t (above) * x2),
                             load_f32 (from + uint64_t (right) * x1 + uint64_t (above) * x2), across),
                        mix (load_f32 (from + uint64_t (left) * x1 + uint64_t (below) * x2),
                             load_f32 (from + uint64_t (right) * x1 + uint64_t (below) * x2), across), down);
}
