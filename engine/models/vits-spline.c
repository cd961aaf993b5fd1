/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/models/vits-spline.h"

#include <math.h>

#define BOUND 5.0
#define LEAST 1e-3 /* width or height of a bin, as a part of all, and slope */

/* The edges of the bins (n + 1) from the logits of their extents. */
static void
edges (const float *logits, guint n, double scale, double *edge)
{
  double part[VT_VITS_MAX_BINS], largest = logits[0], sum = 0, at = 0;

  for (guint i = 1; i < n; i++)
    largest = MAX (largest, logits[i]);
  for (guint i = 0; i < n; i++)
    sum += part[i] = exp ((logits[i] - largest) * scale);
  edge[0] = -BOUND;
  for (guint i = 0; i < n; i++)
    {
      at += LEAST + (1 - LEAST * n) * part[i] / sum;
      edge[i + 1] = 2 * BOUND * at - BOUND;
    }
  edge[n] = BOUND;
}

/* The slope at edge @i of @n bins: outside it is that of the identity. */
static double
slope (const float *logits, guint n, guint i)
{
  double x;

  if (i == 0 || i == n)
    return 1;
  x = logits[i - 1];
  return LEAST + (x > 30 ? x : log1p (exp (x)));
}

double
vt_vits_spline_inverse (double y, const float *shape, guint bins, double width_scale)
{
  double across[VT_VITS_MAX_BINS + 1], up[VT_VITS_MAX_BINS + 1];
  double w, h, delta, from, to, rest, a, b, c, curve;
  guint i = 0;

  if (!(y >= -BOUND && y <= BOUND))
    return y;
  edges (shape, bins, width_scale, across);
  edges (shape + bins, bins, width_scale, up);
  while (i + 1 < bins && y >= up[i + 1])
    i++;
  w = across[i + 1] - across[i];
  h = up[i + 1] - up[i];
  delta = h / w;
  from = slope (shape + 2 * bins, bins, i);
  to = slope (shape + 2 * bins, bins, i + 1);
  rest = y - up[i];
  curve = from + to - 2 * delta;
  a = rest * curve + h * (delta - from);
  b = h * from - rest * curve;
  c = -delta * rest;
  return 2 * c / (-b - sqrt (MAX (b * b - 4 * a * c, 0))) * w + across[i];
}
