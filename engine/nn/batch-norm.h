/* batch-norm.h: convolutions with a batch normalisation behind them, which in
 * use is a scale and a shift for each channel and so goes into the weights
 * when they are loaded.
 *
 * Source: Ioffe and Szegedy 2015.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "engine/nn/scope.h"

G_BEGIN_DECLS

/* Convolution by CONV.weight (square kernels of @kernel, no bias) and then the
 * normalisation NORM.weight, .bias, .running_mean, .running_var. @conv %NULL: no
 * stride, padding that keeps the size. @residual may be %NULL. */
VtTensor *vt_nn_conv_batch_norm (const VtNnScope *s, const char *conv_name, const char *norm_name, VtTensor *x, gint64 out,
                                 gint64 kernel, const VtConv *conv, float eps, VtTensor *residual);

G_END_DECLS
