/* SPDX-License-Identifier: GPL-3.0-or-later */
//! plain
#version 460
#extension GL_GOOGLE_include_directive : require
#include "vk-common.glsl"

layout (local_size_x = 64) in;
layout (push_constant, scalar) uniform Push
{
  uint64_t a, y;
  uint ne0, ne1, ne2, n;
  uint a1, a2, a3;
  float scale, shift;
};

void main ()
{
  uint i = item_index ();
  uint row = i / ne0;

  if (i < n)
    {
      float x = load_f32 (a + uint64_t (row % ne1) * a1 + uint64_t (row / ne1 % ne2) * a2 +
                                     uint64_t (row / ne1 / ne2) * a3 + i % ne0 * 4);

      F32 (y).v[i] = x > 0.0 ? x : x * scale;
    }
}
