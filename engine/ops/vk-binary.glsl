/* vk-binary.glsl: y = a OP b, b repeated where its extent is 1. COMBINE is the
 * operation.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
layout (local_size_x = 64) in;
layout (push_constant, scalar) uniform Push
{
  uint64_t a, b, y;
  uint ne0, ne1, ne2, n;
  uint a1, a2, a3;     /* strides in bytes */
  uint b0, b1, b2, b3; /* 0 where b is repeated */
};

void main ()
{
  uint i = item_index ();
  uint i0 = i % ne0, row = i / ne0, i1 = row % ne1, i2 = row / ne1 % ne2, i3 = row / ne1 / ne2;
  uint64_t pa, pb;

  if (i >= n)
    return;
  pa = a + uint64_t (i1) * a1 + uint64_t (i2) * a2 + uint64_t (i3) * a3 + i0 * 4;
  pb = b + uint64_t (i1) * b1 + uint64_t (i2) * b2 + uint64_t (i3) * b3 + i0 * b0;
  F32 (y).v[i] = COMBINE (load_f32 (pa), load_f32 (pb));
}
