/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "media/gst-picture.h"

#include <string.h>

/* Rows of GStreamer begin at multiples of four bytes. */
VtValue *
vt_gst_to_picture (GstSample *sample)
{
  GstStructure *form = gst_caps_get_structure (gst_sample_get_caps (sample), 0);
  GstBuffer *buffer = gst_sample_get_buffer (sample);
  g_autoptr (GBytes) bytes = NULL;
  GstMapInfo map;
  int width = 0, height = 0;
  gsize row, stride;
  guint8 *pixels;

  gst_structure_get_int (form, "width", &width);
  gst_structure_get_int (form, "height", &height);
  row = (gsize) width * 3;
  stride = (row + 3) & ~(gsize) 3;
  if (width <= 0 || height <= 0 || !gst_buffer_map (buffer, &map, GST_MAP_READ))
    return NULL;
  if (map.size < stride * (gsize) (height - 1) + row)
    {
      gst_buffer_unmap (buffer, &map);
      return NULL;
    }
  pixels = g_malloc (row * (gsize) height);
  for (int y = 0; y < height; y++)
    memcpy (pixels + row * (gsize) y, map.data + stride * (gsize) y, row);
  gst_buffer_unmap (buffer, &map);
  bytes = g_bytes_new_take (pixels, row * (gsize) height);
  return vt_value_new_image (bytes, (guint) width, (guint) height, 3);
}
