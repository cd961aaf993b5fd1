/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/components/painting.h"

#include <math.h>
#include <string.h>

#define STEPS 20 /* that can be undone */

struct _VtPainting
{
  guint width;
  guint height;
  guint8 *background; /* (height, width, 3) */
  gboolean given;     /* the background is a picture, not the white sheet */
  guint8 *layer;      /* (height, width, 4): red, green, blue, alpha of 0 or 255 */
  GPtrArray *undo;    /* of such layers, the last on top */
  GPtrArray *redo;
  /* the stroke that goes on */
  gboolean erases;
  VtInk ink;
  double radius;
  double x, y;
};

static gsize
n_pixels (const VtPainting *self)
{
  return (gsize) self->width * self->height;
}

static void
resize (VtPainting *self, guint width, guint height)
{
  self->width = CLAMP (width, 1, VT_PAINTING_MOST);
  self->height = CLAMP (height, 1, VT_PAINTING_MOST);
  g_free (self->background);
  g_free (self->layer);
  self->background = g_malloc (n_pixels (self) * 3);
  memset (self->background, 255, n_pixels (self) * 3);
  self->layer = g_malloc0 (n_pixels (self) * 4);
  self->given = FALSE;
  g_ptr_array_set_size (self->undo, 0);
  g_ptr_array_set_size (self->redo, 0);
}

VtPainting *
vt_painting_new (guint width, guint height)
{
  VtPainting *self = g_new0 (VtPainting, 1);

  self->undo = g_ptr_array_new_with_free_func (g_free);
  self->redo = g_ptr_array_new_with_free_func (g_free);
  resize (self, width, height);
  return self;
}

void
vt_painting_free (VtPainting *self)
{
  g_free (self->background);
  g_free (self->layer);
  g_ptr_array_unref (self->undo);
  g_ptr_array_unref (self->redo);
  g_free (self);
}

guint
vt_painting_get_width (const VtPainting *self)
{
  return self->width;
}

guint
vt_painting_get_height (const VtPainting *self)
{
  return self->height;
}

/* --- the background ------------------------------------------------------------ */

/* One channel of the mean of the source's pixels that the place (x, y) covers, over white. */
static guint8
mean_of (const VtImage *image, guint x0, guint x1, guint y0, guint y1, guint c)
{
  guint64 sum = 0;
  guint from = image->channels < 3 ? 0 : c;

  for (guint y = y0; y < y1; y++)
    for (guint x = x0; x < x1; x++)
      {
        const guint8 *pixel = image->pixels + ((gsize) y * image->width + x) * image->channels;
        guint alpha = image->channels == 4 ? pixel[3] : 255;

        sum += pixel[from] * alpha + 255 * (255 - alpha);
      }
  return (guint8) (sum / (255 * (guint64) (x1 - x0) * (y1 - y0)));
}

static void
draw_background (VtPainting *self, const VtImage *image)
{
  for (guint y = 0; y < self->height; y++)
    for (guint x = 0; x < self->width; x++)
      {
        guint x0 = (guint) ((guint64) x * image->width / self->width);
        guint y0 = (guint) ((guint64) y * image->height / self->height);
        guint x1 = MAX (x0 + 1, (guint) ((guint64) (x + 1) * image->width / self->width));
        guint y1 = MAX (y0 + 1, (guint) ((guint64) (y + 1) * image->height / self->height));

        for (guint c = 0; c < 3; c++)
          self->background[((gsize) y * self->width + x) * 3 + c] = mean_of (image, x0, x1, y0, y1, c);
      }
}

void
vt_painting_set_background (VtPainting *self, const VtImage *image)
{
  double scale;

  if (image == NULL)
    {
      resize (self, self->width, self->height);
      return;
    }
  scale = MIN (1, (double) VT_PAINTING_MOST / MAX (image->width, image->height));
  resize (self, (guint) round (image->width * scale), (guint) round (image->height * scale));
  draw_background (self, image);
  self->given = TRUE;
}

gboolean
vt_painting_has_background (const VtPainting *self)
{
  return self->given;
}

/* --- strokes ----------------------------------------------------------------------- */

static void
keep_step (VtPainting *self)
{
  g_ptr_array_add (self->undo, g_memdup2 (self->layer, n_pixels (self) * 4));
  if (self->undo->len > STEPS)
    g_ptr_array_remove_index (self->undo, 0);
  g_ptr_array_set_size (self->redo, 0);
}

static void
dot (VtPainting *self, double at_x, double at_y)
{
  double r = self->radius;
  int x0 = (int) MAX (0, floor (at_x - r)), x1 = (int) MIN (self->width - 1.0, ceil (at_x + r));
  int y0 = (int) MAX (0, floor (at_y - r)), y1 = (int) MIN (self->height - 1.0, ceil (at_y + r));

  for (int y = y0; y <= y1; y++)
    for (int x = x0; x <= x1; x++)
      {
        double dx = x + 0.5 - at_x, dy = y + 0.5 - at_y;
        guint8 *pixel = self->layer + ((gsize) y * self->width + (gsize) x) * 4;

        if (dx * dx + dy * dy > r * r)
          continue;
        memcpy (pixel, self->ink.rgb, 3);
        pixel[3] = self->erases ? 0 : 255;
      }
}

void
vt_painting_begin (VtPainting *self, const VtInk *ink, double radius, double x, double y)
{
  keep_step (self);
  self->erases = ink == NULL;
  self->ink = ink != NULL ? *ink : (VtInk) { { 0, 0, 0 } };
  self->radius = MAX (0.5, radius);
  self->x = x;
  self->y = y;
  dot (self, x, y);
}

void
vt_painting_go_on (VtPainting *self, double x, double y)
{
  double length = hypot (x - self->x, y - self->y), step = MAX (0.5, self->radius / 3);
  guint n = (guint) MIN (4096, ceil (length / step));

  for (guint i = 1; i <= n; i++)
    dot (self, self->x + (x - self->x) * i / n, self->y + (y - self->y) * i / n);
  self->x = x;
  self->y = y;
}

gboolean
vt_painting_is_empty (const VtPainting *self)
{
  for (gsize i = 0; i < n_pixels (self); i++)
    if (self->layer[i * 4 + 3] != 0)
      return FALSE;
  return TRUE;
}

void
vt_painting_clear (VtPainting *self)
{
  if (vt_painting_is_empty (self))
    return;
  keep_step (self);
  memset (self->layer, 0, n_pixels (self) * 4);
}

/* --- undo ----------------------------------------------------------------------------- */

gboolean
vt_painting_can_undo (const VtPainting *self)
{
  return self->undo->len > 0;
}

gboolean
vt_painting_can_redo (const VtPainting *self)
{
  return self->redo->len > 0;
}

static void
go_back (VtPainting *self, GPtrArray *from, GPtrArray *to)
{
  if (from->len == 0)
    return;
  g_ptr_array_add (to, self->layer);
  self->layer = g_ptr_array_steal_index (from, from->len - 1);
}

void
vt_painting_undo (VtPainting *self)
{
  go_back (self, self->undo, self->redo);
}

void
vt_painting_redo (VtPainting *self)
{
  go_back (self, self->redo, self->undo);
}

/* --- pictures --------------------------------------------------------------------------- */

static VtValue *
take_image (const VtPainting *self, guint8 *pixels, guint channels)
{
  g_autoptr (GBytes) bytes = g_bytes_new_take (pixels, n_pixels (self) * channels);

  return vt_value_new_image (bytes, self->width, self->height, channels);
}

VtValue *
vt_painting_dup_background (const VtPainting *self)
{
  return take_image (self, g_memdup2 (self->background, n_pixels (self) * 3), 3);
}

VtValue *
vt_painting_dup_layer (const VtPainting *self)
{
  return take_image (self, g_memdup2 (self->layer, n_pixels (self) * 4), 4);
}

VtValue *
vt_painting_dup_mask (const VtPainting *self)
{
  guint8 *pixels = g_malloc (n_pixels (self));

  for (gsize i = 0; i < n_pixels (self); i++)
    pixels[i] = self->layer[i * 4 + 3];
  return take_image (self, pixels, 1);
}

VtValue *
vt_painting_dup_composite (const VtPainting *self)
{
  guint8 *pixels = g_memdup2 (self->background, n_pixels (self) * 3);

  for (gsize i = 0; i < n_pixels (self); i++)
    if (self->layer[i * 4 + 3] != 0)
      memcpy (pixels + i * 3, self->layer + i * 4, 3);
  return take_image (self, pixels, 3);
}
