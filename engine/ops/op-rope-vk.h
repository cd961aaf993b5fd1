/* op-rope-vk.h: rotary positions for kernels.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "engine/ops/op-vk.h"

/* The address of a table for vk-rope.glsl: the turns a position of each pair, without
 * whole ones, in 2^-64 turns; 0 and @error. */
guint64 vt_rope_vk_turns (const VtRope *rope, VtVkRecorder *recorder, GError **error);
