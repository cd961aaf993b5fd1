/* op-heads.comp: a head of one token a workgroup: queries are normed, if NORM, and turned,
 * keys as well and written to their cache, values written to theirs. Workgroups along
 * x are the queries' heads, the keys' and the values', along y tokens. The straight
 * variants are for lavapipe (vk-soft.glsl).
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
//! F32
//! F16 -DKV_F16
//! soft-F32 -DSOFT
//! soft-F16 -DSOFT -DKV_F16
#version 460
#extension GL_GOOGLE_include_directive : require
#include "vk-common.glsl"
#include "vk-rope.glsl"

layout (constant_id = 0) const uint LANES = 64;
layout (constant_id = 1) const uint D = 64;        /* numbers of a head */
layout (constant_id = 2) const uint HEADS = 1;     /* of queries */
layout (constant_id = 3) const uint KV_HEADS = 1;
layout (constant_id = 4) const uint TURNING = 64;  /* of D numbers */
layout (constant_id = 5) const bool INTERLEAVED = false;
layout (constant_id = 6) const bool NORM = true;
layout (push_constant, scalar) uniform Push
{
  uint64_t q, k, v, turned, keys, values;
  uint64_t q_norm, k_norm, positions, factors, turns, rows; /* factors may be 0 */
  uint cache_rows;
  float eps, weight_shift, magnitude;
#ifdef SOFT
  uint digit[4];
#else
  uint q2, k2, v2, cache1; /* strides in bytes, of tokens and of the caches' rows */
#endif
};

#ifdef KV_F16
#define CACHE_BYTES 2
#else
#define CACHE_BYTES 4
#endif

#ifdef SOFT
#include "vk-soft.glsl"
layout (local_size_x = 8) in;
layout (buffer_reference, scalar, buffer_reference_align = 4) readonly volatile buffer S8W { uvec2 a, b, c, d, e, f, g, h; };

/* Four digits each, of base 4: there is no room for more constants. */
#define UNIFORM8(id) (digit[(id) & 3u] + 4u * digit[(id) >> 2 & 3u] + 16u * digit[(id) >> 4 & 3u] + 64u * digit[(id) >> 6 & 3u])
#define UNIFORM16(id) (UNIFORM8 (id) + 256u * UNIFORM8 ((id) >> 8))

uvec2 lane_turn (uint64_t a)
{
  S8W p = S8W (a);
  CHOOSE (uvec2, p);
  return v;
}

float sum_over_lanes (float a)
{
  a += subgroupShuffle (a, LANE ^ 1u);
  a += subgroupShuffle (a, LANE ^ 2u);
  return a + subgroupShuffle (a, LANE ^ 4u);
}

/* The angle's part of a turn for the pairs @first … @first + 7, in 2^-32 turns. */
uint lane_phase (uint first, uint position)
{
  uvec2 turn = lane_turn (turns + first * 8);
  uint high, low;

  umulExtended (turn.x, position, high, low);
  return turn.y * position + high;
}

void main ()
{
  uint head = UNIFORM8 (gl_WorkGroupID.x), token = UNIFORM16 (gl_WorkGroupID.y);
  bool is_query = head < HEADS, is_value = head >= HEADS + KV_HEADS;
  uint before = is_query ? 0 : HEADS, own = head - (is_value ? HEADS + KV_HEADS : before), heads = is_query ? HEADS : KV_HEADS;
  uint64_t qs = q, ks = k, vs = v, q_weights = q_norm, k_weights = k_norm; /* loads in a choice become branches */
  uint64_t kvs = is_value ? vs : ks, from = (is_query ? qs : kvs) + uint64_t (token * heads + own) * (D * 4);
  uint64_t norm = is_query ? q_weights : k_weights, to;
  uint position = V32 (positions).v[token], row = V32 (rows).v[token];
  float x[D / 8], y[D / 8], squares = 0.0, scale;

  [[unroll]] for (uint i = 0; i < D / 8; i++)
    x[i] = lane_f32 (from + i * 32);
  if (NORM)
    {
      [[unroll]] for (uint i = 0; i < D / 8; i++)
        squares += x[i] * x[i];
      scale = 1.0 / sqrt (sum_over_lanes (squares) / float (D) + eps);
      [[unroll]] for (uint i = 0; i < D / 8; i++)
        x[i] *= is_value ? 1.0 : scale * (lane_f32 (norm + i * 32) + weight_shift);
    }
  [[unroll]] for (uint i = 0; i < D / 16; i++)
    {
      vec2 t = is_value ? vec2 (1.0, 0.0) : magnitude * cos_sin (lane_phase (i * 8, position));

      y[i] = x[i] * t.x - x[i + D / 16] * t.y;
      y[i + D / 16] = x[i] * t.y + x[i + D / 16] * t.x;
    }
  if (is_query)
    {
      to = turned + uint64_t (token * HEADS + own) * (D * 4);
      [[unroll]] for (uint i = 0; i < D / 8; i++)
        F32 (to + i * 32).v[LANE] = y[i];
    }
  else if (row < cache_rows)
    {
      to = (is_value ? values : keys) + (uint64_t (row) * KV_HEADS + own) * (D * CACHE_BYTES);
      [[unroll]] for (uint i = 0; i < D / 8; i++)
#ifdef KV_F16
        U16 (to + i * 16).v[LANE] = uint16_t (f16_bits (y[i]));
#else
        F32 (to + i * 32).v[LANE] = y[i];
#endif
    }
}
#else
layout (local_size_x_id = 0) in;
#include "vk-sum.glsl"

void store_cache (uint64_t to, uint i, float value)
{
#ifdef KV_F16
  U16 (to).v[i] = uint16_t (f16_bits (value));
#else
  F32 (to).v[i] = value;
#endif
}

void store (bool is_query, uint64_t to, uint i, float value)
{
  if (is_query)
    F32 (to).v[i] = value;
  else
    store_cache (to, i, value);
}

/* Number @i of a head: normed if @weights is not 0. */
float load_normed (uint64_t from, uint64_t weights, float scale, uint i)
{
  float x = F32 (from).v[i];

  return weights != 0 ? x * scale * (F32 (weights).v[i] + weight_shift) : x;
}

/* Norms and turns a head. */
void turn_head (bool is_query, uint64_t from, uint64_t weights, uint64_t to, int position)
{
  uint lane = gl_LocalInvocationID.x;
  float squares = 0.0, scale = 1.0;

  if (NORM)
    {
      for (uint i = lane; i < D; i += LANES)
        squares += F32 (from).v[i] * F32 (from).v[i];
      scale = 1.0 / sqrt (sum_over_lanes (squares) / float (D) + eps);
    }
  for (uint pair = lane; pair < TURNING / 2; pair += LANES)
    {
      uint i = INTERLEAVED ? 2 * pair : pair, j = INTERLEAVED ? i + 1 : i + TURNING / 2;
      vec2 t = magnitude * cos_sin (phase_of (turns, factors, pair, position));
      float a = load_normed (from, weights, scale, i), b = load_normed (from, weights, scale, j);

      store (is_query, to, i, a * t.x - b * t.y);
      store (is_query, to, j, a * t.y + b * t.x);
    }
  for (uint i = TURNING + lane; i < D; i += LANES)
    store (is_query, to, i, load_normed (from, weights, scale, i));
}

void main ()
{
  uint head = gl_WorkGroupID.x, token = gl_WorkGroupID.y;
  int position = I32 (positions).v[token], row = I32 (rows).v[token];
  uint bytes = CACHE_BYTES * D;

  if (head < HEADS)
    {
      turn_head (true, q + uint64_t (token) * q2 + head * D * 4, q_norm,
                 turned + uint64_t (token * HEADS + head) * D * 4, position);
      return;
    }
  if (uint (row) >= cache_rows)
    return;
  head -= HEADS;
  if (head < KV_HEADS)
    {
      turn_head (false, k + uint64_t (token) * k2 + head * D * 4, k_norm, keys + uint64_t (row) * cache1 + head * bytes, position);
      return;
    }
  head -= KV_HEADS;
  for (uint i = gl_LocalInvocationID.x; i < D; i += LANES)
    store_cache (values + uint64_t (row) * cache1 + head * bytes, i, F32 (v + uint64_t (token) * v2 + head * D * 4).v[i]);
}
#endif
