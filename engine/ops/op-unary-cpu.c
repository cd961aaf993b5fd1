/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/ops/op-cpu.h"
#include "engine/ops/unary-cpu.h"

#include <math.h>

static inline float
silu (float x)
{
  return x / (1.0f + expf (-x));
}

static inline float
gelu (float x)
{
  return 0.5f * x * (1.0f + erff (x * (float) G_SQRT2 * 0.5f));
}

static inline float
gelu_tanh (float x)
{
  return 0.5f * x * (1.0f + tanhf (0.7978845608028654f * x * (1.0f + 0.044715f * x * x)));
}

static inline float
gelu_quick (float x)
{
  return x / (1.0f + expf (-1.702f * x));
}

static inline float
relu (float x)
{
  return x > 0.0f ? x : 0.0f;
}

static inline float
sigmoid (float x)
{
  return 1.0f / (1.0f + expf (-x));
}

#define ROW(function)                                        \
  static void                                                \
  function##_row (const float *x, float *y, gint64 n)        \
  {                                                          \
    for (gint64 i = 0; i < n; i++)                           \
      y[i] = function (x[i]);                                \
  }

ROW (silu)
ROW (gelu)
ROW (gelu_tanh)
ROW (gelu_quick)
ROW (relu)
ROW (tanhf)
ROW (sigmoid)
ROW (expf)

const VtUnaryRow vt_unary_rows[VT_UNARY_COUNT] = {
  [VT_UNARY_SILU] = silu_row,
  [VT_UNARY_GELU] = gelu_row,
  [VT_UNARY_GELU_TANH] = gelu_tanh_row,
  [VT_UNARY_GELU_QUICK] = gelu_quick_row,
  [VT_UNARY_RELU] = relu_row,
  [VT_UNARY_TANH] = tanhf_row,
  [VT_UNARY_SIGMOID] = sigmoid_row,
  [VT_UNARY_EXP] = expf_row,
};

void
vt_unary_cpu (const VtTensor *node, const VtCpuSlice *slice)
{
  VtUnaryRow row = vt_unary_rows[vt_tensor_params (node, VtUnaryParams)->function];
  gint64 begin, end;

  vt_cpu_slice_range (slice, vt_tensor_rows (node), &begin, &end);
  for (gint64 r = begin; r < end; r++)
    row (vt_row_f32 (node->src[0], r), vt_row_f32 (node, r), node->ne[0]);
}
