/* vk-rope.glsl: angles of rotary positions. Frequencies come as 0.64 fixed-point
 * turns a position, so that the angle's whole turns fall away exactly.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
layout (buffer_reference, scalar, buffer_reference_align = 8) buffer U64 { uint64_t v[]; };

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

/* The angle's part of a turn, in 2^-32 turns; @turns and @factors (or 0) are tables of the pairs. */
uint phase_of (uint64_t turns, uint64_t factors, uint pair, int position)
{
  uint64_t turn = U64 (turns).v[pair];

  if (factors != 0)
    turn = divided (turn, F32 (factors).v[pair]);
  return uint (turn * uint64_t (int64_t (position)) >> 32);
}
