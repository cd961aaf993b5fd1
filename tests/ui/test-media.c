/* test-media.c: components of pictures, sounds and films.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <adwaita.h>
#include <glib/gstdio.h>
#include <math.h>

#include "component-fixture.h"
#include "media/picture.h"
#include "media/sound-write.h"
#include "ui/components/annotated-view.h"
#include "ui/components/painting.h"
#include "ui/components/picture-view.h"
#include "ui/components/texture.h"
#include "ui/components/waveform.h"

static char *folder;

/* A ramp from dark to light; with 4 channels also in alpha. */
static VtValue *
make_picture (guint width, guint height, guint channels)
{
  gsize n = (gsize) width * height * channels;
  guint8 *pixels = g_malloc (n);
  g_autoptr (GBytes) bytes = g_bytes_new_take (pixels, n);

  for (gsize i = 0; i < n; i++)
    pixels[i] = (guint8) (i % 251);
  return vt_value_new_image (bytes, width, height, channels);
}

static void
wait_until (gboolean (*done) (gpointer data), gpointer data)
{
  for (guint i = 0; i < 500 && !done (data); i++)
    run_loop (10);
  g_assert_true (done (data));
}

/* The button called @name, if it can be seen and pressed. */
static GtkWidget *
find_button (GtkWidget *root, const char *name)
{
  if (GTK_IS_BUTTON (root) && (g_strcmp0 (gtk_widget_get_tooltip_text (root), name) == 0
                               || g_strcmp0 (gtk_button_get_label (GTK_BUTTON (root)), name) == 0))
    return gtk_widget_get_visible (root) && gtk_widget_get_sensitive (root) ? root : NULL;
  for (GtkWidget *child = gtk_widget_get_first_child (root); child; child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find_button (child, name);

      if (found != NULL)
        return found;
    }
  return NULL;
}

static gboolean
shows_text (GtkWidget *root, const char *text)
{
  if (GTK_IS_LABEL (root) && gtk_widget_get_visible (root) && g_strcmp0 (gtk_label_get_text (GTK_LABEL (root)), text) == 0)
    return TRUE;
  for (GtkWidget *child = gtk_widget_get_first_child (root); child; child = gtk_widget_get_next_sibling (child))
    if (shows_text (child, text))
      return TRUE;
  return FALSE;
}

static void
press (Fixture *f, const char *name)
{
  GtkWidget *button = find_button (f->window, name);

  g_assert_nonnull (button);
  g_signal_emit_by_name (button, "clicked");
}

static void
test_texture (void)
{
  for (guint channels = 3; channels <= 4; channels++)
    {
      g_autoptr (VtValue) picture = make_picture (30, 20, channels);
      g_autoptr (GdkTexture) texture = vt_texture_new (picture);
      g_autoptr (VtValue) back = vt_texture_to_value (texture);
      const VtImage *a = vt_value_image (picture), *b = vt_value_image (back);

      g_assert_cmpuint (b->channels, ==, channels);
      for (gsize i = 0; i < 30 * 20; i++)
        for (guint c = 0; c < channels; c++)
          {
            int alpha = channels == 4 ? a->pixels[i * 4 + 3] : 255;
            int slack = channels == 3 || c == 3 ? 0 : alpha > 0 ? 1 + 255 / alpha : 255;

            g_assert_cmpint (ABS (a->pixels[i * channels + c] - b->pixels[i * channels + c]), <=, slack);
          }
    }
}

static gboolean
has_picture (gpointer view)
{
  return vt_picture_view_get_paintable (VT_PICTURE_VIEW (find_widget (view, VT_TYPE_PICTURE_VIEW))) != NULL;
}

static void
test_image (void)
{
  Fixture f;
  g_autofree char *path = g_build_filename (folder, "a.png", NULL);
  g_autoptr (VtValue) picture = make_picture (30, 20, 3);
  VtPictureView *view;

  g_assert_true (vt_picture_write (vt_value_image (picture), path, NULL, NULL));
  fixture_open (&f, "{\"id\": \"it\", \"type\": \"image\", \"label\": \"Photo\"}");
  fixture_expect_value (&f, VT_VALUE_NONE, "");
  g_assert_nonnull (find_button (f.window, "Open"));
  g_assert_null (find_button (f.window, "Save"));
  fixture_set (&f, vt_value_ref (picture));
  fixture_expect_events (&f, "change");
  fixture_expect_value (&f, VT_VALUE_IMAGE, "30 × 20");
  g_assert_true (has_picture (f.window));
  press (&f, "Copy");
  press (&f, "Larger");
  view = VT_PICTURE_VIEW (find_widget (f.window, VT_TYPE_PICTURE_VIEW));
  g_assert_cmpfloat (vt_picture_view_get_zoom (view), ==, 1.5);
  press (&f, "Smaller");
  g_assert_cmpfloat (vt_picture_view_get_zoom (view), ==, 1);
  press (&f, "Remove");
  fixture_expect_events (&f, "change input clear");
  fixture_expect_value (&f, VT_VALUE_NONE, "");
  press (&f, "Paste");
  run_loop (300);
  fixture_expect_value (&f, VT_VALUE_IMAGE, "30 × 20");
  fixture_expect_events (&f, "change input upload");
  fixture_set (&f, vt_value_new_file (path));
  fixture_expect_events (&f, "change");
  fixture_expect_value (&f, VT_VALUE_FILE, path);
  wait_until (has_picture, f.window);
  vt_component_view_set_busy (f.view, TRUE);
  g_assert_null (find_button (f.window, "Open"));
  vt_component_view_set_busy (f.view, FALSE);
  vt_component_view_set_interactive (f.view, FALSE);
  g_assert_null (find_button (f.window, "Remove"));
  g_assert_nonnull (find_button (f.window, "Save"));
  fixture_close (&f);
}

static gboolean
says_damaged (gpointer window)
{
  g_autoptr (GPtrArray) labels = g_ptr_array_new ();

  g_ptr_array_add (labels, window);
  for (guint i = 0; i < labels->len; i++)
    {
      if (GTK_IS_LABEL (labels->pdata[i]) && strstr (gtk_label_get_text (labels->pdata[i]), "bad.png") != NULL)
        return TRUE;
      for (GtkWidget *child = gtk_widget_get_first_child (labels->pdata[i]); child; child = gtk_widget_get_next_sibling (child))
        g_ptr_array_add (labels, child);
    }
  return FALSE;
}

static void
test_bad_picture (void)
{
  Fixture f;
  g_autofree char *path = g_build_filename (folder, "bad.png", NULL);

  g_assert_true (g_file_set_contents (path, "no picture", -1, NULL));
  fixture_open (&f, "{\"id\": \"it\", \"type\": \"image\", \"label\": \"Photo\"}");
  fixture_set (&f, vt_value_new_file (path));
  wait_until (says_damaged, f.window);
  fixture_set (&f, vt_value_new_none ());
  g_assert_false (says_damaged (f.window));
  fixture_close (&f);
}

/* Gone while a file is still being read. */
static void
test_early_end (void)
{
  Fixture f;
  g_autofree char *path = g_build_filename (folder, "a.png", NULL);

  fixture_open (&f, "{\"id\": \"it\", \"type\": \"image\"}");
  fixture_set (&f, vt_value_new_file (path));
  gtk_window_destroy (GTK_WINDOW (f.window));
  run_loop (300);
  g_ptr_array_unref (f.events);
}

/* Enlarged, the picture covers the view wherever it is moved. */
static void
test_zoom (void)
{
  g_autoptr (VtValue) picture = make_picture (40, 20, 3);
  g_autoptr (GdkTexture) texture = vt_texture_new (picture);
  GtkWidget *window = gtk_window_new (), *view = vt_picture_view_new ();
  graphene_rect_t area;

  vt_picture_view_set_paintable (VT_PICTURE_VIEW (view), GDK_PAINTABLE (texture));
  gtk_window_set_child (GTK_WINDOW (window), view);
  gtk_window_set_default_size (GTK_WINDOW (window), 200, 200);
  gtk_window_present (GTK_WINDOW (window));
  run_loop (200);
  g_assert_true (vt_picture_view_get_area (VT_PICTURE_VIEW (view), &area));
  g_assert_cmpfloat_with_epsilon (area.size.width, gtk_widget_get_width (view), 1);
  g_assert_cmpfloat_with_epsilon (area.size.width, 2 * area.size.height, 1);
  vt_picture_view_set_zoom (VT_PICTURE_VIEW (view), 100);
  g_assert_cmpfloat (vt_picture_view_get_zoom (VT_PICTURE_VIEW (view)), ==, 32);
  g_assert_true (vt_picture_view_get_area (VT_PICTURE_VIEW (view), &area));
  g_assert_cmpfloat (area.origin.x, <=, 0);
  g_assert_cmpfloat (area.origin.x + area.size.width, >=, gtk_widget_get_width (view));
  gtk_window_destroy (GTK_WINDOW (window));
}

static VtValue *
make_tone (double seconds)
{
  gsize n = (gsize) (8000 * seconds);
  float *samples = g_new (float, n);
  g_autoptr (GBytes) bytes = g_bytes_new_take (samples, n * sizeof (float));

  for (gsize i = 0; i < n; i++)
    samples[i] = (float) sin (i * 0.3);
  return vt_value_new_audio (bytes, 8000, 1);
}

static VtWaveform *
waveform_of (Fixture *f)
{
  return VT_WAVEFORM (find_widget (f->window, VT_TYPE_WAVEFORM));
}

static gboolean
has_sound (gpointer window)
{
  return vt_waveform_get_seconds (VT_WAVEFORM (find_widget (window, VT_TYPE_WAVEFORM))) > 0;
}

static void
test_audio (void)
{
  Fixture f;
  g_autofree char *path = g_build_filename (folder, "a.wav", NULL);
  g_autoptr (VtValue) tone = make_tone (2);
  g_autoptr (VtValue) part = NULL;

  g_assert_true (vt_sound_write (vt_value_audio (tone), path, NULL, NULL));
  fixture_open (&f, "{\"id\": \"it\", \"type\": \"audio\", \"label\": \"Talk\"}");
  fixture_expect_value (&f, VT_VALUE_NONE, "");
  g_assert_nonnull (find_button (f.window, "Open"));
  g_assert_nonnull (find_button (f.window, "Record"));
  g_assert_null (find_button (f.window, "Play"));
  fixture_set (&f, vt_value_ref (tone));
  fixture_expect_events (&f, "change");
  g_assert_cmpfloat (vt_waveform_get_seconds (waveform_of (&f)), ==, 2);
  g_assert_nonnull (find_button (f.window, "Play"));
  g_assert_null (find_button (f.window, "Keep only what is selected"));
  vt_waveform_select (waveform_of (&f), 0.5, 1);
  press (&f, "Keep only what is selected");
  fixture_expect_events (&f, "change input upload");
  part = vt_component_view_get_value (f.view);
  g_assert_cmpuint (vt_value_audio (part)->n_frames, ==, 4000);
  g_assert_cmpmem (vt_value_audio (part)->samples, 16000, vt_value_audio (tone)->samples + 4000, 16000);
  press (&f, "Remove");
  fixture_expect_events (&f, "change input clear");
  fixture_set (&f, vt_value_new_file (path));
  wait_until (has_sound, f.window);
  g_assert_cmpfloat_with_epsilon (vt_waveform_get_seconds (waveform_of (&f)), 2, 0.01);
  fixture_expect_value (&f, VT_VALUE_FILE, path);
  vt_component_view_set_interactive (f.view, FALSE);
  g_assert_null (find_button (f.window, "Record"));
  g_assert_nonnull (find_button (f.window, "Save"));
  fixture_close (&f);
}

static void
test_audio_sources (void)
{
  Fixture f;

  fixture_open (&f, "{\"id\": \"it\", \"type\": \"audio\", \"sources\": [\"microphone\"]}");
  g_assert_null (find_button (f.window, "Open"));
  g_assert_nonnull (find_button (f.window, "Record"));
  fixture_close (&f);
  fixture_open (&f, "{\"id\": \"it\", \"type\": \"audio\", \"sources\": [\"upload\"]}");
  g_assert_nonnull (find_button (f.window, "Open"));
  g_assert_null (find_button (f.window, "Record"));
  fixture_close (&f);
}

static void
on_seek (VtWaveform *waveform, double seconds, double *to)
{
  *to = seconds;
}

static void
test_waveform (void)
{
  GtkWidget *window = gtk_window_new (), *waveform = vt_waveform_new ();
  VtWaveform *self = VT_WAVEFORM (waveform);
  g_autoptr (VtValue) tone = make_tone (10);
  g_autofree char *time = vt_waveform_format_time (3723.9);
  double from, to, sought = -1;

  gtk_window_set_child (GTK_WINDOW (window), waveform);
  gtk_window_present (GTK_WINDOW (window));
  run_loop (100);
  g_signal_connect (waveform, "seek", G_CALLBACK (on_seek), &sought);
  vt_waveform_set_position (self, 5);
  g_assert_cmpfloat (vt_waveform_get_position (self), ==, 0);
  vt_waveform_set_peaks (self, vt_sound_peaks_new (vt_value_audio (tone), 100));
  vt_waveform_set_position (self, 5);
  g_assert_cmpfloat (vt_waveform_get_position (self), ==, 5);
  vt_waveform_select (self, 20, 3);
  g_assert_true (vt_waveform_get_selection (self, &from, &to));
  g_assert_cmpfloat (from, ==, 3);
  g_assert_cmpfloat (to, ==, 10);
  for (guint i = 0; i < 5000; i++)
    vt_waveform_push_level (self, 0.5);
  run_loop (100);
  vt_waveform_set_peaks (self, NULL);
  g_assert_false (vt_waveform_get_selection (self, &from, &to));
  g_assert_cmpfloat (vt_waveform_get_seconds (self), ==, 0);
  g_assert_cmpstr (time, ==, "1:02:03");
  g_assert_cmpfloat (sought, ==, -1);
  gtk_window_destroy (GTK_WINDOW (window));
}

/* Opened, looked through, one picture taken. */
static void
test_camera (void)
{
  Fixture f;

  g_setenv ("VITRINE_CAMERA", "videotestsrc is-live=true pattern=red ! video/x-raw,width=40,height=30", TRUE);
  fixture_open (&f, "{\"id\": \"it\", \"type\": \"image\", \"label\": \"Photo\"}");
  press (&f, "Camera");
  g_assert_null (find_button (f.window, "Open"));
  wait_until (has_picture, f.window);
  fixture_expect_events (&f, "");
  press (&f, "Take the picture");
  fixture_expect_events (&f, "change input upload");
  fixture_expect_value (&f, VT_VALUE_IMAGE, "40 × 30");
  g_assert_null (find_button (f.window, "Close the camera"));
  press (&f, "Camera");
  press (&f, "Close the camera");
  g_assert_true (has_picture (f.window));
  fixture_expect_value (&f, VT_VALUE_IMAGE, "40 × 30");
  press (&f, "Camera");
  fixture_close (&f);
}

/* --- painting ------------------------------------------------------------------- */

static guint
count_marked (VtPainting *painting)
{
  g_autoptr (VtValue) mask = vt_painting_dup_mask (painting);
  const VtImage *image = vt_value_image (mask);
  guint n = 0;

  for (gsize i = 0; i < (gsize) image->width * image->height; i++)
    n += image->pixels[i] == 255;
  return n;
}

static void
test_painting (void)
{
  g_autoptr (VtPainting) painting = vt_painting_new (100, 50);
  const VtInk red = { { 255, 0, 0 } };
  g_autoptr (VtValue) both = NULL;
  guint stroke;

  g_assert_true (vt_painting_is_empty (painting));
  vt_painting_begin (painting, &red, 5, 20, 25);
  g_assert_cmpfloat_with_epsilon (count_marked (painting), G_PI * 25, 8);
  vt_painting_go_on (painting, 80, 25);
  stroke = count_marked (painting);
  g_assert_cmpfloat_with_epsilon (stroke, G_PI * 25 + 600, 40);
  both = vt_painting_dup_composite (painting);
  g_assert_cmpmem (vt_value_image (both)->pixels + (25 * 100 + 50) * 3, 3, red.rgb, 3);
  g_assert_cmpuint (vt_value_image (both)->pixels[0], ==, 255);
  vt_painting_begin (painting, NULL, 8, 20, 25);
  g_assert_cmpuint (count_marked (painting), <, stroke);
  vt_painting_undo (painting);
  g_assert_cmpuint (count_marked (painting), ==, stroke);
  vt_painting_redo (painting);
  g_assert_cmpuint (count_marked (painting), <, stroke);
  vt_painting_clear (painting);
  g_assert_true (vt_painting_is_empty (painting));
  vt_painting_undo (painting);
  vt_painting_undo (painting);
  vt_painting_undo (painting);
  g_assert_true (vt_painting_is_empty (painting));
  g_assert_false (vt_painting_can_undo (painting));
  vt_painting_undo (painting);
  /* Beyond the edge, far beyond it, and too small to see. */
  vt_painting_begin (painting, &red, 0, -10, 60);
  vt_painting_go_on (painting, 1e9, -1e9);
  for (guint i = 0; i < 50; i++)
    vt_painting_begin (painting, &red, 1, i, i);
}

static void
test_background (void)
{
  g_autoptr (VtPainting) painting = vt_painting_new (10, 10);
  g_autoptr (VtValue) large = make_picture (3000, 1500, 3);
  g_autoptr (VtValue) small = make_picture (20, 30, 4);
  g_autoptr (VtValue) back = NULL;

  vt_painting_set_background (painting, vt_value_image (large));
  g_assert_cmpuint (vt_painting_get_width (painting), ==, 1024);
  g_assert_cmpuint (vt_painting_get_height (painting), ==, 512);
  vt_painting_set_background (painting, vt_value_image (small));
  back = vt_painting_dup_background (painting);
  g_assert_cmpuint (vt_value_image (back)->width, ==, 20);
  g_assert_true (vt_painting_has_background (painting));
  vt_painting_set_background (painting, NULL);
  g_assert_false (vt_painting_has_background (painting));
}

static void
test_imageeditor (void)
{
  Fixture f;
  g_autoptr (VtValue) picture = make_picture (64, 48, 3);
  g_autoptr (VtValue) value = NULL;
  VtValue *const *parts;
  guint n;

  fixture_open (&f, "{\"id\": \"it\", \"type\": \"imageeditor\", \"mode\": \"mask\", \"label\": \"Mark\"}");
  fixture_expect_value (&f, VT_VALUE_NONE, "");
  fixture_set (&f, vt_value_ref (picture));
  fixture_expect_events (&f, "change");
  value = vt_component_view_get_value (f.view);
  parts = vt_value_list (value, &n);
  g_assert_cmpuint (n, ==, 3);
  g_assert_true (vt_value_equal (parts[0], picture));
  g_assert_cmpuint (vt_value_image (parts[1])->channels, ==, 1);
  g_assert_cmpuint (vt_value_image (parts[1])->width, ==, 64);
  g_assert_null (find_button (f.window, "Undo"));
  g_assert_nonnull (find_button (f.window, "Open"));
  press (&f, "Remove the picture");
  fixture_expect_events (&f, "change input clear");
  fixture_expect_value (&f, VT_VALUE_NONE, "");
  fixture_close (&f);
}

/* --- pictures that are only shown ---------------------------------------------------- */

static void
test_imageslider (void)
{
  Fixture f;
  g_autoptr (VtValue) a = make_picture (20, 10, 3);
  g_autoptr (VtValue) b = make_picture (40, 20, 3);

  fixture_open (&f, "{\"id\": \"it\", \"type\": \"imageslider\"}");
  fixture_set (&f, vt_value_new_list ((VtValue *[]) { a, b }, 2));
  fixture_expect_events (&f, "change");
  gtk_window_present (GTK_WINDOW (f.window));
  run_loop (200);
  fixture_set (&f, vt_value_new_list ((VtValue *[]) { a }, 1));
  fixture_set (&f, vt_value_new_text ("no pictures"));
  run_loop (100);
  fixture_close (&f);
}

static const char found_json[] =
  "[{\"label\": \"cat\", \"score\": 0.9, \"box\": {\"xmin\": 1, \"ymin\": 2, \"xmax\": 9, \"ymax\": 8}},"
  " {\"label\": \"dog\", \"box\": {\"xmin\": 5, \"ymin\": 2, \"xmax\": 1, \"ymax\": 8}},"
  " {\"label\": \"cat\"}, {\"score\": 1}, 7]";

static void
test_annotations (void)
{
  g_autoptr (VtValue) json = vt_value_new_json (found_json);
  g_autoptr (VtValue) mask = make_picture (10, 10, 1);
  g_autoptr (VtValue) masks = vt_value_new_list ((VtValue *[]) { mask, mask, mask }, 3);
  g_autoptr (GPtrArray) found = vt_annotations_read ((VtValue *[]) { json, masks }, 2);
  const VtAnnotation *first, *second, *third;

  g_assert_cmpuint (found->len, ==, 3);
  first = found->pdata[0];
  second = found->pdata[1];
  third = found->pdata[2];
  g_assert_true (first->has_box && first->mask == NULL);
  g_assert_cmpfloat (first->score, ==, 0.9);
  g_assert_false (second->has_box);
  g_assert_cmpfloat (second->score, ==, -1);
  g_assert_nonnull (second->mask);
  g_assert_nonnull (third->mask);
  g_assert_cmpuint (first->kind, ==, third->kind);
  g_assert_cmpuint (first->kind, !=, second->kind);
}

/* As the Hub answers segments: each mask is a PNG in base64. */
static char *
json_with_masks (void)
{
  g_autoptr (VtValue) mask = make_picture (10, 10, 1);
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) png = vt_picture_to_png (vt_value_image (mask), NULL, &error);
  g_autofree char *base64 = NULL;

  g_assert_no_error (error);
  base64 = g_base64_encode (g_bytes_get_data (png, NULL), g_bytes_get_size (png));
  return g_strdup_printf ("[{\"label\": \"sky\", \"score\": 0.5, \"mask\": \"%s\"}, {\"label\": \"sea\", \"mask\": \"%.20s\"}, {\"label\": \"sky\"}]",
                          base64, base64);
}

static void
test_base64_masks (void)
{
  g_autofree char *text = json_with_masks ();
  g_autoptr (VtValue) json = vt_value_new_json (text), mask = make_picture (10, 10, 1);
  g_autoptr (GPtrArray) found = vt_annotations_read ((VtValue *[]) { json, mask }, 2);
  const VtAnnotation *whole, *cut, *beside;

  g_assert_cmpuint (found->len, ==, 3);
  whole = found->pdata[0];
  cut = found->pdata[1];
  beside = found->pdata[2];
  g_assert_true (vt_annotations_need_masks (found));
  g_assert_true (whole->mask == NULL && cut->mask == NULL && beside->mask == mask);
  vt_annotations_read_masks (found);
  g_assert_false (vt_annotations_need_masks (found));
  g_assert_true (vt_value_equal (whole->mask, mask));
  g_assert_null (cut->mask);
}

static void
test_annotatedimage (void)
{
  Fixture f;
  g_autoptr (VtValue) picture = make_picture (20, 10, 3);
  g_autoptr (VtValue) json = vt_value_new_json (found_json), none = vt_value_new_json ("[]");
  GtkWidget *name;

  fixture_open (&f, "{\"id\": \"it\", \"type\": \"annotatedimage\"}");
  fixture_set (&f, vt_value_new_list ((VtValue *[]) { picture, json }, 2));
  fixture_expect_events (&f, "change");
  gtk_window_present (GTK_WINDOW (f.window));
  run_loop (200);
  name = find_widget (f.window, GTK_TYPE_TOGGLE_BUTTON);
  g_assert_nonnull (name);
  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (name), TRUE);
  fixture_expect_events (&f, "select");
  run_loop (100);
  fixture_set (&f, vt_value_new_none ());
  g_assert_null (find_widget (f.window, GTK_TYPE_TOGGLE_BUTTON));
  g_assert_false (shows_text (f.window, "Nothing was found."));
  fixture_set (&f, vt_value_new_list ((VtValue *[]) { picture, none }, 2));
  g_assert_true (shows_text (f.window, "Nothing was found."));
  fixture_set (&f, vt_value_new_list ((VtValue *[]) { picture, json }, 2));
  g_assert_false (shows_text (f.window, "Nothing was found."));
  fixture_close (&f);
}

static gboolean
has_mask (gpointer view)
{
  return vt_annotated_view_count_masks (view) == 1;
}

/* The picture's file and the masks are read in a thread, and then it is shown what they say. */
static void
test_annotated_later (void)
{
  Fixture f;
  g_autofree char *path = g_build_filename (folder, "annotated.png", NULL), *text = json_with_masks ();
  g_autoptr (VtValue) picture = make_picture (20, 10, 3), file = vt_value_new_file (path), json = vt_value_new_json (text);
  g_autoptr (GError) error = NULL;

  vt_picture_write (vt_value_image (picture), path, NULL, &error);
  g_assert_no_error (error);
  fixture_open (&f, "{\"id\": \"it\", \"type\": \"annotatedimage\"}");
  fixture_set (&f, vt_value_new_list ((VtValue *[]) { file, json }, 2));
  wait_until (has_mask, find_widget (f.window, VT_TYPE_ANNOTATED_VIEW));
  fixture_close (&f);
}

/* A word is laid over the picture while it is pressed, and again in the next picture that has it. */
static void
test_heatmap (void)
{
  Fixture f;
  g_autoptr (VtValue) picture = make_picture (20, 10, 3), mask = make_picture (10, 5, 1);
  g_autoptr (VtValue) json = vt_value_new_json ("[{\"label\": \"red\"}, {\"label\": \"apple\"}]");
  g_autoptr (VtValue) masks = vt_value_new_list ((VtValue *[]) { mask, mask }, 2);
  VtValue *parts[] = { picture, json, masks };
  GtkWidget *red, *apple;

  fixture_open (&f, "{\"id\": \"it\", \"type\": \"heatmap\"}");
  fixture_set (&f, vt_value_new_list (parts, 3));
  fixture_expect_events (&f, "change");
  gtk_window_present (GTK_WINDOW (f.window));
  run_loop (200);
  red = find_button (f.window, "red");
  apple = find_button (f.window, "apple");
  g_assert_true (shows_text (f.window, "Press a word to see where it counts."));
  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (red), TRUE);
  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (apple), TRUE);
  fixture_expect_events (&f, "select select");
  g_assert_false (gtk_toggle_button_get_active (GTK_TOGGLE_BUTTON (red)));
  g_assert_true (shows_text (f.window, "Bright where “apple” counts"));
  run_loop (100);
  fixture_set (&f, vt_value_new_list (parts, 3));
  g_assert_true (gtk_toggle_button_get_active (GTK_TOGGLE_BUTTON (find_button (f.window, "apple"))));
  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (find_button (f.window, "apple")), FALSE);
  g_assert_true (shows_text (f.window, "Press a word to see where it counts."));
  fixture_set (&f, vt_value_new_none ());
  g_assert_null (find_button (f.window, "apple"));
  fixture_close (&f);
}

static void
test_video (void)
{
  Fixture f;
  g_autofree char *path = g_build_filename (folder, "none.webm", NULL);

  fixture_open (&f, "{\"id\": \"it\", \"type\": \"video\", \"label\": \"Film\"}");
  g_assert_nonnull (find_button (f.window, "Open"));
  g_assert_null (find_button (f.window, "Remove"));
  fixture_set (&f, vt_value_new_file (path));
  fixture_expect_events (&f, "change");
  fixture_expect_value (&f, VT_VALUE_FILE, path);
  press (&f, "Remove");
  fixture_expect_events (&f, "change input clear");
  fixture_close (&f);
}

static void
test_captions (void)
{
  Fixture f;
  g_autofree char *much = g_strnfill (9000, 'a');

  fixture_open (&f, "{\"id\": \"it\", \"type\": \"captions\", \"placeholder\": \"Speak\"}");
  fixture_expect_value (&f, VT_VALUE_TEXT, "");
  fixture_set (&f, vt_value_new_text (" And so"));
  fixture_expect_events (&f, "change");
  fixture_expect_value (&f, VT_VALUE_TEXT, "And so");
  fixture_set (&f, vt_value_new_text (much));
  fixture_expect_value (&f, VT_VALUE_TEXT, much);
  fixture_close (&f);
}

static void
remove_folder (void)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);

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
  if (!gtk_init_check ())
    {
      g_print ("1..0 # SKIP there is no display\n");
      return 77;
    }
  adw_init ();
  folder = g_dir_make_tmp ("vitrine-media-XXXXXX", NULL);
  g_test_add_func ("/media/texture", test_texture);
  g_test_add_func ("/media/image", test_image);
  g_test_add_func ("/media/bad-picture", test_bad_picture);
  g_test_add_func ("/media/early-end", test_early_end);
  g_test_add_func ("/media/zoom", test_zoom);
  g_test_add_func ("/media/audio", test_audio);
  g_test_add_func ("/media/camera", test_camera);
  g_test_add_func ("/media/painting", test_painting);
  g_test_add_func ("/media/background", test_background);
  g_test_add_func ("/media/imageeditor", test_imageeditor);
  g_test_add_func ("/media/imageslider", test_imageslider);
  g_test_add_func ("/media/annotations", test_annotations);
  g_test_add_func ("/media/annotations/base64", test_base64_masks);
  g_test_add_func ("/media/annotatedimage", test_annotatedimage);
  g_test_add_func ("/media/annotatedimage/later", test_annotated_later);
  g_test_add_func ("/media/heatmap", test_heatmap);
  g_test_add_func ("/media/video", test_video);
  g_test_add_func ("/media/captions", test_captions);
  g_test_add_func ("/media/audio-sources", test_audio_sources);
  g_test_add_func ("/media/waveform", test_waveform);
  status = g_test_run ();
  remove_folder ();
  return status;
}
