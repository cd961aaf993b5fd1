/* op-impl.h: the two implementations of every operation, as ops' classes name
 * them: op-NAME-cpu.c and op-NAME-vk.c.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "engine/tensor/op.h"

#define VT_OP_IMPL(name)                                                            \
  void vt_##name##_cpu (const VtTensor *node, const VtCpuSlice *slice);             \
  gboolean vt_##name##_vk (const VtTensor *node, VtVkRecorder *recorder, GError **error); \
  extern const VtOpClass vt_op_##name;

VT_OP_IMPL (get_rows)
VT_OP_IMPL (set_rows)
VT_OP_IMPL (mul_mat)
VT_OP_IMPL (add)
VT_OP_IMPL (mul)
VT_OP_IMPL (scale)
VT_OP_IMPL (unary)
VT_OP_IMPL (glu)
VT_OP_IMPL (norm)
VT_OP_IMPL (rms_norm)
VT_OP_IMPL (rope)
VT_OP_IMPL (attention)
VT_OP_IMPL (cast)
VT_OP_IMPL (sub)
VT_OP_IMPL (div)
VT_OP_IMPL (leaky_relu)
VT_OP_IMPL (softmax)
VT_OP_IMPL (permute)
VT_OP_IMPL (concat)
VT_OP_IMPL (pad)
VT_OP_IMPL (upsample)
VT_OP_IMPL (pool_2d)
VT_OP_IMPL (group_norm)
VT_OP_IMPL (conv_2d)
VT_OP_IMPL (conv_transpose)
VT_OP_IMPL (lstm)

/* Scratch of the operations that need some. */
gsize vt_mul_mat_cpu_scratch (const VtTensor *node, const VtCpuKernels *kernels, guint n_threads);
gsize vt_attention_cpu_scratch (const VtTensor *node, const VtCpuKernels *kernels, guint n_threads);
gsize vt_group_norm_cpu_scratch (const VtTensor *node, const VtCpuKernels *kernels, guint n_threads);
gsize vt_conv_2d_cpu_scratch (const VtTensor *node, const VtCpuKernels *kernels, guint n_threads);
gsize vt_lstm_cpu_scratch (const VtTensor *node, const VtCpuKernels *kernels, guint n_threads);
gsize vt_conv_transpose_cpu_scratch (const VtTensor *node, const VtCpuKernels *kernels, guint n_threads);
