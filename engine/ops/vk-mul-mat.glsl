/* vk-mul-mat.glsl: the arguments of the kernels of mul_mat. A column is one of
 * all columns of x, its higher dimensions rolled into one number. WIDE is that of
 * vk-weights.glsl.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
layout (push_constant, scalar) uniform Push
{
  uint64_t w, x, y, bias, residual; /* bias and residual may be 0 */
  uint k, m, ne1, ne2, n;           /* n: results, or columns, as the kernel counts */
  uint repeat2, repeat3;            /* columns' matrices that share one of w */
  uint w1, w2, w3;
  uint x1, x2, x3;
  uint r1, r2, r3;
};

uvec3 place_of (uint col) { return uvec3 (col % ne1, col / ne1 % ne2, col / ne1 / ne2); }

uint64_t weights_of (uint col)
{
  uvec3 p = place_of (col);
  return w + uint64_t (p.y / repeat2) * w2 + uint64_t (p.z / repeat3) * w3;
}

uint64_t inputs_of (uint col)
{
  uvec3 p = place_of (col);
  return x + uint64_t (p.x) * x1 + uint64_t (p.y) * x2 + uint64_t (p.z) * x3;
}

/* Values @i … @i + 3 of the column at @column. */
vec4 input4 (uint64_t column, uint i)
{
  F32 p = F32 (column + i * 4);

  if (WIDE)
    return Wide16 (column + i * 4).v;
  return vec4 (p.v[0], p.v[1], p.v[2], p.v[3]);
}

void store (uint row, uint col, float sum)
{
  uvec3 p = place_of (col);

  if (bias != 0)
    sum += F32 (bias).v[row];
  if (residual != 0)
    sum += F32 (residual + uint64_t (p.x) * r1 + uint64_t (p.y) * r2 + uint64_t (p.z) * r3).v[row];
  F32 (y + (uint64_t (col) * m + row) * 4).v[0] = sum;
}
