/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/ops/op-cpu.h"
#include "engine/formats/quants.h"

void
vt_get_rows_cpu (const VtTensor *node, const VtCpuSlice *slice)
{
  const VtTensor *table = node->src[0];
  const gint32 *ids = (const gint32 *) node->src[1]->data;
  gint64 begin, end;

  vt_cpu_slice_range (slice, node->ne[1], &begin, &end);
  for (gint64 i = begin; i < end; i++)
    {
      float *y = vt_row_f32 (node, i);

      if (ids[i] >= 0 && ids[i] < table->ne[1])
        vt_dequantise (table->type, table->data + ids[i] * table->nb[1], y, node->ne[0]);
      else
        memset (y, 0, (gsize) node->ne[0] * sizeof *y);
    }
}
