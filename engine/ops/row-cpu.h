/* row-cpu.h: rows of any weight type as floats.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "engine/base/type.h"

/* @n elements of @type at @from as floats; @n is a multiple of the type's block. */
void vt_row_to_f32 (VtType type, const guint8 *from, float *to, gint64 n);
