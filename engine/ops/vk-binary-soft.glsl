/* vk-binary-soft.glsl: y = a OP b on lavapipe for dense tensors of one shape:
 * straight code, VECTORS times eight numbers a workgroup (vk-soft.glsl).
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#define VECTORS 32

layout (local_size_x = 8) in;
layout (push_constant, scalar) uniform Push
{
  uint64_t a, b, y;
  uint n; /* a multiple of 8 */
  uint digit[16];
};

void main ()
{
  uint first = UNIFORM (gl_WorkGroupID.x) * VECTORS * 8;
  float p[VECTORS], q[VECTORS];

  [[unroll]] for (uint i = 0; i < VECTORS; i++)
    {
      p[i] = lane_f32 (a + uint64_t (min (first + i * 8, n - 8)) * 4);
      q[i] = lane_f32 (b + uint64_t (min (first + i * 8, n - 8)) * 4);
    }
  [[unroll]] for (uint i = 0; i < VECTORS; i++)
    if (first + i * 8 < n)
      F32 (y + uint64_t (first + i * 8 + LANE) * 4).v[0] = COMBINE (p[i], q[i]);
}
