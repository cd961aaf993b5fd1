/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/tasks/picture-tiles.h"

#include <string.h>

#include "engine/tasks/diffusion-picture.h"
#include "engine/tasks/picture-prepare.h"

#define MOST_SIDE 4096 /* transformers' own limit */
#define MOST_SQUARES 6 /* across and down: the family has names for no more */

/* @side times @ratio, cut as Python's int() does. */
static guint
follow (guint side, double ratio)
{
  return (guint) MAX (side * ratio, 1);
}

/* The longer side becomes @longest, and the other follows and is even. */
static void
stretch (guint longest, guint *width, guint *height)
{
  gboolean wide = *width >= *height;
  double ratio = (double) *width / *height;
  guint other = wide ? (guint) (longest / ratio) : follow (longest, ratio);

  other = MAX (other + other % 2, 1);
  if (longest > MOST_SIDE)
    {
      ratio = wide ? (double) longest / other : (double) other / longest;
      other = wide ? (guint) MAX (MOST_SIDE / ratio, 1) : follow (MOST_SIDE, ratio);
      longest = MOST_SIDE;
    }
  *width = wide ? longest : other;
  *height = wide ? other : longest;
}

static guint
up_to_multiple (guint side, guint of)
{
  return MAX ((side + of - 1) / of, 1) * of;
}

/* Both sides become multiples of @side, the longer one first. */
static void
round_up (guint side, guint *width, guint *height)
{
  double ratio = (double) *width / *height;

  if (*width >= *height)
    {
      *width = up_to_multiple (*width, side);
      *height = up_to_multiple ((guint) (*width / ratio), side);
    }
  else
    {
      *height = up_to_multiple (*height, side);
      *width = up_to_multiple (follow (*height, ratio), side);
    }
}

static VtValue *
cut (const guint8 *rgb, guint width, guint left, guint top, guint side)
{
  guint8 *to = g_malloc ((gsize) side * side * 3);

  for (guint y = 0; y < side; y++)
    memcpy (to + (gsize) y * side * 3, rgb + ((gsize) (top + y) * width + left) * 3, (gsize) side * 3);
  return vt_picture_take (to, side, side, 3);
}

void
vt_picture_tiles_init (VtPictureTiles *tiles, const VtEye *eye, const VtImage *image)
{
  guint side = (guint) eye->vit.side, width = image->width, height = image->height, first_width, first_height;
  g_autofree guint8 *rgb = vt_picture_rgb (image, width, height), *first = NULL, *large = NULL;

  *tiles = (VtPictureTiles) { .pictures = g_ptr_array_new_with_free_func ((GDestroyNotify) vt_value_unref) };
  stretch (MIN (eye->longest, side * MOST_SQUARES), &width, &height);
  first = vt_picture_resize (rgb, image->width, image->height, width, height, eye->rules.filter);
  first_width = width;
  first_height = height;
  round_up (side, &width, &height);
  tiles->columns = width / side;
  tiles->rows = height / side;
  large = vt_picture_resize (first, first_width, first_height, width, height, eye->rules.filter);
  if (tiles->rows * tiles->columns == 1)
    tiles->rows = tiles->columns = 0;
  for (guint i = 0; i < tiles->rows * tiles->columns; i++)
    g_ptr_array_add (tiles->pictures, cut (large, width, i % tiles->columns * side, i / tiles->columns * side, side));
  g_ptr_array_add (tiles->pictures, vt_picture_take (vt_picture_resize (large, width, height, side, side, eye->rules.filter), side, side, 3));
}

void
vt_picture_tiles_clear (VtPictureTiles *tiles)
{
  g_clear_pointer (&tiles->pictures, g_ptr_array_unref);
}
