/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cases.h"

#define VALUE -1.5f

/* a: extents; b: before, and one more behind where that is not 0; variant: VtPad */
static const VtOpCase cases[] = {
  { { 5, 1, 1, 1 }, { 2 }, .variant = VT_PAD_CONSTANT },
  { { 33, 5, 3, 2 }, { 1, 2, 0, 1 }, .variant = VT_PAD_CONSTANT, .strided = TRUE },
  { { 33, 5, 6, 2 }, { 0, 2, 3, 0 }, .variant = VT_PAD_REFLECT, .strided = TRUE },
  { { 9, 7, 1, 1 }, { 5, 0, 0, 0 }, .variant = VT_PAD_REFLECT },
  { { 33, 2, 1, 2 }, { 3, 4, 5, 1 }, .variant = VT_PAD_REPLICATE },
};

static VtTensor *
build (VtOpTest *test, const VtOpCase *c)
{
  gint32 before[4], after[4];

  for (int i = 0; i < 4; i++)
    {
      before[i] = (gint32) c->b[i];
      after[i] = c->b[i] > 0 ? before[i] + 1 : 0;
    }
  return vt_pad (vt_test_graph (test), vt_test_input (test, VT_TYPE_F32, c->a[0], c->a[1], c->a[2], c->a[3], c->strided),
                 before, after, (VtPad) c->variant, VALUE);
}

static double
reference (VtOpTest *test, const VtTensor *node, gint64 i0, gint64 i1, gint64 i2, gint64 i3)
{
  const gint32 *params = (const gint32 *) node->params;
  gint64 i[4] = { i0, i1, i2, i3 };

  for (int d = 0; d < 4; d++)
    {
      gint64 n = node->src[0]->ne[d];

      i[d] -= params[d];
      if (params[4] == VT_PAD_CONSTANT && (i[d] < 0 || i[d] >= n))
        return VALUE;
      if (params[4] == VT_PAD_REFLECT)
        i[d] = n - 1 - ABS (n - 1 - ABS (i[d]));
      i[d] = CLAMP (i[d], 0, n - 1);
    }
  return vt_test_at (test, node->src[0], i[0], i[1], i[2], i[3]);
}

static double
tolerance (const VtOpCase *c)
{
  return 0;
}

const VtOpCases vt_cases_pad = { "pad", cases, G_N_ELEMENTS (cases), build, reference, tolerance };
