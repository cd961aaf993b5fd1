/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/image/resize.h"

#include <math.h>

static double
bilinear (double x)
{
  return MAX (1 - fabs (x), 0);
}

static double
bicubic (double x)
{
  const double a = -0.5;

  x = fabs (x);
  if (x < 1)
    return ((a + 2) * x - (a + 3)) * x * x + 1;
  return x < 2 ? (((x - 5) * x + 8) * x - 4) * a : 0;
}

static double
sinc (double x)
{
  return x == 0 ? 1 : sin (G_PI * x) / (G_PI * x);
}

static double
lanczos (double x)
{
  return fabs (x) < 3 ? sinc (x) * sinc (x / 3) : 0;
}

static const struct
{
  double (*value) (double x);
  double support;
} filters[] = {
  [VT_RESIZE_BILINEAR] = { bilinear, 1 },
  [VT_RESIZE_BICUBIC] = { bicubic, 2 },
  [VT_RESIZE_LANCZOS] = { lanczos, 3 },
};

/* For each of @to places along one direction: where its window begins, how
 * long it is, and its weights (@most for each). */
typedef struct
{
  guint *first, *n;
  float *weights;
  guint most;
} Windows;

static void
windows_clear (Windows *w)
{
  g_free (w->first);
  g_free (w->n);
  g_free (w->weights);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Windows, windows_clear)

static void
fill_window (Windows *w, guint i, double center, double scale, guint from, VtResizeFilter filter)
{
  double support = filters[filter].support * scale, sum = 0;
  guint first = (guint) MAX (center - support + 0.5, 0), last = (guint) MIN (center + support + 0.5, from);
  float *weights = w->weights + (gsize) i * w->most;

  w->first[i] = first;
  w->n[i] = last - first;
  for (guint k = 0; k < w->n[i]; k++)
    {
      weights[k] = (float) filters[filter].value ((first + k - center + 0.5) / scale);
      sum += weights[k];
    }
  for (guint k = 0; k < w->n[i]; k++)
    weights[k] = (float) (weights[k] / sum);
}

static Windows
make_windows (guint from, guint to, VtResizeFilter filter)
{
  double ratio = (double) from / to, scale = MAX (ratio, 1);
  Windows w = { g_new (guint, to), g_new (guint, to), NULL, (guint) ceil (filters[filter].support * scale) * 2 + 2 };

  w.weights = g_new0 (float, (gsize) to * w.most);
  for (guint i = 0; i < to; i++)
    fill_window (&w, i, (i + 0.5) * ratio, scale, from, filter);
  return w;
}

static guint8
to_byte (float x)
{
  return (guint8) CLAMP (x + 0.5f, 0, 255);
}

/* Sums along one direction: @step from one element of a window to the next. */
static guint8
weigh (const guint8 *from, gsize step, const Windows *w, guint i)
{
  const float *weights = w->weights + (gsize) i * w->most;
  float sum = 0;

  for (guint k = 0; k < w->n[i]; k++)
    sum += weights[k] * from[(w->first[i] + k) * step];
  return to_byte (sum);
}

guint8 *
vt_image_resize (const guint8 *from, guint width, guint height, guint channels, guint to_width, guint to_height, VtResizeFilter filter)
{
  g_auto(Windows) across = make_windows (width, to_width, filter);
  g_auto(Windows) down = make_windows (height, to_height, filter);
  gsize c = channels;
  g_autofree guint8 *wide = g_malloc ((gsize) height * to_width * c);
  guint8 *to = g_malloc ((gsize) to_height * to_width * c);

  for (gsize y = 0; y < height; y++)
    for (gsize x = 0; x < to_width; x++)
      for (gsize k = 0; k < c; k++)
        wide[(y * to_width + x) * c + k] = weigh (from + y * width * c + k, c, &across, (guint) x);
  for (gsize y = 0; y < to_height; y++)
    for (gsize x = 0; x < to_width; x++)
      for (gsize k = 0; k < c; k++)
        to[(y * to_width + x) * c + k] = weigh (wide + x * c + k, to_width * c, &down, (guint) y);
  return to;
}
