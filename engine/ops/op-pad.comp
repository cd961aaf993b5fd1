/* SPDX-License-Identifier: GPL-3.0-or-later */
//! plain
#version 460
#extension GL_GOOGLE_include_directive : require
#include "vk-common.glsl"

layout (local_size_x = 64) in;
layout (constant_id = 0) const uint MODE = 0; /* VtPad */
layout (push_constant, scalar) uniform Push
{
  uint64_t x, y;
  uint ne0, ne1, ne2, n;
  ivec4 from, before; /* extents of x */
  uint x1, x2, x3;
  float value;
};

/* The element that stands at @i of a dimension of @n, or -1 for the constant. */
int source_of (int i, int n)
{
  if (i >= 0 && i < n)
    return i;
  if (MODE == 1)
    return i < 0 ? -i : 2 * (n - 1) - i;
  return MODE == 2 ? clamp (i, 0, n - 1) : -1;
}

void main ()
{
  uint i = item_index ();
  uint row = i / ne0;
  int i0 = source_of (int (i % ne0) - before.x, from.x), i1 = source_of (int (row % ne1) - before.y, from.y);
  int i2 = source_of (int (row / ne1 % ne2) - before.z, from.z), i3 = source_of (int (row / ne1 / ne2) - before.w, from.w);

  if (i >= n)
    return;
  if (i0 < 0 || i1 < 0 || i2 < 0 || i3 < 0)
    F32 (y).v[i] = value;
  else
    F32 (y).v[i] = F32 (x + uint64_t (i1) * x1 + uint64_t (i2) * x2 + uint64_t (i3) * x3).v[i0];
}
