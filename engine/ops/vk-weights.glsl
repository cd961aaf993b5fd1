/* vk-weights.glsl: one function, weight4(), for the type of weights that W_TYPE
 * names (-DW_Q4_0 …): four values of a row. The blocks' layouts are ggml's.
 * Where WIDE, a constant of the kernel, is true, four floats or halves lie so
 * that one load takes them. Blocks whose bytes are a multiple of 4 start at one.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#ifndef WIDE
#define WIDE false
#endif

uvec4 bytes4 (uint w) { return uvec4 (w, w >> 8, w >> 16, w >> 24) & 0xffu; }
ivec4 signed4 (uint w) { return ivec4 (w << 24, w << 16, w << 8, w) >> 24; }

/* The 6-bit scale and minimum number @s of Q4_K and Q5_K, packed in 12 bytes at @a. */
uvec2 scale_min (uint64_t a, uint s)
{
  uint low = load8 (a + (s & 3u)), mid = load8 (a + 4 + (s & 3u)), high = load8 (a + 8 + (s & 3u));

  if (s < 4)
    return uvec2 (low & 63u, mid & 63u);
  return uvec2 ((high & 15u) | low >> 6 << 4, high >> 4 | mid >> 6 << 4);
}

/* Values @i … @i + 3 of the row at address @row; @i is a multiple of 4. */
vec4 weight4 (uint64_t row, uint i)
{
#if defined W_F32
  F32 p = F32 (row + i * 4);
  if (WIDE)
    return Wide16 (row + i * 4).v;
  return vec4 (p.v[0], p.v[1], p.v[2], p.v[3]);
#elif defined W_F16
  U16 p = U16 (row + i * 2);
  if (WIDE)
    {
      uvec2 h = Wide8 (row + i * 2).v;
      return vec4 (unpackHalf2x16 (h.x), unpackHalf2x16 (h.y));
    }
  return vec4 (unpackHalf2x16 (uint (p.v[0]) | uint (p.v[1]) << 16),
               unpackHalf2x16 (uint (p.v[2]) | uint (p.v[3]) << 16));
#elif defined W_BF16
  U16 p = U16 (row + i * 2);
  return uintBitsToFloat (uvec4 (p.v[0], p.v[1], p.v[2], p.v[3]) << 16);
#elif defined W_Q8_0
  uint64_t b = row + (i / 32) * 34;
  return load_f16 (b) * vec4 (signed4 (load32 (b + 2 + (i & 31u))));
#elif defined W_Q4_0
  uint64_t b = row + (i / 32) * 18;
  uint q = load32 (b + 2 + (i & 15u)) >> ((i & 16u) >> 2) & 0x0f0f0f0fu;
  return load_f16 (b) * (vec4 (bytes4 (q)) - 8.0);
#elif defined W_Q4_1
  uint64_t b = row + (i / 32) * 20;
  uint q = load32_aligned (b + 4 + (i & 15u)) >> ((i & 16u) >> 2) & 0x0f0f0f0fu;
  return load_f16 (b) * vec4 (bytes4 (q)) + load_f16 (b + 2);
#elif defined W_Q5_0
  uint64_t b = row + (i / 32) * 22;
  uint q = load32 (b + 6 + (i & 15u)) >> ((i & 16u) >> 2) & 0x0f0f0f0fu;
  uint h = load32 (b + 2) >> (i & 31u);
  return load_f16 (b) * (vec4 (bytes4 (q) | (uvec4 (h, h >> 1, h >> 2, h >> 3) & 1u) << 4) - 16.0);
#elif defined W_Q5_1
  uint64_t b = row + (i / 32) * 24;
  uint q = load32_aligned (b + 8 + (i & 15u)) >> ((i & 16u) >> 2) & 0x0f0f0f0fu;
  uint h = load32_aligned (b + 4) >> (i & 31u);
  return load_f16 (b) * vec4 (bytes4 (q) | (uvec4 (h, h >> 1, h >> 2, h >> 3) & 1u) << 4) + load_f16 (b + 2);
#elif defined W_IQ4_NL
  const float table[16] = float[] (-127., -104., -83., -65., -49., -35., -22., -10.,
                                   1., 13., 25., 38., 53., 69., 89., 113.);
  uint64_t b = row + (i / 32) * 18;
  uvec4 q = bytes4 (load32 (b + 2 + (i & 15u)) >> ((i & 16u) >> 2) & 0x0f0f0f0fu);
  return load_f16 (b) * vec4 (table[q.x], table[q.y], table[q.z], table[q.w]);
#elif defined W_Q2_K
  uint64_t b = row + (i / 256) * 84;
  uint half_ = (i & 255u) / 128, part = (i & 127u) / 32, l = i & 31u;
  uint scale = load8 (b + 8 * half_ + 2 * part + l / 16);
  uint q = load32_aligned (b + 16 + 32 * half_ + l) >> (2 * part) & 0x03030303u;
  return load_f16 (b + 80) * float (scale & 15u) * vec4 (bytes4 (q)) - load_f16 (b + 82) * float (scale >> 4);
#elif defined W_Q3_K
  uint64_t b = row + (i / 256) * 110;
  uint half_ = (i & 255u) / 128, part = (i & 127u) / 32, l = i & 31u, s = 8 * half_ + 2 * part + l / 16;
  uint low = load8 (b + 96 + (s & 7u)) >> (s / 8 * 4) & 15u;
  uint scale = low | (load8 (b + 104 + (s & 3u)) >> (s / 4 * 2) & 3u) << 4;
  uvec4 q = bytes4 (load32 (b + 32 + 32 * half_ + l) >> (2 * part) & 0x03030303u);
  uvec4 h = bytes4 (load32 (b + l) >> (4 * half_ + part) & 0x01010101u);
  return load_f16 (b + 108) * (float (scale) - 32.0) * (vec4 (q | h << 2) - 4.0);
#elif defined W_Q4_K
  uint64_t b = row + (i / 256) * 144;
  uint s = (i & 255u) / 32;
  uvec2 m = scale_min (b + 4, s);
  uint q = load32_aligned (b + 16 + 32 * (s / 2) + (i & 31u)) >> (4 * (s & 1u)) & 0x0f0f0f0fu;
  return load_f16 (b) * float (m.x) * vec4 (bytes4 (q)) - load_f16 (b + 2) * float (m.y);
#elif defined W_Q5_K
  uint64_t b = row + (i / 256) * 176;
  uint s = (i & 255u) / 32;
  uvec2 m = scale_min (b + 4, s);
  uvec4 q = bytes4 (load32_aligned (b + 48 + 32 * (s / 2) + (i & 31u)) >> (4 * (s & 1u)) & 0x0f0f0f0fu);
  uvec4 h = bytes4 (load32_aligned (b + 16 + (i & 31u)) >> s & 0x01010101u);
  return load_f16 (b) * float (m.x) * vec4 (q | h << 4) - load_f16 (b + 2) * float (m.y);
#elif defined W_Q6_K
  uint64_t b = row + (i / 256) * 210;
  uint half_ = (i & 255u) / 128, part = (i & 127u) / 32, l = i & 31u;
  int scale = int (load8 (b + 192 + 8 * half_ + 2 * part + l / 16) << 24) >> 24;
  uvec4 q = bytes4 (load32 (b + 64 * half_ + 32 * (part & 1u) + l) >> (part / 2 * 4) & 0x0f0f0f0fu);
  uvec4 h = bytes4 (load32 (b + 128 + 32 * half_ + l) >> (2 * part) & 0x03030303u);
  return load_f16 (b + 208) * float (scale) * (vec4 (q | h << 4) - 32.0);
#else
#error which type of weights?
#endif
}

/* One value: for rows whose length is no multiple of 4. */
float weight1 (uint64_t row, uint i)
{
#if defined W_F32
  return F32 (row + i * 4).v[0];
#elif defined W_F16
  return load_f16 (row + i * 2);
#elif defined W_BF16
  return uintBitsToFloat (load16 (row + i * 2) << 16);
#else
  return weight4 (row, i & ~3u)[i & 3u];
#endif
}
