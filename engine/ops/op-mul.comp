/* SPDX-License-Identifier: GPL-3.0-or-later */
//! plain
#version 460
#extension GL_GOOGLE_include_directive : require
#include "vk-common.glsl"
#define COMBINE(a, b) ((a) * (b))
#include "vk-binary.glsl"
