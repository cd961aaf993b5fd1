/* vk-normalise.glsl: a workgroup a row: its moments, summed over the lanes.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
layout (local_size_x_id = 0) in;
layout (constant_id = 0) const uint LANES = 32;
layout (push_constant, scalar) uniform Push
{
  uint64_t x, weight, bias, y; /* weight and bias may be 0 */
  uint ne0, ne1, ne2, n;       /* n rows */
  uint x1, x2, x3;
  float eps, weight_shift;
};

#include "vk-sum.glsl"
