/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cases.h"

#include <math.h>

/* a: extents; b: width and height of the result; variant: VtUpsample */
#define CASES(mode) \
  { { 1, 1, 1, 1 }, { 3, 2 }, .variant = mode }, \
  { { 17, 5, 4, 2 }, { 10, 8 }, .variant = mode, .strided = TRUE }, \
  { { 8, 7, 9, 1 }, { 11, 5 }, .variant = mode }, \
  { { 3, 6, 1, 2 }, { 1, 1 }, .variant = mode }

static const VtOpCase cases[] = { CASES (VT_UPSAMPLE_NEAREST), CASES (VT_UPSAMPLE_BILINEAR), CASES (VT_UPSAMPLE_CORNERS) };

static VtTensor *
build (VtOpTest *test, const VtOpCase *c)
{
  return vt_upsample (vt_test_graph (test), vt_test_input (test, VT_TYPE_F32, c->a[0], c->a[1], c->a[2], c->a[3], c->strided),
                      c->b[0], c->b[1], (VtUpsample) c->variant);
}

/* Where result @i lies among the @from elements of the source. */
static double
place (gint64 i, gint64 from, gint64 to, gint32 mode)
{
  if (mode == VT_UPSAMPLE_NEAREST)
    return (double) (i * from / to);
  if (mode == VT_UPSAMPLE_CORNERS)
    return to > 1 ? (double) (i * (from - 1)) / (double) (to - 1) : 0;
  return MAX ((i + 0.5) * (double) from / (double) to - 0.5, 0);
}

static double
reference (VtOpTest *test, const VtTensor *node, gint64 i0, gint64 i1, gint64 i2, gint64 i3)
{
  const VtTensor *x = node->src[0];
  gint32 mode = *(const gint32 *) node->params;
  double across = place (i1, x->ne[1], node->ne[1], mode), down = place (i2, x->ne[2], node->ne[2], mode), sum = 0;

  for (int k = 0; k < 4; k++)
    {
      double a = k & 1 ? across - floor (across) : 1 - (across - floor (across));
      double b = k & 2 ? down - floor (down) : 1 - (down - floor (down));

      sum += a * b * vt_test_at (test, x, i0, MIN ((gint64) across + (k & 1), x->ne[1] - 1), MIN ((gint64) down + (k >> 1), x->ne[2] - 1), i3);
    }
  return sum;
}

const VtOpCases vt_cases_upsample = { "upsample", cases, G_N_ELEMENTS (cases), build, reference, NULL };
