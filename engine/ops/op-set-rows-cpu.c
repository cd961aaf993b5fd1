/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/ops/op-cpu.h"

#include "engine/base/half.h"

static void
store_row (const float *x, guint8 *to, VtType type, gint64 n)
{
  if (type == VT_TYPE_F32)
    memcpy (to, x, (gsize) n * sizeof *x);
  else
    for (gint64 i = 0; i < n; i++)
      ((guint16 *) to)[i] = vt_f32_to_f16 (x[i]);
}

void
vt_set_rows_cpu (const VtTensor *node, const VtCpuSlice *slice)
{
  const VtTensor *cache = node->src[0], *x = node->src[1];
  const gint32 *ids = (const gint32 *) node->src[2]->data;

  /* A row that is named twice keeps the later value: one thread writes all of it. */
  for (gint64 i = 0; i < x->ne[1]; i++)
    if (ids[i] >= 0 && ids[i] < cache->ne[1] && ids[i] % slice->count == slice->index)
      store_row ((const float *) (x->data + i * x->nb[1]), cache->data + ids[i] * cache->nb[1],
                 cache->type, x->ne[0]);
}
