/* ops-pending-cpu.c: operations whose cpu side is not written yet; a line leaves when it is.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "engine/base/error.h"
#include "engine/ops/op-impl.h"

#define PENDING(name) void vt_##name##_cpu (const VtTensor *node, const VtCpuSlice *slice) { g_assert_not_reached (); }
PENDING (get_rows)
PENDING (set_rows)
PENDING (mul_mat)
PENDING (add)
PENDING (mul)
PENDING (scale)
PENDING (unary)
PENDING (glu)
PENDING (norm)
PENDING (rms_norm)
PENDING (rope)
PENDING (attention)
PENDING (cast)

gsize vt_mul_mat_cpu_scratch (const VtTensor *node, guint n_threads) { return 0; }
gsize vt_attention_cpu_scratch (const VtTensor *node, guint n_threads) { return 0; }
