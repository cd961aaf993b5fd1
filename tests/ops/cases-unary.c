/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cases.h"

#include <math.h>

double
vt_unary_reference (VtUnary function, double x)
{
  switch (function)
    {
    case VT_UNARY_SILU: return x / (1 + exp (-x));
    case VT_UNARY_GELU: return x / 2 * (1 + erf (x / sqrt (2)));
    case VT_UNARY_GELU_TANH: return x / 2 * (1 + tanh (sqrt (2 / G_PI) * (x + 0.044715 * x * x * x)));
    case VT_UNARY_GELU_QUICK: return x / (1 + exp (-1.702 * x));
    case VT_UNARY_RELU: return MAX (x, 0);
    case VT_UNARY_TANH: return tanh (x);
    case VT_UNARY_SIGMOID: return 1 / (1 + exp (-x));
    case VT_UNARY_EXP: return exp (x);
    case VT_UNARY_RELU6: return CLAMP (x, 0, 6);
    case VT_UNARY_SOFTPLUS: return x > 30 ? x : log1p (exp (x));
    case VT_UNARY_SIN: return sin (x);
    case VT_UNARY_COS: return cos (x);
    case VT_UNARY_NEG: return -x;
    case VT_UNARY_ABS: return fabs (x);
    case VT_UNARY_SQRT: return sqrt (x);
    case VT_UNARY_LOG: return log (x);
    default: g_assert_not_reached ();
    }
}

/* a: extents; b: by how much the inputs are multiplied, so that tails are seen */
#define CASES(function) \
  { { 1, 1, 1, 1 }, { 1 }, .variant = function }, \
  { { 1000, 3, 1, 1 }, { 1 }, .variant = function }, \
  { { 35, 5, 3, 2 }, { 6 }, .variant = function, .strided = TRUE }, \
  { { 77, 9, 1, 1 }, { 20 }, .variant = function }

static const VtOpCase cases[] = {
  CASES (VT_UNARY_SILU), CASES (VT_UNARY_GELU), CASES (VT_UNARY_GELU_TANH), CASES (VT_UNARY_GELU_QUICK),
  CASES (VT_UNARY_RELU), CASES (VT_UNARY_TANH), CASES (VT_UNARY_SIGMOID), CASES (VT_UNARY_EXP),
  CASES (VT_UNARY_RELU6), CASES (VT_UNARY_SOFTPLUS), CASES (VT_UNARY_SIN), CASES (VT_UNARY_COS),
  CASES (VT_UNARY_NEG), CASES (VT_UNARY_ABS), CASES (VT_UNARY_SQRT), CASES (VT_UNARY_LOG),
};

/* What has a root or a logarithm. */
static void
make_positive (VtOpTest *test, const VtTensor *a)
{
  VtTensor *root = (VtTensor *) vt_tensor_root (a);

  for (gint64 i = 0; i < vt_tensor_elements (root); i++)
    vt_test_set (test, root, i, fabs (vt_test_at (test, root, i, 0, 0, 0)));
}

static VtTensor *
build (VtOpTest *test, const VtOpCase *c)
{
  VtGraph *g = vt_test_graph (test);
  VtTensor *a = vt_test_input (test, VT_TYPE_F32, c->a[0], c->a[1], c->a[2], c->a[3], c->strided);

  if (c->variant == VT_UNARY_SQRT || c->variant == VT_UNARY_LOG)
    make_positive (test, a);
  if (c->b[0] != 1)
    a = vt_scale (g, a, (float) c->b[0], 0);
  return vt_unary (g, a, (VtUnary) c->variant);
}

static double
reference (VtOpTest *test, const VtTensor *node, gint64 i0, gint64 i1, gint64 i2, gint64 i3)
{
  const VtTensor *a = node->src[0];
  double x = a->op != NULL ? (float) (vt_test_at (test, a->src[0], i0, i1, i2, i3) * *(const float *) a->params)
                           : vt_test_at (test, a, i0, i1, i2, i3);

  return vt_unary_reference ((VtUnary) *(const gint32 *) node->params, x);
}

const VtOpCases vt_cases_unary = { "unary", cases, G_N_ELEMENTS (cases), build, reference, NULL };
