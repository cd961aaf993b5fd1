/* vk-soft-weights.glsl: decode() for the type of weights that W_TYPE names: a
 * block of BLOCK values at the uniform address @p, eight to a vector, without a
 * loop or a branch around a load (vk-soft.glsl).
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

float half_at (uint64_t p) { return unpackHalf2x16 (uint (V16 (p).v[0])).x; }

#if defined W_F32 || defined W_F16 || defined W_BF16
#define BLOCK 8
#elif defined W_Q2_K || defined W_Q3_K || defined W_Q4_K || defined W_Q5_K || defined W_Q6_K
#define BLOCK 256
#else
#define BLOCK 32
#endif

#if defined W_F32
#define BLOCK_BYTES 32
#elif defined W_F16 || defined W_BF16
#define BLOCK_BYTES 16
#elif defined W_Q8_0
#define BLOCK_BYTES 34
#elif defined W_Q4_0 || defined W_IQ4_NL
#define BLOCK_BYTES 18
#elif defined W_Q4_1
#define BLOCK_BYTES 20
#elif defined W_Q5_0
#define BLOCK_BYTES 22
#elif defined W_Q5_1
#define BLOCK_BYTES 24
#elif defined W_Q2_K
#define BLOCK_BYTES 84
#elif defined W_Q3_K
#define BLOCK_BYTES 110
#elif defined W_Q4_K
#define BLOCK_BYTES 144
#elif defined W_Q5_K
#define BLOCK_BYTES 176
#elif defined W_Q6_K
#define BLOCK_BYTES 210
#endif

/* The 6-bit scales (a byte each) and minima of Q4_K and Q5_K: (scales 0-3, 4-7, minima 0-3, 4-7). */
uvec4 scales_mins (uint64_t p)
{
  uint a = V32 (p).v[0], b = V32 (p).v[1], c = V32 (p).v[2];

  return uvec4 (a & 0x3f3f3f3fu, (c & 0x0f0f0f0fu) | (a >> 2 & 0x30303030u),
                b & 0x3f3f3f3fu, (c >> 4 & 0x0f0f0f0fu) | (b >> 2 & 0x30303030u));
}

void decode (uint64_t p, out float v[BLOCK / 8])
{
#if defined W_F32
  v[0] = lane_f32 (p);
#elif defined W_F16
  v[0] = unpackHalf2x16 (lane_u16 (p)).x;
#elif defined W_BF16
  v[0] = uintBitsToFloat (lane_u16 (p) << 16);
#elif defined W_Q8_0
  float d = half_at (p);
  [[unroll]] for (uint i = 0; i < 4; i++)
    v[i] = d * float (lane_i8 (p + 2 + 8 * i));
#elif defined W_Q4_0
  float d = half_at (p), m = -8.0 * d;
  [[unroll]] for (uint i = 0; i < 2; i++)
    {
      uint q = lane_u8 (p + 2 + 8 * i);
      v[i] = float (q & 15u) * d + m;
      v[i + 2] = float (q >> 4) * d + m;
    }
#elif defined W_Q4_1
  float d = half_at (p), m = half_at (p + 2);
  [[unroll]] for (uint i = 0; i < 2; i++)
    {
      uint q = lane_u8 (p + 4 + 8 * i);
      v[i] = float (q & 15u) * d + m;
      v[i + 2] = float (q >> 4) * d + m;
    }
#elif defined W_IQ4_NL
  const float table[16] = float[] (-127., -104., -83., -65., -49., -35., -22., -10.,
                                   1., 13., 25., 38., 53., 69., 89., 113.);
  float d = half_at (p);
  /* sixteen numbers in two vectors: a shuffle looks eight of them up at once */
  float low = table[0], high = table[8];
  [[unroll]] for (uint k = 1; k < 8; k++)
    {
      low = LANE == k ? table[k] : low;
      high = LANE == k ? table[k + 8] : high;
    }
  [[unroll]] for (uint i = 0; i < 2; i++)
    {
      uint q = lane_u8 (p + 2 + 8 * i);
      float a = subgroupShuffle (low, q & 7u), b = subgroupShuffle (high, q & 7u);
      float c = subgroupShuffle (low, q >> 4 & 7u), e = subgroupShuffle (high, q >> 4 & 7u);
      v[i] = d * ((q & 8u) != 0 ? b : a);
      v[i + 2] = d * ((q & 128u) != 0 ? e : c);
    }
#elif defined W_Q5_0 || defined W_Q5_1
#ifdef W_Q5_0
  float d = half_at (p), m = -16.0 * d;
  uint64_t at = p + 2;
#else
  float d = half_at (p), m = half_at (p + 2);
  uint64_t at = p + 4;
#endif
  uint h = V32 (at).v[0] >> LANE;
  [[unroll]] for (uint i = 0; i < 2; i++)
    {
      uint q = lane_u8 (at + 4 + 8 * i);
      v[i] = float (q & 15u | (h >> 8 * i << 4 & 16u)) * d + m;
      v[i + 2] = float (q >> 4 | (h >> 8 * i + 16 << 4 & 16u)) * d + m;
    }
#elif defined W_Q2_K
  float d = half_at (p + 80), m = half_at (p + 82);
  [[unroll]] for (uint n = 0; n < 2; n++)
    [[unroll]] for (uint i = 0; i < 4; i++)
      {
        uint q = lane_u8 (p + 16 + 32 * n + 8 * i);
        [[unroll]] for (uint s = 0; s < 4; s++)
          {
            uint scale = uint (V8 (p).v[8 * n + 2 * s + i / 2]);
            v[16 * n + 4 * s + i] = float (q >> 2 * s & 3u) * (d * float (scale & 15u)) - m * float (scale >> 4);
          }
      }
#elif defined W_Q3_K
  float d = half_at (p + 108);
  uint a = V32 (p + 96).v[0], b = V32 (p + 96).v[1], c = V32 (p + 96).v[2];
  uvec4 scales = uvec4 ((a & 0x0f0f0f0fu) | (c << 4 & 0x30303030u), (b & 0x0f0f0f0fu) | (c << 2 & 0x30303030u),
                        (a >> 4 & 0x0f0f0f0fu) | (c & 0x30303030u), (b >> 4 & 0x0f0f0f0fu) | (c >> 2 & 0x30303030u));
  [[unroll]] for (uint i = 0; i < 4; i++)
    {
      uint h = lane_u8 (p + 8 * i);
      [[unroll]] for (uint n = 0; n < 2; n++)
        {
          uint q = lane_u8 (p + 32 + 32 * n + 8 * i);
          [[unroll]] for (uint s = 0; s < 4; s++)
            {
              uint k = 8 * n + 2 * s + i / 2;
              float f = d * (float (scales[k / 4] >> 8 * (k % 4) & 63u) - 32.0);
              v[16 * n + 4 * s + i] = f * float (int (q >> 2 * s & 3u | (h >> 4 * n + s << 2 & 4u)) - 4);
            }
        }
    }
#elif defined W_Q4_K || defined W_Q5_K
  float d = half_at (p), m = half_at (p + 2);
  uvec4 scales = scales_mins (p + 4);
#ifdef W_Q5_K
  uint h[4];
  [[unroll]] for (uint i = 0; i < 4; i++)
    h[i] = lane_u8 (p + 16 + 8 * i);
#endif
  [[unroll]] for (uint g = 0; g < 4; g++)
    {
      float d0 = d * float (scales[g / 2] >> 16 * (g % 2) & 255u), d1 = d * float (scales[g / 2] >> 16 * (g % 2) + 8 & 255u);
      float m0 = m * float (scales[2 + g / 2] >> 16 * (g % 2) & 255u), m1 = m * float (scales[2 + g / 2] >> 16 * (g % 2) + 8 & 255u);
      [[unroll]] for (uint i = 0; i < 4; i++)
        {
#ifdef W_Q5_K
          uint q = lane_u8 (p + 48 + 32 * g + 8 * i);
          v[8 * g + i] = float (q & 15u | (h[i] >> 2 * g << 4 & 16u)) * d0 - m0;
          v[8 * g + 4 + i] = float (q >> 4 | (h[i] >> 2 * g + 1 << 4 & 16u)) * d1 - m1;
#else
          uint q = lane_u8 (p + 16 + 32 * g + 8 * i);
          v[8 * g + i] = float (q & 15u) * d0 - m0;
          v[8 * g + 4 + i] = float (q >> 4) * d1 - m1;
#endif
        }
    }
#elif defined W_Q6_K
  float d = half_at (p + 208);
  [[unroll]] for (uint n = 0; n < 2; n++)
    [[unroll]] for (uint k = 0; k < 2; k++) /* halves of 32: a scale each */
      {
        float f[4];
        [[unroll]] for (uint s = 0; s < 4; s++)
          f[s] = d * float (int (int8_t (V8 (p).v[192 + 8 * n + 2 * s + k])));
        [[unroll]] for (uint j = 0; j < 2; j++)
          {
            uint i = 2 * k + j;
            uint a = lane_u8 (p + 64 * n + 8 * i), b = lane_u8 (p + 64 * n + 32 + 8 * i);
            uint h = lane_u8 (p + 128 + 32 * n + 8 * i);
            v[16 * n + i] = f[0] * float (int (a & 15u | (h << 4 & 48u)) - 32);
            v[16 * n + 4 + i] = f[1] * float (int (b & 15u | (h << 2 & 48u)) - 32);
            v[16 * n + 8 + i] = f[2] * float (int (a >> 4 | (h & 48u)) - 32);
            v[16 * n + 12 + i] = f[3] * float (int (b >> 4 | (h >> 2 & 48u)) - 32);
          }
      }
#endif
}

#if defined W_Q8_0 || defined W_Q4_K
#define HAS_DOT /* for the other types it was no faster to leave scales out */

/* The lane's part of a block times a column's values @x, of which @sums has those of 32 each:
 * scales and offsets are left out of the products. One element of @sums is to spare. */
float dot_block (uint64_t p, float x[BLOCK / 8], float sums[BLOCK / 32 + 1])
{
#ifdef W_Q8_0
  float s = float (lane_i8 (p + 2)) * x[0];
  [[unroll]] for (uint i = 1; i < 4; i++)
    s += float (lane_i8 (p + 2 + 8 * i)) * x[i];
  return half_at (p) * s;
#else
  float d = half_at (p), m = half_at (p + 2), s = 0.0, least = 0.0;
  uvec4 scales = scales_mins (p + 4);
  [[unroll]] for (uint g = 0; g < 4; g++)
    {
      float low = 0.0, high = 0.0;
      [[unroll]] for (uint i = 0; i < 4; i++)
        {
          uint q = lane_u8 (p + 16 + 32 * g + 8 * i);
          low += float (q & 15u) * x[8 * g + i];
          high += float (q >> 4) * x[8 * g + 4 + i];
        }
      s += float (scales[g / 2] >> 16 * (g % 2) & 255u) * low + float (scales[g / 2] >> 16 * (g % 2) + 8 & 255u) * high;
      least += float (scales[2 + g / 2] >> 16 * (g % 2) & 255u) * sums[2 * g] +
               float (scales[2 + g / 2] >> 16 * (g % 2) + 8 & 255u) * sums[2 * g + 1];
    }
  return d * s - m * least;
#endif
}
#else
float dot_block (uint64_t p, float x[BLOCK / 8], float sums[BLOCK / 32 + 1])
{
  float v[BLOCK / 8], s;

  decode (p, v);
  s = v[0] * x[0];
  [[unroll]] for (uint i = 1; i < BLOCK / 8; i++)
    s += v[i] * x[i];
  return s;
}
#endif
