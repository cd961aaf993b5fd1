/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "media/film-write.h"

#include <gst/app/gstappsrc.h>

#include "engine/base/error.h"
#include "media/gst-error.h"
#include "media/gst-start.h"
#include "media/media-file.h"

#define LEAST_SIDE 384 /* pixels of the longer side */
#define LAST_MS 1500   /* how long the last picture stays */
#define LINE                                                                                                                        \
  "appsrc name=source format=time max-bytes=0 ! videoconvert ! videoscale method=lanczos ! capsfilter name=size ! videoconvert "     \
  "! vp8enc deadline=1 cpu-used=4 min-quantizer=2 max-quantizer=24 target-bitrate=4000000 keyframe-max-dist=30 ! webmmux "           \
  "! filesink name=sink"

static GstCaps *
caps_of (guint width, guint height, guint frame_ms)
{
  return gst_caps_new_simple ("video/x-raw", "format", G_TYPE_STRING, "RGB", "width", G_TYPE_INT, (int) width, "height", G_TYPE_INT,
                              (int) height, "framerate", GST_TYPE_FRACTION, 1000, (int) frame_ms, "pixel-aspect-ratio", GST_TYPE_FRACTION,
                              1, 1, NULL);
}

/* VP8 halves colours both ways, so sides are even. */
static GstCaps *
size_caps (const VtImage *image)
{
  double grow = MAX (1.0, (double) LEAST_SIDE / MAX (image->width, image->height));
  int width = 2 * MAX ((int) (image->width * grow / 2), 1), height = 2 * MAX ((int) (image->height * grow / 2), 1);

  return gst_caps_new_simple ("video/x-raw", "width", G_TYPE_INT, width, "height", G_TYPE_INT, height, "pixel-aspect-ratio",
                              GST_TYPE_FRACTION, 1, 1, NULL);
}

/* GStreamer's rows begin at multiples of four bytes. Grey stands for all three colours; what can be seen
 * through is seen before white. */
static GstBuffer *
to_buffer (const VtImage *image)
{
  gsize stride = ((gsize) image->width * 3 + 3) & ~(gsize) 3;
  guint8 *rows = g_malloc0 (stride * image->height);

  for (gsize y = 0; y < image->height; y++)
    for (gsize x = 0; x < image->width; x++)
      {
        const guint8 *from = image->pixels + (y * image->width + x) * image->channels;
        guint opaque = image->channels == 4 ? from[3] : 255;

        for (guint c = 0; c < 3; c++)
          rows[y * stride + 3 * x + c] = (guint8) ((from[image->channels == 1 ? 0 : c] * opaque + 255 * (255 - opaque)) / 255);
      }
  return gst_buffer_new_wrapped (rows, stride * image->height);
}

static void
push (GstAppSrc *source, const VtImage *image, guint at, guint frame_ms)
{
  GstBuffer *buffer = to_buffer (image);

  GST_BUFFER_PTS (buffer) = (GstClockTime) at * frame_ms * GST_MSECOND;
  GST_BUFFER_DURATION (buffer) = frame_ms * GST_MSECOND;
  gst_app_src_push_buffer (source, buffer);
}

static const VtImage *
nth_image (VtValue *const *pictures, guint i, const VtImage *first)
{
  const VtImage *image = vt_value_type (pictures[i]) == VT_VALUE_IMAGE ? vt_value_image (pictures[i]) : NULL;

  return image != NULL && (first == NULL || (image->width == first->width && image->height == first->height)) ? image : NULL;
}

/* All of them wait in the source: a film of steps is short. */
static void
feed (GstAppSrc *source, VtValue *const *pictures, guint n, guint frame_ms)
{
  const VtImage *first = vt_value_image (pictures[0]), *last = first;
  guint at = 0;

  for (guint i = 0; i < n; i++)
    {
      const VtImage *image = nth_image (pictures, i, first);

      if (image != NULL)
        push (source, last = image, at++, frame_ms);
    }
  for (guint more = 0; more < LAST_MS / frame_ms; more++)
    push (source, last, at++, frame_ms);
  gst_app_src_end_of_stream (source);
}

static void
set_up (GstElement *pipeline, const VtImage *first, guint frame_ms, const char *part)
{
  g_autoptr (GstElement) source = gst_bin_get_by_name (GST_BIN (pipeline), "source");
  g_autoptr (GstElement) size = gst_bin_get_by_name (GST_BIN (pipeline), "size");
  g_autoptr (GstElement) sink = gst_bin_get_by_name (GST_BIN (pipeline), "sink");
  g_autoptr (GstCaps) from = caps_of (first->width, first->height, frame_ms);
  g_autoptr (GstCaps) to = size_caps (first);

  g_object_set (source, "caps", from, NULL);
  g_object_set (size, "caps", to, NULL);
  g_object_set (sink, "location", part, NULL);
}

static gboolean
encode (VtValue *const *pictures, guint n, guint frame_ms, const char *part, const char *path, GCancellable *cancellable, GError **error)
{
  g_autoptr (GstElement) pipeline = vt_gst_launch (LINE, NULL);
  g_autoptr (GstElement) source = NULL;
  gboolean good;

  if (pipeline == NULL)
    {
      g_set_error_literal (error, VT_ERROR, VT_ERROR_UNSUPPORTED,
                           "A film cannot be written here, because GStreamer's “good” plug-ins (VP8 and WebM) are not installed.");
      return FALSE;
    }
  set_up (pipeline, vt_value_image (pictures[0]), frame_ms, part);
  source = gst_bin_get_by_name (GST_BIN (pipeline), "source");
  gst_element_set_state (pipeline, GST_STATE_PLAYING);
  feed (GST_APP_SRC (source), pictures, n, frame_ms);
  good = vt_gst_wait (pipeline, path, "film", cancellable, error);
  gst_element_set_state (pipeline, GST_STATE_NULL);
  return good;
}

gboolean
vt_film_write (VtValue *const *pictures, guint n, guint frame_ms, const char *path, GCancellable *cancellable, GError **error)
{
  g_autofree char *part = NULL;

  if (n == 0 || nth_image (pictures, 0, NULL) == NULL)
    {
      g_set_error_literal (error, VT_ERROR, VT_ERROR_INVALID, "There is no picture to make a film of.");
      return FALSE;
    }
  if (!g_str_has_suffix (path, ".webm"))
    {
      g_set_error (error, VT_ERROR, VT_ERROR_INVALID, "A film is written as WebM: let the name of “%s” end in .webm.", path);
      return FALSE;
    }
  if (!vt_gst_start (error))
    return FALSE;
  part = vt_media_file_part (path);
  return vt_media_file_finish (part, path, encode (pictures, n, MAX (frame_ms, 1), part, path, cancellable, error), error);
}
