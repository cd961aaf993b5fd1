/* SPDX-License-Identifier: GPL-3.0-or-later */
//! f32_f32
//! f32_f16 -DTO_F16
//! f16_f32 -DFROM_F16
//! f16_f16 -DFROM_F16 -DTO_F16
#version 460
#extension GL_GOOGLE_include_directive : require
#include "vk-common.glsl"

layout (local_size_x = 64) in;
layout (push_constant, scalar) uniform Push
{
  uint64_t a, y;
  uint ne0, ne1, ne2, n;
  uint a1, a2, a3;
};

void main ()
{
  uint i = item_index ();
  uint row = i / ne0;
  uint64_t from = a + uint64_t (row % ne1) * a1 + uint64_t (row / ne1 % ne2) * a2 + uint64_t (row / ne1 / ne2) * a3;
  float x;

  if (i >= n)
    return;
#ifdef FROM_F16
  x = load_f16 (from + i % ne0 * 2);
#else
  x = load_f32 (from + i % ne0 * 4);
#endif
#ifdef TO_F16
  U16 (y).v[i] = uint16_t (f16_bits (x));
#else
  F32 (y).v[i] = x;
#endif
}
