/* SPDX-License-Identifier: GPL-3.0-or-later */
//! plain
#version 460
#extension GL_GOOGLE_include_directive : require
#include "vk-common.glsl"

/* A workgroup a direction: each step needs the one before. */
#define MAX 512 /* VT_LSTM_MAX */

layout (local_size_x_id = 0) in;
layout (constant_id = 0) const uint LANES = 32;
layout (push_constant, scalar) uniform Push
{
  uint64_t x, r, y;
  uint hidden, directions, n, row; /* row: bytes from one time to the next in x */
};

shared float states[MAX], cells[MAX], gates[4 * MAX];

float sigmoid (float a) { return 1.0 / (1.0 + exp (-a)); }

void read_gates (uint64_t from, uint64_t weights)
{
  for (uint i = gl_LocalInvocationID.x; i < 4 * hidden; i += LANES)
    {
      float sum = F32 (from).v[i];

      for (uint k = 0; k < hidden; k++)
        sum += F32 (weights + uint64_t (i) * hidden * 4).v[k] * states[k];
      gates[i] = sum;
    }
}

void main ()
{
  uint lane = gl_LocalInvocationID.x, direction = gl_WorkGroupID.x;
  uint64_t weights = r + uint64_t (direction) * 16 * hidden * hidden;

  for (uint i = lane; i < hidden; i += LANES)
    states[i] = cells[i] = 0.0;
  for (uint s = 0; s < n; s++)
    {
      uint t = direction == 1 ? n - 1 - s : s;
      uint64_t to = y + (uint64_t (t) * directions + direction) * hidden * 4;

      barrier ();
      read_gates (x + uint64_t (t) * row + uint64_t (direction) * hidden * 16, weights);
      barrier ();
      for (uint i = lane; i < hidden; i += LANES)
        {
          cells[i] = sigmoid (gates[hidden + i]) * cells[i] + sigmoid (gates[i]) * tanh (gates[2 * hidden + i]);
          states[i] = sigmoid (gates[3 * hidden + i]) * tanh (cells[i]);
          F32 (to).v[i] = states[i];
        }
    }
}
