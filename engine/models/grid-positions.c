/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/models/grid-positions.h"

#include <math.h>
#include <string.h>

static double
cubic (double x)
{
  const double a = -0.75;

  x = fabs (x);
  if (x <= 1)
    return ((a + 2) * x - (a + 3)) * x * x + 1;
  return x < 2 ? ((a * x - 5 * a) * x + 8 * a) * x - 4 * a : 0;
}

/* The place @u, @v of the old grid out of 4 x 4. */
static void
interpolate (const float *from, gint64 n, gint64 across, gint64 down, double u, double v, float *to)
{
  memset (to, 0, (gsize) n * sizeof *to);
  for (gint64 dy = -1; dy <= 2; dy++)
    for (gint64 dx = -1; dx <= 2; dx++)
      {
        gint64 x = (gint64) floor (u) + dx, y = (gint64) floor (v) + dy;
        float weight = (float) (cubic (u - (double) x) * cubic (v - (double) y));
        const float *row = from + (CLAMP (y, 0, down - 1) * across + CLAMP (x, 0, across - 1)) * n;

        for (gint64 k = 0; k < n; k++)
          to[k] += weight * row[k];
      }
}

void
vt_grid_positions (const float *from, gint64 n, gint64 across, gint64 down, float *to, gint64 to_across, gint64 to_down)
{
  for (gint64 i = 0; i < to_across * to_down; i++)
    interpolate (from, n, across, down, ((double) (i % to_across) + 0.5) * (double) across / (double) to_across - 0.5,
                 ((double) (i / to_across) + 0.5) * (double) down / (double) to_down - 0.5, to + i * n);
}
