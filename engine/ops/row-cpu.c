/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/ops/row-cpu.h"

#include <string.h>

#include "engine/base/half.h"

void
vt_row_to_f32 (VtType type, const guint8 *from, float *to, gint64 n)
{
  const guint16 *half = (const guint16 *) from;

  if (type == VT_TYPE_F32)
    memcpy (to, from, (gsize) n * sizeof *to);
  else if (type == VT_TYPE_F16)
    for (gint64 i = 0; i < n; i++)
      to[i] = vt_f16_to_f32 (half[i]);
  else if (type == VT_TYPE_BF16)
    for (gint64 i = 0; i < n; i++)
      to[i] = vt_bf16_to_f32 (half[i]);
  else
    memset (to, 0, (gsize) n * sizeof *to);
}
