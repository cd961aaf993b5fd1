/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/ops/copy-cpu.h"

static void
copy_row (const guint8 *from, gint64 from_nb, guint8 *to, gint64 to_nb, gint64 n, gsize bytes)
{
  if (from_nb == (gint64) bytes && to_nb == (gint64) bytes)
    memcpy (to, from, (gsize) n * bytes);
  else if (bytes == 4)
    for (gint64 i = 0; i < n; i++)
      memcpy (to + i * to_nb, from + i * from_nb, 4);
  else
    for (gint64 i = 0; i < n; i++)
      memcpy (to + i * to_nb, from + i * from_nb, 2);
}

#define STRIP 64 /* of the longer side of what is transposed at a time */

/* Where floats are rows in both places, but of different dimensions: 0 and @other. */
static void
transpose_strips (const guint8 *from, const gint64 from_nb[VT_MAX_DIMS], guint8 *to, const gint64 to_nb[VT_MAX_DIMS],
                  const gint64 ne[VT_MAX_DIMS], int other, const VtCpuSlice *slice)
{
  int a = other == 1 ? 2 : 1, b = 6 - other - a; /* the other two */
  gint64 strips = (ne[other] + STRIP - 1) / STRIP, begin, end;

  vt_cpu_slice_range (slice, strips * ne[a] * ne[b], &begin, &end);
  for (gint64 s = begin; s < end; s++)
    {
      gint64 first = s % strips * STRIP, ia = s / strips % ne[a], ib = s / strips / ne[a];

      slice->kernels->transpose ((const float *) (from + ia * from_nb[a] + ib * from_nb[b]) + first,
                                 (gsize) from_nb[0] / sizeof (float), ne[0], MIN (STRIP, ne[other] - first),
                                 (float *) (to + ia * to_nb[a] + ib * to_nb[b] + first * to_nb[other]),
                                 (gsize) to_nb[other] / sizeof (float));
    }
}

void
vt_copy_cpu (const guint8 *from, const gint64 from_nb[VT_MAX_DIMS], guint8 *to, const gint64 to_nb[VT_MAX_DIMS],
             const gint64 ne[VT_MAX_DIMS], gsize bytes, const VtCpuSlice *slice)
{
  gint64 begin, end;

  for (int i = 1; i < VT_MAX_DIMS && bytes == 4 && from_nb[0] != 4 && to_nb[0] == 4; i++)
    if (from_nb[i] == 4 && ne[i] > 1)
      {
        transpose_strips (from, from_nb, to, to_nb, ne, i, slice);
        return;
      }
  vt_cpu_slice_range (slice, ne[1] * ne[2] * ne[3], &begin, &end);
  for (gint64 r = begin; r < end; r++)
    {
      gint64 i1 = r % ne[1], i2 = r / ne[1] % ne[2], i3 = r / ne[1] / ne[2];

      copy_row (from + i1 * from_nb[1] + i2 * from_nb[2] + i3 * from_nb[3], from_nb[0],
                to + i1 * to_nb[1] + i2 * to_nb[2] + i3 * to_nb[3], to_nb[0], ne[0], bytes);
    }
}
