/* vk-normalise-soft.glsl: a row a workgroup on lavapipe: straight code
 * (vk-soft.glsl). CENTRED: the mean is taken away, as in layer normalisation.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
layout (local_size_x = 8) in;
layout (constant_id = 0) const uint NE0 = 640; /* a multiple of 8 */
layout (constant_id = 1) const bool HAS_WEIGHT = true;
layout (constant_id = 2) const bool HAS_BIAS = false;
layout (push_constant, scalar) uniform Push
{
  uint64_t x, weight, bias, y;
  uint x1; /* bytes from row to row */
  float eps, weight_shift;
  uint digit[16];
};

float sum_over_lanes (float a)
{
  a += subgroupShuffle (a, LANE ^ 1u);
  a += subgroupShuffle (a, LANE ^ 2u);
  return a + subgroupShuffle (a, LANE ^ 4u);
}

void main ()
{
  uint row = UNIFORM (gl_WorkGroupID.x);
  uint64_t from = x + uint64_t (row) * x1, to = y + uint64_t (row) * NE0 * 4;
  float v[NE0 / 8], sum = 0.0, mean = 0.0, scale;

  [[unroll]] for (uint i = 0; i < NE0 / 8; i++)
    {
      v[i] = lane_f32 (from + i * 32);
#ifdef CENTRED
      mean += v[i];
#endif
    }
#ifdef CENTRED
  mean = sum_over_lanes (mean) / float (NE0);
#endif
  [[unroll]] for (uint i = 0; i < NE0 / 8; i++)
    sum += (v[i] - mean) * (v[i] - mean);
  scale = 1.0 / sqrt (sum_over_lanes (sum) / float (NE0) + eps);
  [[unroll]] for (uint i = 0; i < NE0 / 8; i++)
    {
      float w = HAS_WEIGHT ? lane_f32 (weight + i * 32) + weight_shift : 1.0;
      float b = HAS_BIAS ? lane_f32 (bias + i * 32) : 0.0;

      F32 (to + i * 32).v[LANE] = (v[i] - mean) * scale * w + b;
    }
}
