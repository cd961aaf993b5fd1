/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cases.h"

/* a: columns, rows of the cache, rows of x; b: how far behind the cache ids go */
static const VtOpCase cases[] = {
  { { 13, 9, 1, 1 }, { 0 }, VT_TYPE_F32 },
  { { 13, 9, 4, 1 }, { 2 }, VT_TYPE_F32, .strided = TRUE },
  { { 256, 40, 12, 1 }, { 0 }, VT_TYPE_F16 },
  { { 70, 40, 12, 1 }, { 5 }, VT_TYPE_F16, .strided = TRUE },
};

static VtTensor *
build (VtOpTest *test, const VtOpCase *c)
{
  VtTensor *cache = vt_test_input (test, c->type, c->a[0], c->a[1], 1, 1, c->strided);
  VtTensor *x = vt_test_input (test, VT_TYPE_F32, c->a[0], c->a[2], 1, 1, c->strided);
  VtTensor *ids = vt_test_ids (test, c->a[2], 0, 0);

  for (gint64 i = 0; i < c->a[2]; i++) /* 7 steps never meet again in these rows */
    vt_test_set (test, ids, i, (double) (i * 7 % (c->a[1] + c->b[0]) - (c->b[0] > 0)));
  return vt_set_rows (vt_test_graph (test), cache, x, ids);
}

static double
reference (VtOpTest *test, const VtTensor *node, gint64 i0, gint64 i1, gint64 i2, gint64 i3)
{
  for (gint64 i = 0; i < node->src[1]->ne[1]; i++)
    if (vt_test_at (test, node->src[2], i, 0, 0, 0) == i1)
      return vt_test_at (test, node->src[1], i0, i, 0, 0);
  return vt_test_at (test, node->src[0], i0, i1, 0, 0);
}

static double
tolerance (const VtOpCase *c)
{
  return c->type == VT_TYPE_F16 ? NMSE_F16 : 0;
}

const VtOpCases vt_cases_set_rows = { "set_rows", cases, G_N_ELEMENTS (cases), build, reference, tolerance };
