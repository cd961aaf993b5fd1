/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cases.h"

typedef struct
{
  gint64 kernel[2];
  VtConvTranspose conv;
} Shape;

static const Shape shapes[] = {
  { { 16, 1 }, { .stride = { 8, 1 }, .cut = { 4, 4, 0, 0 } } },
  { { 4, 1 }, { .stride = { 2, 1 }, .cut = { 1, 1, 0, 0 } } },
  { { 3, 3 }, { .stride = { 2, 2 }, .cut = { 1, 0, 1, 0 } } },
  { { 2, 2 }, { .stride = { 2, 2 } } },
  { { 2, 3 }, { .stride = { 3, 1 }, .cut = { 1, -1, 0, 0 } } },
  { { 3, 2 }, { { 0 } } },
};

/* a: extents of the input; b: channels of the result, which shape */
static const VtOpCase cases[] = {
  { { 64, 19, 1, 1 }, { 32, 0 }, VT_TYPE_F32, 1 },
  { { 64, 19, 1, 2 }, { 32, 0 }, VT_TYPE_F16, 0, TRUE },
  { { 33, 150, 1, 1 }, { 17, 1 }, VT_TYPE_F32, 1 },
  { { 20, 7, 6, 2 }, { 9, 2 }, VT_TYPE_F32, 1, TRUE },
  { { 48, 6, 5, 1 }, { 48, 3 }, VT_TYPE_F32, 0 },
  { { 8, 5, 4, 1 }, { 3, 4 }, VT_TYPE_F32, 1 },
  { { 8, 5, 4, 2 }, { 35, 5 }, VT_TYPE_F32, 1 },
};

static VtTensor *
build (VtOpTest *test, const VtOpCase *c)
{
  const Shape *shape = &shapes[c->b[1]];
  VtTensor *w = vt_test_input (test, c->type, c->a[0], shape->kernel[0], shape->kernel[1], c->b[0], FALSE);
  VtTensor *x = vt_test_input (test, VT_TYPE_F32, c->a[0], c->a[1], c->a[2], c->a[3], c->strided);
  VtTensor *bias = c->variant ? vt_test_input (test, VT_TYPE_F32, c->b[0], 1, 1, 1, FALSE) : NULL;

  return vt_conv_transpose (vt_test_graph (test), w, x, bias, &shape->conv);
}

/* Where tap (@kx, @ky) is in a row, found by moving a kernel whose numbers say where they were. */
static gint64
place_of (const VtTensor *w, const gint32 stride[2], gint64 kx, gint64 ky)
{
  gint64 taps = w->ne[1] * w->ne[2];
  g_autofree gint32 *from = g_new (gint32, taps), *to = g_new (gint32, taps);

  for (gint64 i = 0; i < taps; i++)
    from[i] = (gint32) i;
  vt_conv_transpose_weights (from, to, sizeof *from, 1, 1, w->ne[2], w->ne[1], stride);
  for (gint64 i = 0; i < taps; i++)
    if (to[i] == ky * w->ne[1] + kx)
      return i;
  g_assert_not_reached ();
}

static double
reference (VtOpTest *test, const VtTensor *node, gint64 i0, gint64 i1, gint64 i2, gint64 i3)
{
  const VtTensor *w = node->src[0], *x = node->src[1];
  const VtConvTranspose *c = (const VtConvTranspose *) node->params;
  double sum = node->src[2] != NULL ? vt_test_at (test, node->src[2], i0, 0, 0, 0) : 0;

  for (gint64 ky = 0; ky < w->ne[2]; ky++)
    for (gint64 kx = 0; kx < w->ne[1]; kx++)
      {
        gint64 sx = i1 + c->cut[0] - kx, sy = i2 + c->cut[2] - ky, ix = sx / c->stride[0], iy = sy / c->stride[1], place;

        if (sx < 0 || sy < 0 || sx % c->stride[0] != 0 || sy % c->stride[1] != 0 || ix >= x->ne[1] || iy >= x->ne[2])
          continue;
        place = place_of (w, c->stride, kx, ky);
        for (gint64 k = 0; k < w->ne[0]; k++)
          sum += vt_test_at (test, w, k, place % w->ne[1], place / w->ne[1], i0) * vt_test_at (test, x, k, ix, iy, i3);
      }
  return sum;
}

static double
tolerance (const VtOpCase *c)
{
  return c->type == VT_TYPE_F32 ? NMSE_F32 : NMSE_F16;
}

const VtOpCases vt_cases_conv_transpose = { "conv_transpose", cases, G_N_ELEMENTS (cases), build, reference, tolerance };
