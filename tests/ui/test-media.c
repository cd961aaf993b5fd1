/* test-media.c: components of pictures, sounds and films.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <adwaita.h>
#include <glib/gstdio.h>
#include <math.h>

#include "component-fixture.h"
#include "media/picture.h"
#include "ui/components/picture-view.h"
#include "ui/components/texture.h"

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
  if (GTK_IS_BUTTON (root) && g_strcmp0 (gtk_widget_get_tooltip_text (root), name) == 0)
    return gtk_widget_get_visible (root) && gtk_widget_get_sensitive (root) ? root : NULL;
  for (GtkWidget *child = gtk_widget_get_first_child (root); child; child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find_button (child, name);

      if (found != NULL)
        return found;
    }
  return NULL;
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
  status = g_test_run ();
  remove_folder ();
  return status;
}
