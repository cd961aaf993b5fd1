/* binary-cpu.h: operations of two numbers, the second repeated where its extent is 1.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "engine/ops/op-cpu.h"

/* Computes this thread's rows of @node: by @both, or by @one where a row has one number of the second. */
void vt_binary_cpu (const VtTensor *node, const VtCpuSlice *slice, VtRowPairFunc both,
                    void (*one) (const float *a, float b, float *y, gint64 n));
