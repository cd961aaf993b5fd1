/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cases.h"

enum { BIAS = 1, RESIDUAL = 2 };

typedef struct
{
  gint64 kernel[2];
  VtConv conv;
} Shape;

static const Shape shapes[] = {
  { { 1, 1 }, { { 0 } } },
  { { 3, 3 }, { .pad = { 1, 1, 1, 1 } } },
  { { 3, 3 }, { .stride = { 2, 2 }, .pad = { 0, 1, 0, 1 } } },
  { { 5, 2 }, { .stride = { 1, 3 }, .dilation = { 2, 1 }, .pad = { 3, 4, 0, 2 } } },
  { { 3, 3 }, { .pad = { 1, 1, 1, 1 }, .groups = 3 } },
  { { 7, 1 }, { .dilation = { 3, 1 }, .pad = { 9, 9, 0, 0 } } },
  { { 4, 4 }, { .stride = { 4, 4 } } },
  { { 3, 3 }, { .stride = { 2, 2 }, .pad = { 1, 1, 1, 1 }, .groups = 12 } },
  { { 5, 1 }, { .pad = { 2, 2, 0, 0 }, .groups = 40 } },
  { { 7, 1 }, { .pad = { 3, 3, 0, 0 } } },
};

/* a: extents of the picture; b: channels of the result, and which shape */
static const VtOpCase cases[] = {
  { { 1, 1, 1, 1 }, { 1, 0 }, VT_TYPE_F32 },
  { { 7, 6, 5, 2 }, { 9, 0 }, VT_TYPE_F32, BIAS, TRUE },
  { { 3, 11, 9, 2 }, { 33, 1 }, VT_TYPE_F32, BIAS },
  { { 16, 13, 10, 1 }, { 70, 1 }, VT_TYPE_F32, BIAS | RESIDUAL, TRUE },
  { { 64, 12, 12, 1 }, { 64, 1 }, VT_TYPE_F16, BIAS | RESIDUAL },
  { { 64, 40, 30, 1 }, { 32, 1 }, VT_TYPE_F32, BIAS },
  { { 32, 9, 8, 1 }, { 40, 1 }, VT_TYPE_Q8_0, BIAS },
  { { 20, 8, 8, 2 }, { 24, 2 }, VT_TYPE_F16, 0 },
  { { 32, 10, 10, 1 }, { 24, 2 }, VT_TYPE_BF16, RESIDUAL },
  { { 9, 15, 11, 2 }, { 18, 3 }, VT_TYPE_F32, BIAS, TRUE },
  { { 12, 9, 7, 1 }, { 21, 4 }, VT_TYPE_F32, BIAS },
  { { 24, 9, 7, 2 }, { 48, 4 }, VT_TYPE_F16, BIAS | RESIDUAL, TRUE },
  { { 32, 77, 1, 1 }, { 32, 5 }, VT_TYPE_F32, BIAS | RESIDUAL },
  { { 5, 40, 1, 2 }, { 1, 5 }, VT_TYPE_F32, 0 },
  { { 3, 32, 16, 1 }, { 48, 6 }, VT_TYPE_F16, BIAS },
  { { 12, 11, 9, 2 }, { 12, 7 }, VT_TYPE_F32, BIAS, TRUE },
  { { 12, 11, 9, 2 }, { 12, 7 }, VT_TYPE_F16, BIAS | RESIDUAL },
  { { 360, 7, 6, 2 }, { 40, 1 }, VT_TYPE_F16, BIAS | RESIDUAL, TRUE }, /* taps longer than products take at once */
  { { 5, 300, 40, 1 }, { 8, 1 }, VT_TYPE_F32, BIAS },
  { { 40, 30, 1, 1 }, { 40, 8 }, VT_TYPE_F32, BIAS },
  { { 32, 1300, 1, 1 }, { 33, 5 }, VT_TYPE_F32, BIAS | RESIDUAL, TRUE },
  { { 16, 700, 1, 1 }, { 1, 9 }, VT_TYPE_F32, BIAS | RESIDUAL },
  { { 16, 600, 1, 1 }, { 1, 9 }, VT_TYPE_F16, 0, TRUE },
  { { 8, 6, 1, 1 }, { 70, 9 }, VT_TYPE_F32, RESIDUAL },
};

static VtTensor *
build (VtOpTest *test, const VtOpCase *c)
{
  const Shape *shape = &shapes[c->b[1]];
  gint64 channels = c->a[0] / MAX (shape->conv.groups, 1);
  VtTensor *w = vt_test_input (test, c->type, channels, shape->kernel[0], shape->kernel[1], c->b[0], FALSE);
  VtTensor *x = vt_test_input (test, VT_TYPE_F32, c->a[0], c->a[1], c->a[2], c->a[3], c->strided), *bias = NULL;

  if (c->variant & BIAS)
    bias = vt_test_input (test, VT_TYPE_F32, c->b[0], 1, 1, 1, FALSE);
  if (c->variant & RESIDUAL)
    {
      VtGraph *probe = vt_graph_new (); /* for the extents */
      VtTensor *like = vt_conv_2d (probe, vt_graph_bound (probe, w), vt_graph_bound (probe, x), NULL, NULL, &shape->conv);
      VtTensor *residual = vt_test_input (test, VT_TYPE_F32, like->ne[0], like->ne[1], like->ne[2], like->ne[3], c->strided);

      vt_graph_free (probe);
      return vt_conv_2d (vt_test_graph (test), w, x, bias, residual, &shape->conv);
    }
  return vt_conv_2d (vt_test_graph (test), w, x, bias, NULL, &shape->conv);
}

static double
reference (VtOpTest *test, const VtTensor *node, gint64 i0, gint64 i1, gint64 i2, gint64 i3)
{
  const VtTensor *w = node->src[0], *x = node->src[1];
  const VtConv *c = (const VtConv *) node->params;
  gint64 group = i0 / (w->ne[3] / c->groups);
  double sum = 0;

  for (gint64 ky = 0; ky < w->ne[2]; ky++)
    for (gint64 kx = 0; kx < w->ne[1]; kx++)
      {
        gint64 ix = i1 * c->stride[0] - c->pad[0] + kx * c->dilation[0], iy = i2 * c->stride[1] - c->pad[2] + ky * c->dilation[1];

        for (gint64 k = 0; k < w->ne[0] && ix >= 0 && ix < x->ne[1] && iy >= 0 && iy < x->ne[2]; k++)
          sum += vt_test_at (test, w, k, kx, ky, i0) * vt_test_at (test, x, group * w->ne[0] + k, ix, iy, i3);
      }
  if (node->src[2] != NULL)
    sum += vt_test_at (test, node->src[2], i0, 0, 0, 0);
  if (node->src[3] != NULL)
    sum += vt_test_at (test, node->src[3], i0, i1, i2, i3);
  return sum;
}

static double
tolerance (const VtOpCase *c)
{
  if (vt_type_is_quantised (c->type))
    return NMSE_QUANTISED;
  return c->type == VT_TYPE_F32 ? NMSE_F32 : NMSE_F16;
}

const VtOpCases vt_cases_conv_2d = { "conv_2d", cases, G_N_ELEMENTS (cases), build, reference, tolerance };
