/* SPDX-License-Identifier: GPL-3.0-or-later */
//! plain
//! soft -DSOFT
#version 460
#extension GL_GOOGLE_include_directive : require
#include "vk-common.glsl"
#define COMBINE(a, b) ((a) - (b))
#ifdef SOFT
#include "vk-soft.glsl"
#include "vk-binary-soft.glsl"
#else
#include "vk-binary.glsl"
#endif
