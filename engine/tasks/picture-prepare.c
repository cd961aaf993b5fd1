/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/tasks/picture-prepare.h"

#include <math.h>
#include <string.h>

#include "engine/base/error.h"
#include "engine/image/resize.h"
#include "engine/tasks/diffusion-picture.h"

#define MAX_STRETCH 64 /* sides of a picture that is one pixel high do not grow for ever */

static guint
to_multiple (double side, guint multiple)
{
  if (multiple == 0)
    return (guint) CLAMP (side, 1, VT_PICTURE_MAX_SIDE);
  return (guint) CLAMP (rint (side / multiple) * multiple, multiple, VT_PICTURE_MAX_SIDE);
}

static guint
cut_to_multiple (double side, guint multiple)
{
  guint n = (guint) MAX (side, 1);

  return multiple == 0 ? n : MAX (n / multiple, 1) * multiple;
}

/* The shorter side is given, the longer follows, and must not exceed its limit. */
static void
size_by_shortest (const VtPictureRules *r, guint *width, guint *height)
{
  guint low = MIN (*width, *height), high = MAX (*width, *height);
  double shorter = r->shortest > 0 ? r->shortest : low, longer;
  gboolean wide = *width > *height;

  if (r->longest > 0 && (double) high / low * shorter > r->longest)
    shorter = (double) r->longest * low / high;
  longer = MIN (floor (shorter * high / low), shorter * MAX_STRETCH);
  *width = cut_to_multiple (wide ? longer : rint (shorter), r->multiple);
  *height = cut_to_multiple (wide ? rint (shorter) : longer, r->multiple);
}

/* DPT: both sides by the factor that changes the picture least. */
static void
size_by_ratio (const VtPictureRules *r, guint *width, guint *height)
{
  double across = (double) r->width / *width, down = (double) r->height / *height;
  double factor = fabs (1 - across) < fabs (1 - down) ? across : down;

  *width = to_multiple (factor * *width, r->multiple);
  *height = to_multiple (factor * *height, r->multiple);
}

static void
find_size (const VtPictureRules *r, guint *width, guint *height)
{
  if (r->width > 0 && r->height > 0 && r->keep_ratio)
    size_by_ratio (r, width, height);
  else if (r->width > 0 && r->height > 0)
    {
      *width = to_multiple (r->width, r->multiple);
      *height = to_multiple (r->height, r->multiple);
    }
  else if (r->shortest > 0 || r->longest > 0)
    size_by_shortest (r, width, height);
}

static guint8 *
resize_nearest (const guint8 *from, guint width, guint height, guint to_width, guint to_height)
{
  guint8 *to = g_malloc ((gsize) to_width * to_height * 3);

  for (gsize y = 0; y < to_height; y++)
    for (gsize x = 0; x < to_width; x++)
      memcpy (to + (y * to_width + x) * 3, from + ((2 * y + 1) * height / (2 * to_height) * width + (2 * x + 1) * width / (2 * to_width)) * 3, 3);
  return to;
}

guint8 *
vt_picture_resize (const guint8 *from, guint width, guint height, guint to_width, guint to_height, VtPictureFilter filter)
{
  static const VtResizeFilter filters[] = {
    [VT_PICTURE_LANCZOS] = VT_RESIZE_LANCZOS,
    [VT_PICTURE_BILINEAR] = VT_RESIZE_BILINEAR,
    [VT_PICTURE_BICUBIC] = VT_RESIZE_BICUBIC,
  };

  if (filter == VT_PICTURE_NEAREST)
    return resize_nearest (from, width, height, to_width, to_height);
  return vt_image_resize (from, width, height, 3, to_width, to_height, filters[filter]);
}

/* The @width * @height in the middle of @from as numbers. */
static float *
cut (const VtPictureRules *r, const guint8 *from, guint from_width, guint from_height, guint width, guint height)
{
  gint64 left = (gint64) rint (((double) from_width - width) / 2), top = (gint64) rint (((double) from_height - height) / 2);
  float *to = g_new (float, (gsize) width * height * 3);

  for (gint64 y = 0; y < height; y++)
    for (gint64 x = 0; x < width; x++)
      for (gint64 k = 0; k < 3; k++)
        {
          gint64 fx = x + left, fy = y + top;
          gboolean inside = fx >= 0 && fx < from_width && fy >= 0 && fy < from_height;

          to[(y * width + x) * 3 + k] =
            ((inside ? from[(fy * from_width + fx) * 3 + k] : 0) * r->scale - r->mean[k]) / r->deviation[k];
        }
  return to;
}

float *
vt_picture_prepare (const VtPictureRules *r, const VtImage *image, guint *width, guint *height)
{
  g_autofree guint8 *rgb = vt_picture_rgb (image, image->width, image->height), *sized = NULL;
  guint w = image->width, h = image->height;

  find_size (r, &w, &h);
  if (w != image->width || h != image->height)
    {
      sized = vt_picture_resize (rgb, image->width, image->height, w, h, r->filter);
      g_free (g_steal_pointer (&rgb));
      rgb = g_steal_pointer (&sized);
    }
  *width = r->crop_width > 0 ? r->crop_width : w;
  *height = r->crop_height > 0 ? r->crop_height : h;
  return cut (r, rgb, w, h, *width, *height);
}

const VtImage *
vt_picture_input (VtValue *value, GError **error)
{
  const VtImage *image = vt_value_type (value) == VT_VALUE_IMAGE ? vt_value_image (value) : NULL;

  if (image != NULL && image->width > 0 && image->height > 0)
    return image;
  g_set_error_literal (error, VT_ERROR, VT_ERROR_INVALID, "Give one picture at a time.");
  return NULL;
}
