/* SPDX-License-Identifier: GPL-3.0-or-later */
//! WEIGHTS
#version 460
#extension GL_GOOGLE_include_directive : require
#include "vk-common.glsl"
#include "vk-weights.glsl"

layout (local_size_x = 64) in;
layout (push_constant, scalar) uniform Push
{
  uint64_t table, ids, y;
  uint ne0, rows, quads, n; /* quads of values a row, and in all */
  uint row_bytes;
};

void main ()
{
  uint item = item_index ();
  uint out_row = item / quads, i = item % quads * 4;
  int id;

  if (item >= n)
    return;
  id = I32 (ids).v[out_row];
  for (uint k = i; k < min (i + 4, ne0); k++)
    F32 (y).v[out_row * ne0 + k] = uint (id) < rows ? weight1 (table + uint64_t (id) * row_bytes, k) : 0.0;
}
