/* copy-cpu.h: elements from one place to another, each with its strides.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "engine/ops/op-cpu.h"

/* Copies this thread's share of @ne elements of @bytes (2 or 4) bytes each from
 * @from to @to; strides in bytes. */
void vt_copy_cpu (const guint8 *from, const gint64 from_nb[VT_MAX_DIMS], guint8 *to, const gint64 to_nb[VT_MAX_DIMS],
                  const gint64 ne[VT_MAX_DIMS], gsize bytes, const VtCpuSlice *slice);
