/* op-attention.comp: a workgroup for a head of a token and a part of the rows;
 * rows in tiles of as many as there are lanes, softmax on the fly (Dao et al.
 * 2022). With several parts, what each found is left for op-attention-join.comp.
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
layout (constant_id = 1) const uint OWN = 4;   /* values of the result a lane: dv <= LANES * OWN */
layout (constant_id = 2) const uint D = 64;    /* numbers of a query */
layout (constant_id = 3) const uint PARTS = 1;
layout (constant_id = 4) const bool QUADS = false; /* keys may be read four at a time */
layout (push_constant, scalar) uniform Push
{
  uint64_t q, k, v, spans, y; /* y: the result, or with parts the scratch */
  uint dv, heads, group;      /* group: heads that share a key */
  uint q1, q2, k1, k2, v1, v2;
  uint rows, tokens;
  float scale, softcap;
};

shared float query[D];
shared float scores[LANES];
shared float tops[LANES];

#ifdef KV_F16
layout (buffer_reference, scalar, buffer_reference_align = 8) readonly buffer Quad { uvec2 v; };
float load_kv (uint64_t a, uint i) { return load_f16 (a + i * 2); }

vec4 load_quad (uint64_t a, uint i)
{
  uvec2 p = Quad (a + i * 2).v;
  return vec4 (unpackHalf2x16 (p.x), unpackHalf2x16 (p.y));
}
#else
layout (buffer_reference, scalar, buffer_reference_align = 16) readonly buffer Quad { vec4 v; };
float load_kv (uint64_t a, uint i) { return load_f32 (a + i * 4); }
vec4 load_quad (uint64_t a, uint i) { return Quad (a + i * 4).v; }
#endif

float score_of (uint64_t key)
{
  float s = 0.0;

  if (QUADS)
    [[unroll]] for (uint i = 0; i < D; i += 4)
      s += dot (vec4 (query[i], query[i + 1], query[i + 2], query[i + 3]), load_quad (key, i));
  else
    for (uint i = 0; i < D; i++)
      s += query[i] * load_kv (key, i);
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
  uint head = gl_WorkGroupID.x, token = gl_WorkGroupID.y, part = gl_WorkGroupID.z, lane = gl_LocalInvocationID.x;
  uint64_t keys = k + uint64_t (head / group) * k1, values = v + uint64_t (head / group) * v1, result;
  int begin = max (I32 (spans).v[2 * token], 0), end = min (I32 (spans).v[2 * token + 1], int (rows));
  int length = (max (end - begin, 0) + int (PARTS) - 1) / int (PARTS);
  float top = -3.0e38, total = 0.0, own[OWN];

  begin += int (part) * length;
  end = min (end, begin + length);
  for (uint i = lane; i < D; i += LANES)
    query[i] = F32 (q + uint64_t (head) * q1 + uint64_t (token) * q2).v[i];
  barrier ();
  for (uint c = 0; c < OWN; c++)
    own[c] = 0.0;
  for (int tile = begin; tile < end; tile += int (LANES))
    {
      int count = min (end - tile, int (LANES));
      float s = int (lane) < count ? score_of (keys + uint64_t (tile + int (lane)) * k2) : -3.0e38;
      float higher = max (top, top_over_lanes (s)), shrink = exp (top - higher);

      scores[lane] = int (lane) < count ? exp (s - higher) : 0.0;
      barrier ();
      top = higher;
      total *= shrink;
      [[unroll]] for (uint c = 0; c < OWN; c++)
        own[c] *= shrink;
      for (int j = 0; j < count; j += 4) /* the scores behind the last are 0 */
        [[unroll]] for (int u = 0; u < 4; u++)
          {
            uint64_t value = values + uint64_t (tile + min (j + u, count - 1)) * v2;
            float p = scores[j + u];

            total += p;
            [[unroll]] for (uint c = 0; c < OWN; c++)
              if (c * LANES + lane < dv)
                own[c] += p * load_kv (value, c * LANES + lane);
          }
      barrier ();
    }
  if (PARTS == 1)
    {
      result = y + uint64_t (token * heads + head) * dv * 4;
      for (uint c = 0; c < OWN; c++)
        if (c * LANES + lane < dv)
          F32 (result).v[c * LANES + lane] = total > 0.0 ? own[c] / total : 0.0;
      return;
    }
  result = y + uint64_t ((token * heads + head) * PARTS + part) * (dv + 2) * 4;
  for (uint c = 0; c < OWN; c++)
    if (c * LANES + lane < dv)
      F32 (result).v[c * LANES + lane] = own[c];
  if (lane == 0)
    {
      F32 (result).v[dv] = top;
      F32 (result).v[dv + 1] = total;
    }
}
