/* unary-cpu.h: the kernel of each VtUnary.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "engine/cpu/kernels.h"
#include "engine/ops/ops.h"

VtRowFunc vt_unary_kernel (const VtCpuKernels *kernels, VtUnary function);
