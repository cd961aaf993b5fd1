/* SPDX-License-Identifier: GPL-3.0-or-later */
//! f32_f32
//! f32_f16 -DTO_F16
//! f16_f32 -DFROM_F16
//! f16_f16 -DFROM_F16 -DTO_F16
//! f32_f32_soft -DSOFT
//! f32_f16_soft -DSOFT -DTO_F16
//! f16_f32_soft -DSOFT -DFROM_F16
//! f16_f16_soft -DSOFT -DFROM_F16 -DTO_F16
#version 460
#extension GL_GOOGLE_include_directive : require
#include "vk-common.glsl"
#ifdef SOFT
#include "vk-soft.glsl"
#endif
#define MAP(x) (x)
#ifdef FROM_F16
#define BYTES_A 2
#ifdef SOFT
#define LOAD(at) unpackHalf2x16 (lane_u16 (at)).x
#else
#define LOAD(at) load_f16 (at)
#endif
#endif
#ifdef TO_F16
#define BYTES_Y 2
#ifdef SOFT
#define STORE(at, value) U16 (at).v[LANE] = uint16_t (f16_bits (value))
#else
#define STORE(at, value) U16 (at).v[0] = uint16_t (f16_bits (value))
#endif
#endif
#ifdef SOFT
#include "vk-map-soft.glsl"
#else
#include "vk-map.glsl"
#endif
