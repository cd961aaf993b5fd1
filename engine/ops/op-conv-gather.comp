/* op-conv-gather.comp: what windows see, window after window, on real GPUs: an
 * invocation a number, neighbours along the channels.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
//! plain
#version 460
#extension GL_GOOGLE_include_directive : require
#include "vk-common.glsl"

layout (local_size_x = 64) in;
layout (constant_id = 0) const int TAPS_ACROSS = 3;
layout (constant_id = 1) const int STEP_ACROSS = 1; /* from tap to tap */
layout (constant_id = 2) const int STEP_DOWN = 1;
layout (constant_id = 3) const int STRIDE_ACROSS = 1; /* from window to window */
layout (constant_id = 4) const int STRIDE_DOWN = 1;
layout (push_constant, scalar) uniform Push
{
  uint64_t x, to;
  int width, height, in_across, in_down;
  uint across, channels, k, n; /* windows in a line, numbers in a window, numbers in all */
  uint x1, x2;
};

void main ()
{
  uint item = item_index ();
  uint window = item / k, i = item % k, tap = i / channels;
  int ix = in_across + int (window % across) * STRIDE_ACROSS + int (tap) % TAPS_ACROSS * STEP_ACROSS;
  int iy = in_down + int (window / across) * STRIDE_DOWN + int (tap) / TAPS_ACROSS * STEP_DOWN;
  float value = 0.0;

  if (item >= n)
    return;
  if (ix >= 0 && ix < width && iy >= 0 && iy < height)
    value = F32 (x + uint64_t (uint (ix)) * x1 + uint64_t (uint (iy)) * x2).v[i % channels];
  F32 (to).v[item] = value;
}
