/* Pictures become a film that a player can read: as many, as large, in their colours; what cannot
 * be written is told in a sentence.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <glib/gstdio.h>
#include <gst/app/gstappsink.h>

#include "engine/base/error.h"
#include "media/film-write.h"

#define FRAME_MS 100
#define N 4

static VtValue *
plain (guint side, guint8 red, guint8 blue)
{
  gsize size = (gsize) side * side * 3;
  guint8 *pixels = g_malloc0 (size);
  g_autoptr (GBytes) bytes = g_bytes_new_take (pixels, size);

  for (gsize i = 0; i < size; i += 3)
    {
      pixels[i] = red;
      pixels[i + 2] = blue;
    }
  return vt_value_new_image (bytes, side, side, 3);
}

static gboolean
can_encode (void)
{
  g_autoptr (GstElementFactory) encoder = NULL, muxer = NULL;

  gst_init (NULL, NULL);
  encoder = gst_element_factory_find ("vp8enc");
  muxer = gst_element_factory_find ("webmmux");
  if (encoder == NULL || muxer == NULL)
    g_test_skip ("GStreamer's VP8 and WebM elements are not installed");
  return encoder != NULL && muxer != NULL;
}

/* The middle pixel of every frame of the film, red and blue, and how wide it is. */
static GArray *
read_middles (const char *path, int *width)
{
  g_autofree char *line = g_strdup_printf ("filesrc location=\"%s\" ! decodebin ! videoconvert ! video/x-raw,format=RGBA "
                                           "! appsink name=sink sync=false", path);
  g_autoptr (GError) error = NULL;
  g_autoptr (GstElement) pipeline = gst_parse_launch (line, &error);
  g_autoptr (GstElement) sink = NULL;
  GArray *middles = g_array_new (FALSE, FALSE, 2);
  GstSample *sample;

  g_assert_no_error (error);
  sink = gst_bin_get_by_name (GST_BIN (pipeline), "sink");
  gst_element_set_state (pipeline, GST_STATE_PLAYING);
  while ((sample = gst_app_sink_pull_sample (GST_APP_SINK (sink))) != NULL)
    {
      GstMapInfo map;

      g_assert_true (gst_structure_get_int (gst_caps_get_structure (gst_sample_get_caps (sample), 0), "width", width));
      g_assert_true (gst_buffer_map (gst_sample_get_buffer (sample), &map, GST_MAP_READ));
      g_array_append_vals (middles, ((guint8[]) { map.data[map.size / 2 + (gsize) *width * 2], map.data[map.size / 2 + (gsize) *width * 2 + 2] }), 1);
      gst_buffer_unmap (gst_sample_get_buffer (sample), &map);
      gst_sample_unref (sample);
    }
  gst_element_set_state (pipeline, GST_STATE_NULL);
  return middles;
}

static void
test_film (void)
{
  g_autofree char *folder = g_dir_make_tmp ("vitrine-film-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "film.webm", NULL);
  VtValue *pictures[N + 1] = { plain (48, 250, 0), plain (48, 250, 0), plain (20, 0, 0), plain (48, 0, 250), plain (48, 0, 250) };
  g_autoptr (GError) error = NULL;
  g_autoptr (GArray) middles = NULL;
  int width = 0;

  if (can_encode ())
    {
      g_assert_true (vt_film_write (pictures, N + 1, FRAME_MS, path, NULL, &error));
      g_assert_no_error (error);
      middles = read_middles (path, &width);
      g_assert_cmpint (width, ==, 384);
      g_assert_cmpuint (middles->len, ==, N + 15); /* the last stays; the one of another size is not there */
      for (guint i = 0; i < middles->len; i++)
        {
          const guint8 *middle = &((const guint8 *) (const void *) middles->data)[2 * i];

          g_assert_cmpuint (middle[i < 2 ? 0 : 1], >, 200);
          g_assert_cmpuint (middle[i < 2 ? 1 : 0], <, 50);
        }
      g_unlink (path);
    }
  for (guint i = 0; i <= N; i++)
    vt_value_unref (pictures[i]);
  g_assert_cmpint (g_rmdir (folder), ==, 0);
}

static void
expect (VtValue *picture, const char *path, GCancellable *cancellable, GQuark domain, int code)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (vt_film_write (&picture, picture != NULL, FRAME_MS, path, cancellable, &error));
  g_assert_error (error, domain, code);
  g_test_message ("%s", error->message);
}

static void
test_refused (void)
{
  g_autoptr (VtValue) picture = plain (4, 1, 1);
  g_autoptr (VtValue) none = vt_value_new_none ();
  g_autoptr (GCancellable) cancelled = g_cancellable_new ();

  if (!can_encode ())
    return;
  g_cancellable_cancel (cancelled);
  expect (NULL, "/tmp/x.webm", NULL, VT_ERROR, VT_ERROR_INVALID);
  expect (none, "/tmp/x.webm", NULL, VT_ERROR, VT_ERROR_INVALID);
  expect (picture, "/tmp/x.gif", NULL, VT_ERROR, VT_ERROR_INVALID);
  expect (picture, "/nowhere/x.webm", NULL, VT_ERROR, VT_ERROR_FAILED);
  expect (picture, "/tmp/vitrine-cancelled.webm", cancelled, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_false (g_file_test ("/tmp/vitrine-cancelled.webm", G_FILE_TEST_EXISTS));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/film-write/film", test_film);
  g_test_add_func ("/film-write/refused", test_refused);
  return g_test_run ();
}
