/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cases.h"

/* a: extents; b: which dimension of the source each of the result is */
static const VtOpCase cases[] = {
  { { 7, 1, 1, 1 }, { 0, 1, 2, 3 }, VT_TYPE_F32 },
  { { 129, 65, 1, 1 }, { 1, 0, 2, 3 }, VT_TYPE_F32 },
  { { 33, 5, 3, 2 }, { 3, 1, 0, 2 }, VT_TYPE_F32, .strided = TRUE },
  { { 33, 5, 3, 2 }, { 0, 2, 1, 3 }, VT_TYPE_F16, .strided = TRUE },
  { { 16, 40, 9, 2 }, { 1, 2, 0, 3 }, VT_TYPE_F16 },
  { { 3, 24, 17, 2 }, { 1, 2, 0, 3 }, VT_TYPE_F32 },
};

static VtTensor *
build (VtOpTest *test, const VtOpCase *c)
{
  VtTensor *a = vt_test_input (test, c->type, c->a[0], c->a[1], c->a[2], c->a[3], c->strided);

  return vt_permute (vt_test_graph (test), a, (int) c->b[0], (int) c->b[1], (int) c->b[2], (int) c->b[3]);
}

static double
reference (VtOpTest *test, const VtTensor *node, gint64 i0, gint64 i1, gint64 i2, gint64 i3)
{
  const gint32 *dims = (const gint32 *) node->params;
  gint64 to[4] = { i0, i1, i2, i3 }, from[4];

  for (int i = 0; i < 4; i++)
    from[dims[i]] = to[i];
  return vt_test_at (test, node->src[0], from[0], from[1], from[2], from[3]);
}

static double
tolerance (const VtOpCase *c)
{
  return 0;
}

const VtOpCases vt_cases_permute = { "permute", cases, G_N_ELEMENTS (cases), build, reference, tolerance };
