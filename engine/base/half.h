/* half.h: 16-bit floats to 32-bit ones and back, rounding to nearest even.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib.h>
#include <string.h>

static inline guint32
vt_f32_bits (float f)
{
  guint32 u;
  memcpy (&u, &f, 4);
  return u;
}

static inline float
vt_f32_from_bits (guint32 u)
{
  float f;
  memcpy (&f, &u, 4);
  return f;
}

/* IEEE binary16. Where the target converts in hardware, _Float16 compiles to
 * that instruction; elsewhere (baseline x86-64, and clang before 15, which
 * does not know the type there) the bits are moved by hand, which is faster
 * than the compiler's library call. */
#if defined __FLT16_MAX__ && (defined __F16C__ || defined __aarch64__)

static inline float
vt_f16_to_f32 (guint16 h)
{
  _Float16 v;
  memcpy (&v, &h, 2);
  return (float) v;
}

static inline guint16
vt_f32_to_f16 (float f)
{
  _Float16 v = (_Float16) f;
  guint16 h;
  memcpy (&h, &v, 2);
  return h;
}

#else

static inline float
vt_f16_to_f32 (guint16 h)
{
  guint32 sign = (guint32) (h & 0x8000u) << 16;
  guint32 bits = (guint32) (h & 0x7fffu) << 13;

  if (bits >= 0x0f800000u) /* infinity or NaN, which comes out quiet */
    bits = bits > 0x0f800000u ? bits | 0x7fc00000u : 0x7f800000u;
  else if (bits >= 0x00800000u)
    bits += 112u << 23; /* the exponent's bias: 127 - 15 */
  else /* subnormal: count in units of 2^-24 */
    bits = vt_f32_bits ((float) (h & 0x7fffu) * 0x1p-24f);
  return vt_f32_from_bits (sign | bits);
}

static inline guint16
vt_f32_to_f16 (float f)
{
  guint32 bits = vt_f32_bits (f);
  guint32 sign = bits >> 16 & 0x8000u;

  bits &= 0x7fffffffu;
  if (bits > 0x7f800000u)
    return (guint16) (sign | 0x7e00u | (bits >> 13 & 0x3ffu));
  if (bits >= 0x47800000u) /* 65536 */
    return (guint16) (sign | 0x7c00u);
  if (bits < 0x38800000u) /* subnormal: 0.5 has the unit 2^-24 */
    return (guint16) (sign | (vt_f32_bits (vt_f32_from_bits (bits) + 0.5f) - 0x3f000000u));
  bits += 0xfffu + (bits >> 13 & 1u); /* may carry up to infinity, as it should */
  return (guint16) (sign | (bits - (112u << 23)) >> 13);
}

#endif

static inline float
vt_bf16_to_f32 (guint16 b)
{
  return vt_f32_from_bits ((guint32) b << 16);
}

static inline guint16
vt_f32_to_bf16 (float f)
{
  guint32 u = vt_f32_bits (f);

  if ((u & 0x7fffffffu) > 0x7f800000u)
    return (guint16) ((u >> 16) | 64); /* a quiet NaN stays one */
  return (guint16) ((u + (0x7fffu + ((u >> 16) & 1))) >> 16);
}
