/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/components/texture.h"

static void
unref_value (gpointer value)
{
  vt_value_unref (value);
}

/* GTK 4.8 has no grey. */
static GBytes *
spread_grey (const VtImage *image)
{
  gsize n = (gsize) image->width * image->height;
  guint8 *pixels = g_malloc (n * 3);

  for (gsize i = 0; i < n; i++)
    pixels[3 * i] = pixels[3 * i + 1] = pixels[3 * i + 2] = image->pixels[i];
  return g_bytes_new_take (pixels, n * 3);
}

GdkTexture *
vt_texture_new (VtValue *value)
{
  const VtImage *image = vt_value_image (value);
  gsize row = (gsize) image->width * image->channels;
  g_autoptr (GBytes) bytes = image->channels == 1
                               ? spread_grey (image)
                               : g_bytes_new_with_free_func (image->pixels, row * image->height, unref_value,
                                                             vt_value_ref (value));

  if (image->channels == 1)
    row *= 3;
  return gdk_memory_texture_new ((int) image->width, (int) image->height,
                                 image->channels == 4 ? GDK_MEMORY_R8G8B8A8 : GDK_MEMORY_R8G8B8, bytes, row);
}

/* Cairo's pixels are premultiplied, in the computer's order of bytes. */
static void
take_pixel (guint32 from, guint8 *to, gboolean alpha)
{
  guint a = from >> 24;

  for (guint c = 0; c < 3; c++)
    {
      guint part = (from >> (16 - 8 * c)) & 0xff;

      to[c] = (guint8) (a == 255 || a == 0 ? part : MIN (255, (part * 255 + a / 2) / a));
    }
  if (alpha)
    to[3] = (guint8) a;
}

VtValue *
vt_texture_to_value (GdkTexture *texture)
{
  guint width = (guint) gdk_texture_get_width (texture), height = (guint) gdk_texture_get_height (texture);
  gsize n = (gsize) width * height;
  g_autofree guint32 *drawn = g_new (guint32, n);
  g_autoptr (GBytes) bytes = NULL;
  gboolean alpha = FALSE;
  guint channels;
  guint8 *pixels;

  gdk_texture_download (texture, (guchar *) drawn, width * 4);
  for (gsize i = 0; i < n && !alpha; i++)
    alpha = drawn[i] >> 24 != 255;
  channels = alpha ? 4 : 3;
  pixels = g_malloc (n * channels);
  for (gsize i = 0; i < n; i++)
    take_pixel (drawn[i], pixels + i * channels, alpha);
  bytes = g_bytes_new_take (pixels, n * channels);
  return vt_value_new_image (bytes, width, height, channels);
}
