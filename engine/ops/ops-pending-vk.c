/* ops-pending-vk.c: operations whose vk side is not written yet; a line leaves when it is.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "engine/base/error.h"
#include "engine/ops/op-impl.h"

#define PENDING(name) gboolean vt_##name##_vk (const VtTensor *node, VtVkRecorder *recorder, GError **error) { g_set_error (error, VT_ERROR, VT_ERROR_UNSUPPORTED, "%s has no Vulkan kernel yet.", #name); return FALSE; }
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
