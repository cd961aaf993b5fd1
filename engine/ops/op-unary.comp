/* SPDX-License-Identifier: GPL-3.0-or-later */
//! plain
//! soft -DSOFT
#version 460
#extension GL_GOOGLE_include_directive : require
#include "vk-common.glsl"
#include "vk-functions.glsl"
#define MAP(x) apply (x)
#ifdef SOFT
#include "vk-soft.glsl"
#include "vk-map-soft.glsl"
#else
#include "vk-map.glsl"
#endif
