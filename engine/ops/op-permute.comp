/* SPDX-License-Identifier: GPL-3.0-or-later */
//! b4
//! b2 -DTWO_BYTES
#version 460
#extension GL_GOOGLE_include_directive : require
#include "vk-common.glsl"

layout (local_size_x = 64) in;
layout (push_constant, scalar) uniform Push
{
  uint64_t a, y;
  uint ne0, ne1, ne2, n;
  uint a0, a1, a2, a3; /* strides in bytes */
  uint y0, y1, y2, y3;
};

void main ()
{
  uint i = item_index ();
  uint i0 = i % ne0, row = i / ne0, i1 = row % ne1, i2 = row / ne1 % ne2, i3 = row / ne1 / ne2;
  uint64_t from = a + uint64_t (i0) * a0 + uint64_t (i1) * a1 + uint64_t (i2) * a2 + uint64_t (i3) * a3;
  uint64_t to = y + uint64_t (i0) * y0 + uint64_t (i1) * y1 + uint64_t (i2) * y2 + uint64_t (i3) * y3;

  if (i >= n)
    return;
#ifdef TWO_BYTES
  U16 (to).v[0] = U16 (from).v[0];
#else
  U32 (to).v[0] = U32 (from).v[0];
#endif
}
