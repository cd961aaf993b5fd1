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

layout (buffer_reference, scalar, buffer_reference_align = 4) readonly buffer S8F { float a, b, c, d, e, f, g, h; };
layout (buffer_reference, scalar, buffer_reference_align = 1) readonly buffer S8B { uint8_t a, b, c, d, e, f, g, h; };
layout (buffer_reference, scalar, buffer_reference_align = 2) readonly buffer S8H { uint16_t a, b, c, d, e, f, g, h; };

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
