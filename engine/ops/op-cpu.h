/* op-cpu.h: what the C implementations of the operations share.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <string.h>

#include "engine/cpu/slice.h"
#include "engine/ops/op-impl.h"
#include "engine/ops/op-params.h"

/* Where row @r of @t begins, rows counted through dimensions 1 to 3. */
static inline guint8 *
vt_row (const VtTensor *t, gint64 r)
{
  gint64 i1, i2, i3;

  if (r < t->ne[1]) /* most often; the divisions below take longer than a short row */
    return t->data + r * t->nb[1];
  i1 = r % t->ne[1];
  i2 = r / t->ne[1] % t->ne[2];
  i3 = r / t->ne[1] / t->ne[2];

  return t->data + i1 * t->nb[1] + i2 * t->nb[2] + i3 * t->nb[3];
}

/* The row of @b that goes with row @r of @a, where extents of @b are those of @a or 1. */
static inline guint8 *
vt_row_broadcast (const VtTensor *b, const VtTensor *a, gint64 r)
{
  gint64 i1 = r % a->ne[1], i2 = r / a->ne[1] % a->ne[2], i3 = r / a->ne[1] / a->ne[2];

  return b->data + (b->ne[1] > 1 ? i1 * b->nb[1] : 0) + (b->ne[2] > 1 ? i2 * b->nb[2] : 0) +
         (b->ne[3] > 1 ? i3 * b->nb[3] : 0);
}

/* The same as floats. */
static inline float *
vt_row_f32 (const VtTensor *t, gint64 r)
{
  return (float *) vt_row (t, r);
}

/* All of a dense tensor as floats; %NULL for none. */
static inline const float *
vt_floats_or_null (const VtTensor *t)
{
  return t != NULL ? (const float *) t->data : NULL;
}
