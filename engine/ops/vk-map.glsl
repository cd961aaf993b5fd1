/* vk-map.glsl: y = MAP (a), number by number; @p and @q are the kernel's own.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
layout (local_size_x = 64) in;
layout (push_constant, scalar) uniform Push
{
  uint64_t a, y;
  uint ne0, ne1, ne2, n;
  uint a1, a2, a3; /* strides in bytes */
  float p, q;
};

#ifndef LOAD
#define LOAD(at) load_f32 (at)
#define BYTES_A 4
#endif
#ifndef STORE
#define STORE(at, value) F32 (at).v[0] = value
#define BYTES_Y 4
#endif

void main ()
{
  uint i = item_index ();
  uint row = i / ne0;
  uint64_t from = a + uint64_t (row % ne1) * a1 + uint64_t (row / ne1 % ne2) * a2 + uint64_t (row / ne1 / ne2) * a3;

  if (i < n)
    STORE (y + uint64_t (i) * BYTES_Y, MAP (LOAD (from + i % ne0 * BYTES_A)));
}
