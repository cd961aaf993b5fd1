/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cases.h"

/* a: extents; type: to; variant: from */
static const VtOpCase cases[] = {
  { { 7, 1, 1, 1 }, .type = VT_TYPE_F16, .variant = VT_TYPE_F32 },
  { { 129, 5, 3, 2 }, .type = VT_TYPE_F16, .variant = VT_TYPE_F32, .strided = TRUE },
  { { 129, 5, 3, 2 }, .type = VT_TYPE_F32, .variant = VT_TYPE_F16, .strided = TRUE },
  { { 64, 5, 3, 2 }, .type = VT_TYPE_F32, .variant = VT_TYPE_F32, .strided = TRUE },
  { { 31, 5, 3, 2 }, .type = VT_TYPE_F16, .variant = VT_TYPE_F16, .strided = TRUE },
};

static VtTensor *
build (VtOpTest *test, const VtOpCase *c)
{
  VtTensor *a = vt_test_input (test, (VtType) c->variant, c->a[0], c->a[1], c->a[2], c->a[3], c->strided);

  return vt_cast (vt_test_graph (test), a, c->type);
}

static double
reference (VtOpTest *test, const VtTensor *node, gint64 i0, gint64 i1, gint64 i2, gint64 i3)
{
  return vt_test_at (test, node->src[0], i0, i1, i2, i3);
}

static double
tolerance (const VtOpCase *c)
{
  return c->type == VT_TYPE_F16 && c->variant == VT_TYPE_F32 ? NMSE_F16 : 0;
}

const VtOpCases vt_cases_cast = { "cast", cases, G_N_ELEMENTS (cases), build, reference, tolerance };
