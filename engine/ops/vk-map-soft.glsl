/* vk-map-soft.glsl: y = MAP (a) on lavapipe for dense tensors: straight code,
 * VECTORS times eight numbers a workgroup (vk-soft.glsl). LOAD, BYTES_A, STORE
 * and BYTES_Y say what lies in memory.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#define VECTORS 32

layout (local_size_x = 8) in;
layout (push_constant, scalar) uniform Push
{
  uint64_t a, y;
  uint n; /* a multiple of 8 */
  float p, q;
  uint digit[16];
};

#ifndef LOAD
#define LOAD(at) lane_f32 (at)
#define BYTES_A 4
#endif
#ifndef STORE
#define STORE(at, value) F32 (at).v[LANE] = value
#define BYTES_Y 4
#endif

void main ()
{
  uint first = UNIFORM (gl_WorkGroupID.x) * VECTORS * 8;
  float v[VECTORS];

  [[unroll]] for (uint i = 0; i < VECTORS; i++)
    v[i] = LOAD (a + uint64_t (min (first + i * 8, n - 8)) * BYTES_A);
  [[unroll]] for (uint i = 0; i < VECTORS; i++)
    if (first + i * 8 < n)
      STORE (y + uint64_t (first + i * 8) * BYTES_Y, MAP (v[i]));
}
