/* vk-common.glsl: what every kernel needs: memory by address, item numbers.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#extension GL_GOOGLE_include_directive : require
#extension GL_EXT_buffer_reference : require
#extension GL_EXT_shader_explicit_arithmetic_types : require
#extension GL_EXT_control_flow_attributes : require
#extension GL_EXT_scalar_block_layout : require

layout (buffer_reference, scalar, buffer_reference_align = 4) buffer F32 { float v[]; };
layout (buffer_reference, scalar, buffer_reference_align = 4) buffer I32 { int v[]; };
layout (buffer_reference, scalar, buffer_reference_align = 4) buffer U32 { uint v[]; };
layout (buffer_reference, scalar, buffer_reference_align = 2) buffer U16 { uint16_t v[]; };
layout (buffer_reference, scalar, buffer_reference_align = 1) buffer U8 { uint8_t v[]; };

layout (buffer_reference, scalar, buffer_reference_align = 8) readonly buffer Wide8 { uvec2 v; };
layout (buffer_reference, scalar, buffer_reference_align = 16) readonly buffer Wide16 { vec4 v; };

/* Loads at a byte address; load32 needs 2-byte alignment only, as blocks have. */
float load_f32 (uint64_t a) { return F32 (a).v[0]; }
uint load8 (uint64_t a) { return uint (U8 (a).v[0]); }
uint load16 (uint64_t a) { return uint (U16 (a).v[0]); }
uint load32 (uint64_t a) { return load16 (a) | load16 (a + 2) << 16; }
uint load32_aligned (uint64_t a) { return U32 (a).v[0]; }
float load_f16 (uint64_t a) { return unpackHalf2x16 (load16 (a)).x; }

/* To binary16, nearest even: packHalf2x16 may cut off. Infinity where too large. */
uint f16_bits (float f)
{
  uint u = floatBitsToUint (f), sign = u >> 16 & 0x8000u;

  u &= 0x7fffffffu;
  if (u > 0x7f800000u)
    return sign | 0x7e00u;
  if (u >= 0x477ff000u)
    return sign | 0x7c00u;
  if (u < 0x38800000u) /* subnormal: 0.5 has the unit 2^-24 */
    return sign | (floatBitsToUint (uintBitsToFloat (u) + 0.5) - 0x3f000000u);
  return sign | (u + 0xfffu + (u >> 13 & 1u) - (112u << 23)) >> 13;
}

/* The number of this invocation in vt_vk_recorder_dispatch_items(). No function:
 * gl_WorkGroupSize is 1 before the kernel has declared its layout. */
#define item_index() \
  ((gl_WorkGroupID.y * 32768u + gl_WorkGroupID.x) * gl_WorkGroupSize.x + gl_LocalInvocationID.x)
