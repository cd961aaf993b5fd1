/* op-attention-block.comp: for real GPUs, many tokens: a workgroup of 128 lanes
 * takes a head of 32 tokens, and rows 64 at a time: scores as a product in tiles,
 * CHUNK numbers of queries and keys at a time, softmax on the fly (Dao et al.
 * 2022), then the values' sums, 4 tokens and OWN times four numbers a lane.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
//! F32
//! F16 -DKV_F16
#version 460
#extension GL_GOOGLE_include_directive : require
#include "vk-common.glsl"

#define LANES 128
#define TOKENS 32
#define ROWS 64
#define NOTHING (-3.0e38) /* below any score */

layout (local_size_x = LANES) in;
layout (constant_id = 0) const uint D = 64;      /* numbers of a query, a multiple of CHUNK */
layout (constant_id = 1) const uint CHUNK = 32;  /* a multiple of 4 */
layout (constant_id = 2) const uint OWN = 1;     /* dv <= 64 * OWN */
layout (push_constant, scalar) uniform Push
{
  uint64_t q, k, v, spans, y;
  uint dv, heads, group; /* group: heads that share a key */
  uint q1, q2, k1, k2, v1, v2;
  uint rows, tokens;
  float scale, softcap;
};

shared vec4 queries[CHUNK * TOKENS / 4]; /* number by number, four tokens each */
shared vec4 keys[CHUNK * ROWS / 4];      /* the same of rows */
shared vec4 weights[ROWS * TOKENS / 4];  /* row by row: scores, then their exponentials */
shared float parts[TOKENS * 4];
shared vec4 shrinks[TOKENS / 4];
shared ivec2 own_spans[TOKENS];

#ifdef KV_F16
vec4 load4 (uint64_t a, uint i)
{
  uvec2 h = Wide8 (a + i * 2).v;
  return vec4 (unpackHalf2x16 (h.x), unpackHalf2x16 (h.y));
}
#else
vec4 load4 (uint64_t a, uint i) { return Wide16 (a + i * 4).v; }
#endif

float capped (float s)
{
  s *= scale;
  return softcap > 0.0 ? softcap * (1.0 - 2.0 / (exp (2.0 * s / softcap) + 1.0)) : s;
}

/* The spans of the workgroup's tokens; what all of them together see. */
ivec2 load_spans (uint first, uint lane)
{
  ivec2 all = ivec2 (int (rows), 0);

  if (lane < TOKENS)
    {
      uint token = first + lane;
      ivec2 own = ivec2 (0);

      if (token < tokens)
        own = ivec2 (max (I32 (spans).v[2 * token], 0), min (I32 (spans).v[2 * token + 1], int (rows)));
      own_spans[lane] = own;
    }
  barrier ();
  for (uint t = 0; t < TOKENS; t++)
    if (own_spans[t].x < own_spans[t].y)
      all = ivec2 (min (all.x, own_spans[t].x), max (all.y, own_spans[t].y));
  return all;
}

/* CHUNK numbers from @d on of the queries and of the keys of rows @tile and on. */
void load_chunk (uint64_t head_q, uint64_t head_k, uint first, int tile, uint d, uint lane)
{
  for (uint i = lane; i < CHUNK / 4 * TOKENS; i += LANES)
    {
      uint t = i / (CHUNK / 4), c = i % (CHUNK / 4) * 4;
      vec4 x = Wide16 (head_q + uint64_t (min (first + t, tokens - 1)) * q2 + (d + c) * 4).v;

      [[unroll]] for (uint j = 0; j < 4; j++)
        queries[(c + j) * (TOKENS / 4) + t / 4][t % 4] = x[j];
    }
  for (uint i = lane; i < CHUNK / 4 * ROWS; i += LANES)
    {
      uint r = i / (CHUNK / 4), c = i % (CHUNK / 4) * 4;
      vec4 x = load4 (head_k + uint64_t (min (uint (tile) + r, rows - 1)) * k2, d + c);

      [[unroll]] for (uint j = 0; j < 4; j++)
        keys[(c + j) * (ROWS / 4) + r / 4][r % 4] = x[j];
    }
}

void main ()
{
  uint head = gl_WorkGroupID.x, first = gl_WorkGroupID.y * TOKENS, lane = gl_LocalInvocationID.x;
  uint token4 = lane / 16, other4 = lane % 16; /* four tokens, and four rows or four numbers of each result */
  uint soft_token = lane / 4, soft_part = lane % 4;
  uint64_t head_q = q + uint64_t (head) * q1, head_k = k + uint64_t (head / group) * k1, head_v = v + uint64_t (head / group) * v1;
  ivec2 span = load_spans (first, lane);
  float top = NOTHING, total = 0.0;
  vec4 own[4 * OWN];

  [[unroll]] for (uint i = 0; i < 4 * OWN; i++)
    own[i] = vec4 (0.0);
  for (int tile = span.x; tile < span.y; tile += ROWS)
    {
      vec4 s[4] = vec4[] (vec4 (0.0), vec4 (0.0), vec4 (0.0), vec4 (0.0)); /* a row each, of four tokens */
      float higher = top, sum = 0.0, shrink;
      int count = min (span.y - tile, ROWS);

      for (uint d = 0; d < D; d += CHUNK)
        {
          barrier ();
          load_chunk (head_q, head_k, first, tile, d, lane);
          barrier ();
          for (uint c = 0; c < CHUNK; c++)
            {
              vec4 of_tokens = queries[c * (TOKENS / 4) + token4], of_rows = keys[c * (ROWS / 4) + other4];

              [[unroll]] for (uint j = 0; j < 4; j++)
                s[j] += of_tokens * of_rows[j];
            }
        }
      [[unroll]] for (uint j = 0; j < 4; j++)
        {
          int row = tile + int (other4 * 4 + j);

          [[unroll]] for (uint t = 0; t < 4; t++)
            {
              ivec2 seen = own_spans[token4 * 4 + t];

              s[j][t] = row >= seen.x && row < seen.y ? capped (s[j][t]) : NOTHING;
            }
          weights[(other4 * 4 + j) * (TOKENS / 4) + token4] = s[j];
        }
      barrier ();
      [[unroll]] for (uint j = 0; j < ROWS / 4; j++)
        higher = max (higher, weights[(soft_part + j * 4) * (TOKENS / 4) + soft_token / 4][soft_token % 4]);
      parts[lane] = higher;
      barrier ();
      [[unroll]] for (uint j = 0; j < 4; j++)
        higher = max (higher, parts[soft_token * 4 + j]);
      shrink = exp (top - higher);
      top = higher;
      [[unroll]] for (uint j = 0; j < ROWS / 4; j++)
        {
          uint at = (soft_part + j * 4) * (TOKENS / 4) + soft_token / 4;
          float w = weights[at][soft_token % 4];

          w = w > NOTHING ? exp (w - higher) : 0.0;
          weights[at][soft_token % 4] = w;
          sum += w;
        }
      total = total * shrink + sum;
      if (soft_part == 0)
        shrinks[soft_token / 4][soft_token % 4] = shrink;
      barrier ();
      [[unroll]] for (uint o = 0; o < OWN; o++)
        [[unroll]] for (uint t = 0; t < 4; t++)
          own[o * 4 + t] *= shrinks[token4][t];
      for (int r = 0; r < count; r++)
        {
          uint64_t value = head_v + uint64_t (uint (tile + r)) * v2;
          vec4 w = weights[r * (TOKENS / 4) + token4];

          [[unroll]] for (uint o = 0; o < OWN; o++)
            if (o * 64 + other4 * 4 < dv)
              {
                vec4 x = load4 (value, o * 64 + other4 * 4);

                [[unroll]] for (uint t = 0; t < 4; t++)
                  own[o * 4 + t] += w[t] * x;
              }
        }
    }
  barrier ();
  parts[lane] = total;
  barrier ();
  [[unroll]] for (uint t = 0; t < 4; t++)
    {
      uint in_block = token4 * 4 + t, token = first + in_block;
      float all = parts[in_block * 4] + parts[in_block * 4 + 1] + parts[in_block * 4 + 2] + parts[in_block * 4 + 3];
      uint64_t result = y + uint64_t (token * heads + head) * dv * 4;

      [[unroll]] for (uint o = 0; o < OWN; o++)
        if (token < tokens && o * 64 + other4 * 4 < dv)
          [[unroll]] for (uint j = 0; j < 4; j++)
            F32 (result).v[o * 64 + other4 * 4 + j] = all > 0.0 ? own[o * 4 + t][j] / all : 0.0;
    }
}
