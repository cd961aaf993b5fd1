/* conv-cpu.h: convolutions of both kinds on the processor.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "engine/ops/conv-pass.h"
#include "engine/ops/op-cpu.h"

/* conv-cpu.c: as products of weights and windows. */
gsize vt_conv_cpu_scratch (const VtTensor *node, const VtCpuKernels *kernels, guint n_threads);
void vt_conv_cpu (const VtTensor *node, const VtCpuSlice *slice);

/* conv-line-cpu.c: the same for sound, which is one row: windows need no copy there. */
gboolean vt_conv_is_line (const VtTensor *node, const VtCpuKernels *kernels);
gsize vt_conv_line_cpu_scratch (const VtTensor *node, const VtCpuKernels *kernels, guint n_threads);
void vt_conv_line_cpu (const VtTensor *node, const VtCpuSlice *slice);

/* conv-picture-cpu.c: the same for pictures, whose lines are copied instead of each window. */
gboolean vt_conv_is_picture (const VtTensor *node, const VtCpuKernels *kernels);
gsize vt_conv_picture_cpu_scratch (const VtTensor *node, const VtCpuKernels *kernels, guint n_threads);
void vt_conv_picture_cpu (const VtTensor *node, const VtCpuSlice *slice);

/* conv-depthwise-cpu.c: each channel by itself (as many groups as channels, and as results). */
gboolean vt_conv_is_depthwise (const VtTensor *node);
gsize vt_conv_depthwise_cpu_scratch (const VtTensor *node);
void vt_conv_depthwise_cpu (const VtTensor *node, const VtCpuSlice *slice);
