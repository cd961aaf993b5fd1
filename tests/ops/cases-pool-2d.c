/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cases.h"

#include <math.h>

static const VtPool pools[] = {
  { .kernel = { 2, 2 } },
  { .kernel = { 3, 3 }, .stride = { 2, 2 }, .pad = { 1, 1, 1, 1 } },
  { .kernel = { 3, 2 }, .stride = { 1, 3 }, .pad = { 0, 2, 1, 0 }, .average = TRUE },
  { .kernel = { 3, 2 }, .stride = { 1, 1 }, .pad = { 1, 1, 1, 1 }, .average = TRUE, .count_pad = TRUE },
  { .average = TRUE },
  { .average = FALSE },
};

/* a: extents; variant: which of the above */
#define CASES(i) \
  { { 17, 9, 8, 2 }, .variant = i, .strided = TRUE }, \
  { { 64, 6, 5, 1 }, .variant = i }

static const VtOpCase cases[] = { CASES (0), CASES (1), CASES (2), CASES (3), CASES (4), CASES (5) };

static VtTensor *
build (VtOpTest *test, const VtOpCase *c)
{
  return vt_pool_2d (vt_test_graph (test), vt_test_input (test, VT_TYPE_F32, c->a[0], c->a[1], c->a[2], c->a[3], c->strided),
                     &pools[c->variant]);
}

static double
reference (VtOpTest *test, const VtTensor *node, gint64 i0, gint64 i1, gint64 i2, gint64 i3)
{
  const VtPool *p = (const VtPool *) node->params;
  const VtTensor *x = node->src[0];
  double sum = 0, most = -INFINITY;
  int count = 0;

  for (int k = 0; k < p->kernel[0] * p->kernel[1]; k++)
    {
      gint64 ix = i1 * p->stride[0] - p->pad[0] + k % p->kernel[0], iy = i2 * p->stride[1] - p->pad[2] + k / p->kernel[0];

      if (ix < 0 || ix >= x->ne[1] || iy < 0 || iy >= x->ne[2])
        continue;
      sum += vt_test_at (test, x, i0, ix, iy, i3);
      most = MAX (most, vt_test_at (test, x, i0, ix, iy, i3));
      count++;
    }
  return p->average ? sum / (p->count_pad ? p->kernel[0] * p->kernel[1] : count) : most;
}

const VtOpCases vt_cases_pool_2d = { "pool_2d", cases, G_N_ELEMENTS (cases), build, reference, NULL };
