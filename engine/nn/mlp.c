/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/nn/mlp.h"

VtTensor *
vt_nn_mlp (VtGraph *g, const VtNnMlp *mlp, VtTensor *x, VtTensor *residual)
{
  VtTensor *up = vt_linear (g, mlp->up, x, mlp->up_bias, NULL);

  if (mlp->gate != NULL)
    up = vt_glu (g, vt_linear (g, mlp->gate, x, mlp->gate_bias, NULL), up, mlp->activation);
  else
    up = vt_unary (g, up, mlp->activation);
  return vt_linear (g, mlp->down, up, mlp->down_bias, residual);
}
