/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/ops/op-cpu.h"

/* The element that stands at @i of a dimension of @n, or -1 for the constant. */
static inline gint64
source_of (gint64 i, gint64 n, gint32 mode)
{
  if (i >= 0 && i < n)
    return i;
  if (mode == VT_PAD_REFLECT)
    return i < 0 ? -i : 2 * (n - 1) - i;
  return mode == VT_PAD_REPLICATE ? CLAMP (i, 0, n - 1) : -1;
}

static void
fill (float *y, gint64 n, float value)
{
  for (gint64 i = 0; i < n; i++)
    y[i] = value;
}

static void
pad_row (const float *x, gint64 n, const VtPadParams *p, float *y, gint64 ne0)
{
  gint64 before = p->before[0];

  memcpy (y + before, x, (gsize) n * sizeof *y);
  for (gint64 k = 0; k < ne0 - n; k++)
    {
      gint64 i = k < before ? k : k + n, from = source_of (i - before, n, p->mode);

      y[i] = from < 0 ? p->value : x[from];
    }
}

void
vt_pad_cpu (const VtTensor *node, const VtCpuSlice *slice)
{
  const VtPadParams *p = vt_tensor_params (node, VtPadParams);
  const VtTensor *x = node->src[0];
  gint64 begin, end;

  vt_cpu_slice_range (slice, vt_tensor_rows (node), &begin, &end);
  for (gint64 r = begin; r < end; r++)
    {
      gint64 i1 = source_of (r % node->ne[1] - p->before[1], x->ne[1], p->mode);
      gint64 i2 = source_of (r / node->ne[1] % node->ne[2] - p->before[2], x->ne[2], p->mode);
      gint64 i3 = source_of (r / node->ne[1] / node->ne[2] - p->before[3], x->ne[3], p->mode);

      if (i1 < 0 || i2 < 0 || i3 < 0)
        fill (vt_row_f32 (node, r), node->ne[0], p->value);
      else
        pad_row ((const float *) (x->data + i1 * x->nb[1] + i2 * x->nb[2] + i3 * x->nb[3]), x->ne[0], p,
                 vt_row_f32 (node, r), node->ne[0]);
    }
}
