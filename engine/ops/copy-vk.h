/* copy-vk.h: elements from one place to another, each with its strides.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "engine/ops/op-vk.h"

/* Records the copy of @ne elements of @bytes (2 or 4) bytes each from address
 * @from to address @to; strides in bytes. VT_ERROR_LIMIT where they do not fit. */
gboolean vt_copy_vk (guint64 from, const gint64 from_nb[VT_MAX_DIMS], guint64 to, const gint64 to_nb[VT_MAX_DIMS],
                     const gint64 ne[VT_MAX_DIMS], gsize bytes, VtVkRecorder *recorder, GError **error);
