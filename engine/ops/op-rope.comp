/* op-rope.comp: turns pairs by angles. Frequencies come as 0.64 fixed-point
 * turns a position, so that the angle's whole turns fall away exactly.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
//! plain
#version 460
#extension GL_GOOGLE_include_directive : require
#include "vk-common.glsl"

layout (local_size_x = 64) in;
layout (buffer_reference, scalar, buffer_reference_align = 8) buffer U64 { uint64_t v[]; };
layout (push_constant, scalar) uniform Push
{
  uint64_t x, pos, factors, turns, y;
  uint ne0, ne1, n_dims, n; /* n: items, (ne0 + 1) / 2 a row */
  uint x1, x2;
  uint interleaved;
  float magnitude;
};

/* (cos, sin) of @phase / 2^32 turns, by series within an eighth of a turn. */
vec2 cos_sin (uint phase)
{
  uint quadrant = (phase + 0x20000000u) >> 30;
  float a = float (int (phase - (quadrant << 30))) * 1.4629180792671596e-9; /* 2 pi / 2^32 */
  float a2 = a * a;
  float s = a * (1.0 - a2 / 6.0 * (1.0 - a2 / 20.0 * (1.0 - a2 / 42.0 * (1.0 - a2 / 72.0))));
  float c = 1.0 - a2 / 2.0 * (1.0 - a2 / 12.0 * (1.0 - a2 / 30.0 * (1.0 - a2 / 56.0)));
  vec2 r = (quadrant & 1u) != 0 ? vec2 (-s, c) : vec2 (c, s);

  return (quadrant & 2u) != 0 ? -r : r;
}

/* @turn / @factor, mod whole turns, by the float's own mantissa and exponent:
 * double is missing on many devices, and float is not enough for late positions. */
uint64_t divided (uint64_t turn, float factor)
{
  uint bits = floatBitsToUint (factor);
  int shift = 150 - int (bits >> 23 & 0xffu);
  uint64_t q = turn / (bits & 0x7fffffu | 0x800000u);

  return shift >= 0 ? q << min (shift, 63) : q >> min (-shift, 63);
}

/* The angle's part of a turn, in 2^-32 turns. */
uint phase_of (uint pair, int position)
{
  uint64_t turn = U64 (turns).v[pair];

  if (factors != 0)
    turn = divided (turn, F32 (factors).v[pair]);
  return uint (turn * uint64_t (int64_t (position)) >> 32);
}

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
  t = magnitude * cos_sin (phase_of (pair, I32 (pos).v[row / ne1]));
  a = F32 (from).v[i];
  b = F32 (from).v[k];
  F32 (to).v[i] = a * t.x - b * t.y;
  F32 (to).v[k] = a * t.y + b * t.x;
}
