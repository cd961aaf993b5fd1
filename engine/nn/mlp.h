/* mlp.h: the feed-forward blocks of transformers.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "engine/ops/ops.h"

G_BEGIN_DECLS

/**
 * VtNnMlp:
 * @gate: (embd, ff) of gated blocks (act(gate x) * up x), or %NULL: act(up x)
 * @up: (embd, ff)
 * @down: (ff, embd)
 *
 * Biases may be %NULL.
 */
typedef struct
{
  VtUnary activation;
  VtTensor *gate, *up, *down;
  VtTensor *gate_bias, *up_bias, *down_bias;
} VtNnMlp;

/* @x (embd, n), already normed: (embd, n) with @residual (may be %NULL) added. */
VtTensor *vt_nn_mlp (VtGraph *g, const VtNnMlp *mlp, VtTensor *x, VtTensor *residual);

G_END_DECLS
