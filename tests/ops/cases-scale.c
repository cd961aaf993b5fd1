/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cases.h"

/* a: extents; b: scale and shift in quarters */
static const VtOpCase cases[] = {
  { { 1, 1, 1, 1 }, { 3, 0 } },
  { { 1023, 3, 1, 1 }, { -7, 5 } },
  { { 13, 4, 3, 2 }, { 2, 1 }, .strided = TRUE },
};

static VtTensor *
build (VtOpTest *test, const VtOpCase *c)
{
  VtTensor *a = vt_test_input (test, VT_TYPE_F32, c->a[0], c->a[1], c->a[2], c->a[3], c->strided);

  return vt_scale (vt_test_graph (test), a, c->b[0] / 4.0f, c->b[1] / 4.0f);
}

static double
reference (VtOpTest *test, const VtTensor *node, gint64 i0, gint64 i1, gint64 i2, gint64 i3)
{
  const float *p = (const float *) node->params;

  return vt_test_at (test, node->src[0], i0, i1, i2, i3) * p[0] + p[1];
}

const VtOpCases vt_cases_scale = { "scale", cases, G_N_ELEMENTS (cases), build, reference, NULL };
