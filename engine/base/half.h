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

/* IEEE binary16. GCC's _Float16 compiles to one F16C instruction where the
 * target has it and to a correct library call where it has not. */
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
