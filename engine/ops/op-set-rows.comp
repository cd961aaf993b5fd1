/* SPDX-License-Identifier: GPL-3.0-or-later */
//! F32
//! F16 -DTO_F16
#version 460
#extension GL_GOOGLE_include_directive : require
#include "vk-common.glsl"

layout (local_size_x = 64) in;
layout (push_constant, scalar) uniform Push
{
  uint64_t cache, x, ids;
  uint ne0, rows, n;
  uint cache1, x1;
};

void main ()
{
  uint item = item_index ();
  uint row = item / ne0, i = item % ne0;
  float value;
  int id;

  if (item >= n)
    return;
  id = I32 (ids).v[row];
  if (uint (id) >= rows)
    return;
  value = load_f32 (x + uint64_t (row) * x1 + i * 4);
#ifdef TO_F16
  U16 (cache + uint64_t (id) * cache1).v[i] = uint16_t (f16_bits (value));
#else
  F32 (cache + uint64_t (id) * cache1).v[i] = value;
#endif
}
