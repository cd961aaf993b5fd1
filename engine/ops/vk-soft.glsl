/* vk-soft.glsl: straight-line loads for lavapipe. Mesa turns a load into one
 * scalar load only where it can prove that all lanes have the same address,
 * which it can from push constants and constants alone, and only outside of
 * loops and branches. Eight such loads of neighbours, chosen by the lane, LLVM
 * turns into one vector load.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#extension GL_KHR_shader_subgroup_basic : require
#extension GL_KHR_shader_subgroup_arithmetic : require
#extension GL_KHR_shader_subgroup_shuffle : require

#define LANE gl_SubgroupInvocationID

/* volatile spares Mesa the search for loads that could be left out, which takes
 * half of the time to compile: it compares each with all before it. LLVM does not see it. */
layout (buffer_reference, scalar, buffer_reference_align = 4) readonly volatile buffer V32 { uint v[]; };
layout (buffer_reference, scalar, buffer_reference_align = 2) readonly volatile buffer V16 { uint16_t v[]; };
layout (buffer_reference, scalar, buffer_reference_align = 1) readonly volatile buffer V8 { uint8_t v[]; };
layout (buffer_reference, scalar, buffer_reference_align = 4) readonly volatile buffer S8F { float a, b, c, d, e, f, g, h; };
layout (buffer_reference, scalar, buffer_reference_align = 1) readonly volatile buffer S8B { uint8_t a, b, c, d, e, f, g, h; };
layout (buffer_reference, scalar, buffer_reference_align = 2) readonly volatile buffer S8H { uint16_t a, b, c, d, e, f, g, h; };

#define CHOOSE(T, p) \
  T p0 = p.a, p1 = p.b, p2 = p.c, p3 = p.d, p4 = p.e, p5 = p.f, p6 = p.g, p7 = p.h, v = p0; \
  v = LANE == 1 ? p1 : v; v = LANE == 2 ? p2 : v; v = LANE == 3 ? p3 : v; v = LANE == 4 ? p4 : v; \
  v = LANE == 5 ? p5 : v; v = LANE == 6 ? p6 : v; v = LANE == 7 ? p7 : v

/* Value number LANE of the eight at @a. */
float lane_f32 (uint64_t a)
{
  S8F p = S8F (a);
  CHOOSE (float, p);
  return v;
}

uint lane_u8 (uint64_t a)
{
  S8B p = S8B (a);
  CHOOSE (uint8_t, p);
  return uint (v);
}

int lane_i8 (uint64_t a)
{
  S8B p = S8B (a);
  CHOOSE (uint8_t, p);
  return int (int8_t (v));
}

uint lane_u16 (uint64_t a)
{
  S8H p = S8H (a);
  CHOOSE (uint16_t, p);
  return uint (v);
}

/* A number below 65536 that all lanes share, as Mesa can see: the kernel's push
 * constants have digit[16], 0 … 15. */
#define UNIFORM(id) \
  (digit[(id) & 15u] + 16u * digit[(id) >> 4 & 15u] + 256u * digit[(id) >> 8 & 15u] + 4096u * digit[(id) >> 12 & 15u])

/* Lanes where @bit is set get the sum of pairs of @b, the others that of @a. */
float halves (float a, float b, uint bit)
{
  float keep = (LANE & bit) != 0 ? b : a, give = (LANE & bit) != 0 ? a : b;

  return keep + subgroupShuffle (give, LANE ^ bit);
}

/* The sum over the lanes of part[LANE]. */
float sum_of_own (float part[8])
{
  return halves (halves (halves (part[0], part[1], 1), halves (part[2], part[3], 1), 2),
                 halves (halves (part[4], part[5], 1), halves (part[6], part[7], 1), 2), 4);
}

#ifdef KV_F16
#define KV_BYTES 2
float lane_kv (uint64_t a) { return unpackHalf2x16 (lane_u16 (a)).x; }
#else
#define KV_BYTES 4
float lane_kv (uint64_t a) { return lane_f32 (a); }
#endif
