/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/tasks/diffusion-picture.h"

#include <math.h>

#include "engine/image/resize.h"

static guint8 *
to_rgb (const VtImage *image)
{
  gsize n = (gsize) image->width * image->height, c = image->channels;
  guint8 *rgb = g_malloc (3 * n);

  for (gsize i = 0; i < n; i++)
    for (gsize k = 0; k < 3; k++)
      {
        guint value = image->pixels[i * c + (c >= 3 ? k : 0)], alpha = c == 4 ? image->pixels[i * c + 3] : 255;

        rgb[3 * i + k] = (guint8) ((value * alpha + 255 * (255 - alpha) + 127) / 255);
      }
  return rgb;
}

guint8 *
vt_picture_rgb (const VtImage *image, guint width, guint height)
{
  g_autofree guint8 *rgb = to_rgb (image);

  if (image->width == width && image->height == height)
    return g_steal_pointer (&rgb);
  return vt_image_resize (rgb, image->width, image->height, 3, width, height, VT_RESIZE_LANCZOS);
}

guint8 *
vt_picture_mask (const VtImage *mask, guint width, guint height)
{
  gsize c = mask->channels;
  guint8 *to = g_malloc ((gsize) width * height);

  for (gsize y = 0; y < height; y++)
    for (gsize x = 0; x < width; x++)
      {
        const guint8 *p = mask->pixels + (y * mask->height / height * mask->width + x * mask->width / width) * c;
        guint bright = c >= 3 ? (299u * p[0] + 587u * p[1] + 114u * p[2] + 500) / 1000 : p[0];

        if (c == 4)
          bright = bright * p[3] / 255;
        to[y * width + x] = bright >= 128;
      }
  return to;
}

float *
vt_picture_to_floats (const guint8 *rgb, guint width, guint height, guint to_width, guint to_height)
{
  float *to = g_new (float, (gsize) to_width * to_height * 3);

  for (gsize y = 0; y < to_height; y++)
    for (gsize x = 0; x < to_width; x++)
      for (gsize k = 0; k < 3; k++)
        to[(y * to_width + x) * 3 + k] = 2.0f * rgb[(MIN (y, height - 1) * width + MIN (x, width - 1)) * 3 + k] / 255 - 1;
  return to;
}

VtValue *
vt_picture_from_floats (const float *pixels, guint channels, guint from_width, guint width, guint height)
{
  guint c = channels >= 3 ? 3 : 1;
  guint8 *bytes = g_malloc ((gsize) width * height * c);

  for (gsize y = 0; y < height; y++)
    for (gsize x = 0; x < width; x++)
      for (gsize k = 0; k < c; k++)
        bytes[(y * width + x) * c + k] = (guint8) rintf (CLAMP (pixels[(y * from_width + x) * channels + k] / 2 + 0.5f, 0, 1) * 255);
  return vt_picture_take (bytes, width, height, c);
}

VtValue *
vt_picture_take (guint8 *pixels, guint width, guint height, guint channels)
{
  g_autoptr(GBytes) bytes = g_bytes_new_take (pixels, (gsize) width * height * channels);

  return vt_value_new_image (bytes, width, height, channels);
}
