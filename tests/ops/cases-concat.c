/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cases.h"

/* a: extents of the first; b[0]: extent of the second in dimension variant */
static const VtOpCase cases[] = {
  { { 7, 1, 1, 1 }, { 5 }, VT_TYPE_F32, 0 },
  { { 33, 5, 3, 2 }, { 31 }, VT_TYPE_F32, 0, TRUE },
  { { 33, 5, 3, 2 }, { 2 }, VT_TYPE_F16, 1, TRUE },
  { { 64, 5, 3, 2 }, { 4 }, VT_TYPE_F32, 2 },
  { { 64, 5, 3, 2 }, { 1 }, VT_TYPE_F32, 3, TRUE },
  { { 8, 0, 1, 1 }, { 3 }, VT_TYPE_F32, 1 },
};

static VtTensor *
build (VtOpTest *test, const VtOpCase *c)
{
  gint64 b[4] = { c->a[0], c->a[1], c->a[2], c->a[3] };
  VtTensor *first = vt_test_input (test, c->type, c->a[0], c->a[1], c->a[2], c->a[3], c->strided);

  b[c->variant] = c->b[0];
  return vt_concat (vt_test_graph (test), first, vt_test_input (test, c->type, b[0], b[1], b[2], b[3], c->strided), c->variant);
}

static double
reference (VtOpTest *test, const VtTensor *node, gint64 i0, gint64 i1, gint64 i2, gint64 i3)
{
  gint64 i[4] = { i0, i1, i2, i3 };
  int dim = *(const gint32 *) node->params;
  const VtTensor *from = node->src[i[dim] >= node->src[0]->ne[dim]];

  i[dim] -= from == node->src[1] ? node->src[0]->ne[dim] : 0;
  return vt_test_at (test, from, i[0], i[1], i[2], i[3]);
}

static double
tolerance (const VtOpCase *c)
{
  return 0;
}

const VtOpCases vt_cases_concat = { "concat", cases, G_N_ELEMENTS (cases), build, reference, tolerance };
