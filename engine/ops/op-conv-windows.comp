/* op-conv-windows.comp: what windows see, window after window, on lavapipe: a
 * window a workgroup, straight code (vk-soft.glsl).
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
//! plain
#version 460
#extension GL_GOOGLE_include_directive : require
#include "vk-common.glsl"
#include "vk-soft.glsl"

layout (local_size_x = 8) in;
layout (constant_id = 0) const int TAPS_ACROSS = 3;
layout (constant_id = 1) const int TAPS_DOWN = 3;
layout (constant_id = 2) const int STEP_ACROSS = 1;
layout (constant_id = 3) const int STEP_DOWN = 1;
layout (constant_id = 4) const int STRIDE_ACROSS = 1;
layout (constant_id = 5) const int STRIDE_DOWN = 1;
layout (constant_id = 6) const int OWN = 8; /* channels to copy, of CHANNELS */
layout (constant_id = 7) const int CHANNELS = 8;
layout (push_constant, scalar) uniform Push
{
  uint64_t x, to;
  int width, height, in_across, in_down;
  uint x1, x2, x3;
  uint window_bytes, line_bytes;
  uint digit[16];
};

void main ()
{
  uint across = UNIFORM (gl_WorkGroupID.x), down = UNIFORM (gl_WorkGroupID.y);
  uint64_t target = to + uint64_t (across) * window_bytes + uint64_t (down) * line_bytes;

  [[unroll]] for (int ty = 0; ty < TAPS_DOWN; ty++)
    [[unroll]] for (int tx = 0; tx < TAPS_ACROSS; tx++)
      {
        int ix = in_across + int (across) * STRIDE_ACROSS + tx * STEP_ACROSS, iy = in_down + int (down) * STRIDE_DOWN + ty * STEP_DOWN;
        bool inside = ix >= 0 && ix < width && iy >= 0 && iy < height;
        uint64_t pixel = x + uint64_t (uint (clamp (ix, 0, width - 1))) * x1 + uint64_t (uint (clamp (iy, 0, height - 1))) * x2;

        [[unroll]] for (int c = 0; c < OWN / 8; c++)
          {
            float v = lane_f32 (pixel + c * 32);

            F32 (target + (ty * TAPS_ACROSS + tx) * CHANNELS * 4 + c * 32).v[LANE] = inside ? v : 0.0;
          }
      }
}
