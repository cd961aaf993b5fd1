/* op-attention.comp: a workgroup for a head of a token; rows in tiles of as
 * many as there are lanes, softmax on the fly (Dao et al. 2022).
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
//! F32
//! F16 -DKV_F16
#version 460
#extension GL_GOOGLE_include_directive : require
#include "vk-common.glsl"

layout (local_size_x_id = 0) in;
layout (constant_id = 0) const uint LANES = 32;
layout (constant_id = 1) const uint OWN = 4; /* values of the result a lane: dv <= LANES * OWN */
layout (push_constant, scalar) uniform Push
{
  uint64_t q, k, v, spans, y;
  uint d, dv, heads, group; /* group: heads that share a key */
  uint q1, q2, k1, k2, v1, v2;
  uint rows;
  float scale, softcap;
};

shared float scores[LANES];
shared float tops[LANES];

#ifdef KV_F16
float load_kv (uint64_t a, uint i) { return load_f16 (a + i * 2); }
#else
float load_kv (uint64_t a, uint i) { return load_f32 (a + i * 4); }
#endif

float score_of (uint64_t query, uint64_t key)
{
  float s = 0.0;

  for (uint i = 0; i < d; i++)
    s += F32 (query).v[i] * load_kv (key, i);
  s *= scale;
  return softcap > 0.0 ? softcap * (1.0 - 2.0 / (exp (2.0 * s / softcap) + 1.0)) : s;
}

float top_over_lanes (float mine)
{
  uint lane = gl_LocalInvocationID.x;

  tops[lane] = mine;
  for (uint j = LANES / 2; j > 0; j /= 2)
    {
      barrier ();
      if (lane < j)
        tops[lane] = max (tops[lane], tops[lane + j]);
    }
  barrier ();
  return tops[0];
}

void main ()
{
  uint head = gl_WorkGroupID.x, token = gl_WorkGroupID.y, lane = gl_LocalInvocationID.x;
  uint64_t query = q + uint64_t (head) * q1 + uint64_t (token) * q2;
  uint64_t keys = k + uint64_t (head / group) * k1, values = v + uint64_t (head / group) * v1;
  int begin = max (I32 (spans).v[2 * token], 0), end = min (I32 (spans).v[2 * token + 1], int (rows));
  float top = -3.0e38, total = 0.0, own[OWN];

  for (uint c = 0; c < OWN; c++)
    own[c] = 0.0;
  for (int tile = begin; tile < end; tile += int (LANES))
    {
      int count = min (end - tile, int (LANES));
      float s = int (lane) < count ? score_of (query, keys + uint64_t (tile + int (lane)) * k2) : -3.0e38;
      float higher = max (top, top_over_lanes (s)), shrink = exp (top - higher);

      scores[lane] = int (lane) < count ? exp (s - higher) : 0.0;
      barrier ();
      top = higher;
      total *= shrink;
      for (uint c = 0; c < OWN; c++)
        own[c] *= shrink;
      for (int j = 0; j < count; j++)
        {
          uint64_t value = values + uint64_t (tile + j) * v2;
          float p = scores[j];

          total += p;
          for (uint c = 0; c < OWN; c++)
            if (c * LANES + lane < dv)
              own[c] += p * load_kv (value, c * LANES + lane);
        }
      barrier ();
    }
  for (uint c = 0; c < OWN; c++)
    if (c * LANES + lane < dv)
      F32 (y + uint64_t (token * heads + head) * dv * 4).v[c * LANES + lane] = total > 0.0 ? own[c] / total : 0.0;
}
