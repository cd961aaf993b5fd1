/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cases.h"

/* a: extents */
static const VtOpCase cases[] = {
  { { 1, 1, 1, 1 }, .variant = VT_UNARY_SILU },
  { { 2048, 3, 1, 1 }, .variant = VT_UNARY_GELU_TANH },
  { { 301, 3, 2, 2 }, .variant = VT_UNARY_GELU, .strided = TRUE },
  { { 97, 4, 1, 1 }, .variant = VT_UNARY_SIGMOID },
  { { 97, 4, 1, 1 }, .variant = VT_UNARY_RELU },
  { { 515, 4, 2, 1 }, .variant = VT_UNARY_SILU, .strided = TRUE },
};

static VtTensor *
build (VtOpTest *test, const VtOpCase *c)
{
  VtTensor *a = vt_test_input (test, VT_TYPE_F32, c->a[0], c->a[1], c->a[2], c->a[3], c->strided);
  VtTensor *b = vt_test_input (test, VT_TYPE_F32, c->a[0], c->a[1], c->a[2], c->a[3], c->strided);

  return vt_glu (vt_test_graph (test), a, b, (VtUnary) c->variant);
}

static double
reference (VtOpTest *test, const VtTensor *node, gint64 i0, gint64 i1, gint64 i2, gint64 i3)
{
  double gate = vt_test_at (test, node->src[0], i0, i1, i2, i3);

  return vt_unary_reference ((VtUnary) *(const gint32 *) node->params, gate) *
         vt_test_at (test, node->src[1], i0, i1, i2, i3);
}

const VtOpCases vt_cases_glu = { "glu", cases, G_N_ELEMENTS (cases), build, reference, NULL };
