/* test-film.c: pictures of films that GStreamer's test source makes, and what is
 * said of files that give none.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <glib/gstdio.h>
#include <gst/gst.h>
#include <string.h>

#include "engine/base/error.h"
#include "media/film-read.h"
#include "media/gst-start.h"

static char *folder;

static char *
in_folder (const char *name)
{
  return g_build_filename (folder, name, NULL);
}

/* Runs a pipeline of GStreamer to its end; %FALSE where parts of it are missing. */
static gboolean
make_by (const char *line)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GstElement) pipeline = gst_parse_launch (line, &error);
  g_autoptr (GstBus) bus = NULL;
  g_autoptr (GstMessage) message = NULL;

  if (pipeline == NULL || error != NULL)
    return FALSE;
  bus = gst_element_get_bus (pipeline);
  gst_element_set_state (pipeline, GST_STATE_PLAYING);
  message = gst_bus_timed_pop_filtered (bus, 60 * GST_SECOND, GST_MESSAGE_EOS | GST_MESSAGE_ERROR);
  gst_element_set_state (pipeline, GST_STATE_NULL);
  return message != NULL && GST_MESSAGE_TYPE (message) == GST_MESSAGE_EOS;
}

/* @seconds of red, then as many of blue, with ten pictures a second; %NULL where it cannot be made. */
static char *
make_film_in (const char *box, const char *name, guint seconds, guint width, guint height)
{
  char *path = in_folder (name);
  g_autofree char *line = g_strdup_printf (
      "concat name=both ! videoconvert ! %s ! filesink location=%s "
      "videotestsrc pattern=red num-buffers=%u ! video/x-raw,format=I420,width=%u,height=%u,framerate=10/1 ! both. "
      "videotestsrc pattern=blue num-buffers=%u ! video/x-raw,format=I420,width=%u,height=%u,framerate=10/1 ! both.",
      box, path, seconds * 10, width, height, seconds * 10, width, height);

  if (make_by (line))
    return path;
  g_test_skip ("the encoder is not installed");
  g_free (path);
  return NULL;
}

static char *
make_film (const char *name, guint seconds, guint width, guint height)
{
  return make_film_in ("vp8enc deadline=1 keyframe-max-dist=10 ! webmmux", name, seconds, width, height);
}

static VtValue *
read_frames (const char *path, double per_second, guint most)
{
  g_autoptr (GError) error = NULL;
  VtValue *frames = vt_film_read_frames (path, per_second, most, NULL, &error);

  g_assert_no_error (error);
  g_assert_nonnull (frames);
  return frames;
}

static void
assert_frames (VtValue *frames, guint n, guint width, guint height)
{
  guint given;
  VtValue *const *items = vt_value_list (frames, &given);

  g_assert_cmpuint (given, ==, n);
  for (guint i = 0; i < n; i++)
    {
      const VtImage *image = vt_value_image (items[i]);
      const guint8 *last = image->pixels + 3 * ((gsize) width * height - 1);
      gboolean red = i < n / 2;

      g_assert_cmpuint (image->width, ==, width);
      g_assert_cmpuint (image->height, ==, height);
      g_assert_cmpuint (image->channels, ==, 3);
      g_assert_cmpuint (last[red ? 0 : 2], >, 200);
      g_assert_cmpuint (last[red ? 2 : 0], <, 60);
    }
}

/* Two bytes fill up each row of 66 pixels: no picture leans. */
static void
test_frames (void)
{
  g_autofree char *path = make_film ("short.webm", 2, 66, 48);
  g_autoptr (VtValue) each = NULL;
  g_autoptr (VtValue) few = NULL;
  g_autoptr (VtValue) all = NULL;

  if (path == NULL)
    return;
  each = read_frames (path, 1, 32);
  assert_frames (each, 4, 66, 48);
  few = read_frames (path, 1, 2);
  assert_frames (few, 2, 66, 48);
  all = read_frames (path, 1000, 1000);
  assert_frames (all, 40, 66, 48);
}

/* So far into it is jumped to: what comes is the picture of that moment, not of the jump's end. */
static void
test_long (void)
{
  g_autofree char *path = make_film ("long.webm", 15, 32, 32);
  g_autoptr (VtValue) halves = NULL;
  g_autoptr (VtValue) middle = NULL;

  if (path == NULL)
    return;
  halves = read_frames (path, 1, 2);
  assert_frames (halves, 2, 32, 32);
  middle = read_frames (path, 1, 1);
  assert_frames (middle, 1, 32, 32);
}

static void
test_large (void)
{
  g_autofree char *path = make_film ("large.webm", 1, 1920, 1080);
  g_autoptr (VtValue) frames = NULL;

  if (path == NULL)
    return;
  frames = read_frames (path, 1, 32);
  assert_frames (frames, 2, 1280, 720);
}

/* As browsers record: it neither tells its length nor where its pictures lie. */
static void
test_endless (void)
{
  g_autofree char *path = make_film_in ("vp8enc deadline=1 ! webmmux streamable=true", "endless.webm", 2, 64, 48);
  g_autoptr (VtValue) frames = NULL;
  g_autoptr (VtValue) first = NULL;

  if (path == NULL)
    return;
  frames = read_frames (path, 1, 32);
  assert_frames (frames, 4, 64, 48);
  first = read_frames (path, 1, 1);
  g_assert_cmpuint (vt_value_image (vt_value_list (first, &(guint) { 0 })[0])->pixels[0], >, 200);
}

/* Writes into the head of a QuickTime track that it is to be turned to the right. */
static void
turn_right (const char *path)
{
  static const guint8 matrix[] = { 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0xff, 0xff, 0, 0, 0, 0, 0, 0 };
  g_autofree char *content = NULL;
  char *head = NULL;
  gsize size;

  g_assert_true (g_file_get_contents (path, &content, &size, NULL));
  for (gsize i = 0; head == NULL && i + 80 < size; i++)
    if (memcmp (content + i, "tkhd", 4) == 0)
      head = content + i;
  g_assert_nonnull (head);
  memcpy (head + 44, matrix, sizeof matrix);
  g_assert_true (g_file_set_contents (path, content, (gssize) size, NULL));
}

/* A telephone that was held upright: what it filmed wide stands high. */
static void
test_upright (void)
{
  g_autofree char *path = make_film_in ("jpegenc ! qtmux", "upright.mov", 1, 64, 48);
  g_autoptr (VtValue) frames = NULL;

  if (path == NULL)
    return;
  turn_right (path);
  frames = read_frames (path, 1, 32);
  assert_frames (frames, 2, 48, 64);
}

/* Cut anywhere, or with bytes changed: pictures or a sentence, and an end. */
static void
test_damaged (void)
{
  g_autofree char *path = make_film ("whole.webm", 2, 64, 48), *hurt = in_folder ("hurt.webm"), *content = NULL;
  gsize size;

  if (path == NULL)
    return;
  g_assert_true (g_file_get_contents (path, &content, &size, NULL));
  for (guint i = 0; i < 8; i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (VtValue) frames = NULL;

      if (i % 2 == 1)
        memset (content + size * i / 9, 0x55, size / 20);
      g_assert_true (g_file_set_contents (hurt, content, (gssize) (size * (i + 1) / 9), NULL));
      frames = vt_film_read_frames (hurt, 10, 32, NULL, &error);
      g_assert_true ((frames != NULL) == (error == NULL));
    }
}

static void
assert_refused (const char *path, const char *why)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (vt_film_read_frames (path, 1, 32, NULL, &error));
  g_assert_error (error, VT_ERROR, VT_ERROR_CORRUPT);
  g_assert_nonnull (strstr (error->message, why));
}

static void
test_no_film (void)
{
  g_autofree char *sound = in_folder ("sound.wav"), *text = in_folder ("text.webm"), *empty = in_folder ("empty.webm");
  g_autofree char *line = g_strdup_printf ("audiotestsrc num-buffers=20 ! audioconvert ! wavenc ! filesink location=%s", sound);
  g_autoptr (GError) error = NULL;

  g_assert_true (make_by (line));
  assert_refused (sound, "There is no film in");
  g_assert_true (g_file_set_contents (text, "Once upon a time there was a film.\n", -1, NULL));
  assert_refused (text, "neither a sound nor a film");
  g_assert_true (g_file_set_contents (empty, "", 0, NULL));
  assert_refused (empty, "is empty");
  g_assert_null (vt_film_read_frames ("/nonexistent.webm", 1, 32, NULL, &error));
  g_assert_error (error, VT_ERROR, VT_ERROR_NOT_FOUND);
}

/* Its sound is no hindrance, also where it comes first and is the longer. */
static void
test_with_sound (void)
{
  g_autofree char *path = in_folder ("talkie.webm");
  g_autofree char *line = g_strdup_printf (
      "audiotestsrc num-buffers=400 ! audioconvert ! vorbisenc ! webmmux name=mux ! filesink location=%s "
      "videotestsrc pattern=blue num-buffers=40 ! video/x-raw,width=64,height=48,framerate=10/1 ! vp8enc deadline=1 ! mux.",
      path);
  g_autoptr (VtValue) frames = NULL;
  g_autoptr (VtValue) middle = NULL;

  if (!make_by (line))
    {
      g_test_skip ("an encoder is not installed");
      return;
    }
  /* Of 9 seconds 4 have pictures: none is at the middle, and one at the first quarter. */
  frames = read_frames (path, 1, 2);
  assert_frames (frames, 1, 64, 48);
  middle = read_frames (path, 1, 1);
  assert_frames (middle, 1, 64, 48);
}

/* The container of a film alone makes none. */
static void
test_sound_only (void)
{
  g_autofree char *path = in_folder ("sound.webm");
  g_autofree char *line = g_strdup_printf ("audiotestsrc num-buffers=40 ! audioconvert ! vorbisenc ! webmmux "
                                           "! filesink location=%s", path);

  if (!make_by (line))
    {
      g_test_skip ("no Vorbis encoder is installed");
      return;
    }
  assert_refused (path, "There is no film in");
}

/* As where H.264 cannot be decoded: the film is there, and what is missing is named. */
static void
test_no_decoder (void)
{
  g_autofree char *path = make_film_in ("jpegenc ! qtmux", "jpeg.mov", 1, 64, 48);
  g_autoptr (GstCaps) jpeg = gst_caps_new_empty_simple ("image/jpeg");
  GList *all = gst_element_factory_list_get_elements (GST_ELEMENT_FACTORY_TYPE_DECODER, GST_RANK_MARGINAL);
  GList *fitting = gst_element_factory_list_filter (all, jpeg, GST_PAD_SINK, FALSE);
  g_autofree guint *ranks = g_new (guint, g_list_length (fitting) + 1);
  g_autoptr (GError) error = NULL;
  guint i = 0;

  for (GList *l = fitting; l != NULL; l = l->next)
    {
      ranks[i++] = gst_plugin_feature_get_rank (l->data);
      gst_plugin_feature_set_rank (l->data, GST_RANK_NONE);
    }
  if (path != NULL)
    {
      g_assert_null (vt_film_read_frames (path, 1, 32, NULL, &error));
      g_assert_error (error, VT_ERROR, VT_ERROR_UNSUPPORTED);
      g_assert_nonnull (strstr (error->message, "not installed"));
      g_test_message ("%s", error->message);
    }
  i = 0;
  for (GList *l = fitting; l != NULL; l = l->next)
    gst_plugin_feature_set_rank (l->data, ranks[i++]);
  gst_plugin_feature_list_free (fitting);
  gst_plugin_feature_list_free (all);
}

static void
test_cancelled (void)
{
  g_autofree char *path = make_film ("stopped.webm", 1, 64, 48);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;

  if (path == NULL)
    return;
  g_cancellable_cancel (cancellable);
  g_assert_null (vt_film_read_frames (path, 1, 32, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

static void
test_names (void)
{
  g_assert_true (vt_film_is ("/home/a/Walk.WEBM"));
  g_assert_true (vt_film_is ("clip.mp4"));
  g_assert_false (vt_film_is ("webm"));
  g_assert_false (vt_film_is ("photo.jpg"));
  g_assert_false (vt_film_is ("moving.gif"));
}

static void
remove_folder (void)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = in_folder (name);

      g_remove (path);
    }
  g_rmdir (folder);
  g_free (folder);
}

int
main (int argc, char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  folder = g_dir_make_tmp ("vitrine-film-XXXXXX", NULL);
  g_assert_true (vt_gst_start (NULL));
  g_test_add_func ("/film/frames", test_frames);
  g_test_add_func ("/film/long", test_long);
  g_test_add_func ("/film/large", test_large);
  g_test_add_func ("/film/endless", test_endless);
  g_test_add_func ("/film/upright", test_upright);
  g_test_add_func ("/film/damaged", test_damaged);
  g_test_add_func ("/film/no-film", test_no_film);
  g_test_add_func ("/film/with-sound", test_with_sound);
  g_test_add_func ("/film/sound-only", test_sound_only);
  g_test_add_func ("/film/no-decoder", test_no_decoder);
  g_test_add_func ("/film/cancelled", test_cancelled);
  g_test_add_func ("/film/names", test_names);
  status = g_test_run ();
  remove_folder ();
  return status;
}
