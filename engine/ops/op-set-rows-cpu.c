/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/ops/op-cpu.h"

void
vt_set_rows_cpu (const VtTensor *node, const VtCpuSlice *slice)
{
  const VtTensor *cache = node->src[0], *x = node->src[1];
  const gint32 *ids = (const gint32 *) node->src[2]->data;

  for (gint64 i = 0; i < x->ne[1]; i++)
    {
      const float *from = (const float *) (x->data + i * x->nb[1]);
      guint8 *to = cache->data + ids[i] * cache->nb[1];

      /* A row that is named twice keeps the later value: one thread writes all of it. */
      if (ids[i] < 0 || ids[i] >= cache->ne[1] || (guint) ids[i] % slice->count != slice->index)
        continue;
      if (cache->type == VT_TYPE_F32)
        memcpy (to, from, (gsize) x->ne[0] * sizeof *from);
      else
        slice->kernels->f32_to_f16 (from, (guint16 *) to, x->ne[0]);
    }
}
