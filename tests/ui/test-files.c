/* test-files.c: the components that hold files: what they take, show and say.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <adwaita.h>
#include <glib/gstdio.h>
#include <string.h>

#include "app/space-document.h"
#include "component-fixture.h"
#include "ui/components/file-list.h"
#include "ui/components/file-types.h"

static char *folder; /* of a space with files, made by main() */

static VtSpace *
load (const char *component)
{
  g_autofree char *json = g_strdup_printf ("{\"version\": 1, \"components\": [%s]}", component);
  g_autofree char *path = g_build_filename (folder, "space.json", NULL);
  g_autoptr (GError) error = NULL;
  VtSpace *space;

  g_assert_true (g_file_set_contents (path, json, -1, NULL));
  space = vt_space_load (folder, &error);
  g_assert_no_error (error);
  return space;
}

static void
expect_path (VtValue *value, const char *name)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);

  g_assert_cmpint (vt_value_type (value), ==, VT_VALUE_FILE);
  g_assert_cmpstr (vt_value_text (value), ==, path);
}

/* A document names files from its folder; they come out as whole paths. */
static void
test_paths (void)
{
  g_autoptr (VtSpace) space = load ("{\"id\": \"one\", \"type\": \"file\", \"value\": \"assets/a.csv\"},"
                                    "{\"id\": \"many\", \"type\": \"file\", \"file_count\": \"multiple\", \"value\": [\"assets/a.csv\", \"b\"]},"
                                    "{\"id\": \"pictures\", \"type\": \"gallery\", \"value\": [[\"assets/c.png\", \"Sea\"]]},"
                                    "{\"id\": \"get\", \"type\": \"downloadbutton\", \"value\": \"assets/a.csv\"}");
  g_autoptr (VtValue) one = vt_space_component_initial (vt_space_find_component (space, "one"));
  g_autoptr (VtValue) many = vt_space_component_initial (vt_space_find_component (space, "many"));
  g_autoptr (VtValue) pictures = vt_space_component_initial (vt_space_find_component (space, "pictures"));
  g_autoptr (VtValue) get = vt_space_component_initial (vt_space_find_component (space, "get"));
  guint n;

  expect_path (one, "assets/a.csv");
  expect_path (get, "assets/a.csv");
  g_assert_cmpint (vt_value_type (many), ==, VT_VALUE_LIST);
  expect_path (vt_value_list (many, &n)[1], "b");
  g_assert_cmpuint (n, ==, 2);
  expect_path (vt_value_list (vt_value_list (pictures, &n)[0], &n)[0], "assets/c.png");
  g_assert_cmpint (vt_space_component_value_type (vt_space_find_component (space, "one")), ==, VT_VALUE_FILE);
  g_assert_cmpint (vt_space_component_value_type (vt_space_find_component (space, "many")), ==, VT_VALUE_LIST);
}

static void
expect_refused (const char *component, VtValue *value, const char *sentence)
{
  g_autoptr (VtSpace) space = load (component);
  g_autoptr (GError) error = NULL;

  g_assert_null (vt_space_component_accept (vt_space_find_component (space, "it"), value, &error));
  g_assert_nonnull (strstr (error->message, sentence));
  vt_value_unref (value);
}

static void
test_refused (void)
{
  g_autoptr (GError) error = NULL;
  const char *json = "{\"version\": 1, \"components\": [{\"id\": \"it\", \"type\": \"file\", \"value\": \"../secret\"}]}";

  expect_refused ("{\"id\": \"it\", \"type\": \"file\"}", vt_value_new_file ("../x"), "lies outside the space");
  expect_refused ("{\"id\": \"it\", \"type\": \"file\"}", vt_value_new_boolean (TRUE), "it takes a file");
  expect_refused ("{\"id\": \"it\", \"type\": \"file\", \"file_types\": [\".csv\", \".tsv\"]}", vt_value_new_file ("/x/a.png"), "“a.png”");
  g_assert_null (vt_space_new_from_texts (json, strlen (json), NULL, &error));
  g_assert_nonnull (strstr (error->message, "components[0].value: the file “../secret” lies outside the space"));
}

static void
test_types (void)
{
  g_autoptr (VtSpace) space = load ("{\"id\": \"it\", \"type\": \"file\", \"file_types\": [\".CSV\", \"image\"]}");
  g_auto (GStrv) types = vt_file_types_read (vt_space_find_component (space, "it"));

  g_assert_true (vt_file_types_match (types, "/x/table.csv"));
  g_assert_true (vt_file_types_match (types, "/x/cat.png"));
  g_assert_false (vt_file_types_match (types, "/x/song.mp3"));
  g_assert_true (vt_file_types_match (NULL, "/x/song.mp3"));
}

static void
test_file (void)
{
  Fixture f;
  GtkWidget *list;

  fixture_open (&f, "{\"id\": \"it\", \"type\": \"file\", \"label\": \"Text\"}");
  list = find_widget (f.window, VT_TYPE_FILE_LIST);
  fixture_expect_value (&f, VT_VALUE_NONE, "");
  fixture_set (&f, vt_value_new_file ("/x/a.txt"));
  fixture_expect_value (&f, VT_VALUE_FILE, "/x/a.txt");
  fixture_expect_events (&f, "change");
  g_assert_true (gtk_widget_get_visible (gtk_widget_get_last_child (gtk_widget_get_first_child (list))));
  g_signal_emit_by_name (gtk_widget_get_last_child (gtk_widget_get_first_child (list)), "clicked");
  fixture_expect_value (&f, VT_VALUE_NONE, "");
  fixture_expect_events (&f, "change input clear");
  fixture_set (&f, vt_value_new_number (3));
  fixture_expect_events (&f, "");
  fixture_set (&f, vt_value_new_file ("/x/a.txt"));
  vt_component_view_set_interactive (f.view, FALSE);
  g_assert_false (gtk_widget_get_visible (gtk_widget_get_last_child (gtk_widget_get_first_child (list))));
  run_loop (50);
  fixture_close (&f);
}

static void
test_several_files (void)
{
  Fixture f;
  VtValue *a = vt_value_new_file ("/x/a"), *b = vt_value_new_file ("/x/b");

  fixture_open (&f, "{\"id\": \"it\", \"type\": \"file\", \"file_count\": \"multiple\"}");
  fixture_expect_value (&f, VT_VALUE_LIST, "");
  fixture_set (&f, vt_value_new_list ((VtValue *[]) { a, b }, 2));
  fixture_expect_value (&f, VT_VALUE_LIST, "/x/a\n/x/b");
  g_signal_emit_by_name (find_widget (f.window, VT_TYPE_FILE_LIST), "removed", 0);
  fixture_expect_value (&f, VT_VALUE_LIST, "/x/b");
  fixture_expect_events (&f, "change change input delete");
  vt_value_unref (a);
  vt_value_unref (b);
  run_loop (50);
  fixture_close (&f);
}

static void
test_multimodal (void)
{
  Fixture f;
  GtkWidget *view;

  fixture_open (&f, "{\"id\": \"it\", \"type\": \"multimodaltextbox\", \"label\": \"Message\", \"value\": \"Hello\"}");
  fixture_expect_value (&f, VT_VALUE_JSON, "{\"text\":\"Hello\",\"files\":[]}");
  fixture_set (&f, vt_value_new_json ("{\"text\": \"What is it?\", \"files\": [\"/x/cat.png\"]}"));
  fixture_expect_value (&f, VT_VALUE_JSON, "{\"text\":\"What is it?\",\"files\":[\"/x/cat.png\"]}");
  fixture_expect_events (&f, "change");
  view = find_widget (f.window, GTK_TYPE_TEXT_VIEW);
  gtk_text_buffer_insert_at_cursor (gtk_text_view_get_buffer (GTK_TEXT_VIEW (view)), "!", -1);
  fixture_expect_events (&f, "change input");
  g_signal_emit_by_name (find_widget (f.window, VT_TYPE_FILE_LIST), "removed", 0);
  fixture_expect_events (&f, "change input delete");
  vt_component_view_set_busy (f.view, TRUE);
  g_assert_false (gtk_text_view_get_editable (GTK_TEXT_VIEW (view)));
  vt_component_view_set_busy (f.view, FALSE);
  fixture_set (&f, vt_value_new_none ());
  fixture_expect_value (&f, VT_VALUE_JSON, "{\"text\":\"\",\"files\":[]}");
  run_loop (50);
  fixture_close (&f);
}

static void
test_buttons (void)
{
  Fixture f;

  fixture_open (&f, "{\"id\": \"it\", \"type\": \"downloadbutton\", \"label\": \"Save the sound\"}");
  g_assert_false (gtk_widget_is_sensitive (find_widget (f.window, GTK_TYPE_BUTTON)));
  fixture_set (&f, vt_value_new_file ("/x/a.wav"));
  g_assert_true (gtk_widget_is_sensitive (find_widget (f.window, GTK_TYPE_BUTTON)));
  fixture_expect_value (&f, VT_VALUE_FILE, "/x/a.wav");
  fixture_expect_events (&f, "change");
  fixture_close (&f);
  fixture_open (&f, "{\"id\": \"it\", \"type\": \"uploadbutton\", \"label\": \"Open a table\", \"file_types\": [\".csv\"]}");
  fixture_set (&f, vt_value_new_file ("/x/a.csv"));
  fixture_expect_value (&f, VT_VALUE_FILE, "/x/a.csv");
  vt_component_view_set_busy (f.view, TRUE);
  g_assert_false (gtk_widget_is_sensitive (find_widget (f.window, GTK_TYPE_BUTTON)));
  fixture_close (&f);
}

static void
test_gallery (void)
{
  Fixture f;
  static const guint8 pixels[2 * 2 * 3] = { 255, 0, 0, 0, 255, 0, 0, 0, 255, 9, 9, 9 };
  g_autoptr (GBytes) bytes = g_bytes_new_static (pixels, sizeof pixels);
  VtValue *image = vt_value_new_image (bytes, 2, 2, 3), *file = vt_value_new_file ("/x/none.png");
  GtkWidget *button, *stack;

  fixture_open (&f, "{\"id\": \"it\", \"type\": \"gallery\"}");
  fixture_expect_value (&f, VT_VALUE_LIST, "");
  fixture_set (&f, vt_value_new_list ((VtValue *[]) { image, file }, 2));
  fixture_expect_value (&f, VT_VALUE_LIST, "2 × 2\n/x/none.png");
  fixture_expect_events (&f, "change");
  gtk_window_present (GTK_WINDOW (f.window));
  run_loop (100);
  stack = find_widget (f.window, GTK_TYPE_STACK);
  g_assert_cmpstr (gtk_stack_get_visible_child_name (GTK_STACK (stack)), ==, "grid");
  button = find_widget (gtk_stack_get_visible_child (GTK_STACK (stack)), GTK_TYPE_BUTTON);
  g_signal_emit_by_name (button, "clicked");
  fixture_expect_events (&f, "select");
  g_assert_cmpstr (gtk_stack_get_visible_child_name (GTK_STACK (stack)), ==, "large");
  fixture_set (&f, vt_value_new_none ());
  g_assert_cmpstr (gtk_stack_get_visible_child_name (GTK_STACK (stack)), ==, "nothing");
  vt_value_unref (image);
  vt_value_unref (file);
  run_loop (100);
  fixture_close (&f);
}

/* A strip that grows shows its end, unless somebody looks at an earlier picture. */
static void
test_filmstrip (void)
{
  Fixture f;
  static const guint8 pixels[2 * 2 * 3] = { 255, 0, 0, 0, 255, 0, 0, 0, 255, 9, 9, 9 };
  g_autoptr (GBytes) bytes = g_bytes_new_static (pixels, sizeof pixels);
  VtValue *frames[3];
  GtkAdjustment *at;
  GtkWidget *row;

  for (guint i = 0; i < 3; i++)
    frames[i] = vt_value_new_image (bytes, i + 1, 1, 3);
  fixture_open (&f, "{\"id\": \"it\", \"type\": \"filmstrip\"}");
  at = gtk_range_get_adjustment (GTK_RANGE (find_widget (f.window, GTK_TYPE_SCALE)));
  fixture_set (&f, vt_value_new_list (frames, 2));
  fixture_expect_value (&f, VT_VALUE_LIST, "1 × 1\n2 × 1");
  fixture_expect_events (&f, "change");
  g_assert_cmpfloat (gtk_adjustment_get_value (at), ==, 2);
  gtk_adjustment_set_value (at, 1);
  fixture_set (&f, vt_value_new_list (frames, 3));
  g_assert_cmpfloat (gtk_adjustment_get_value (at), ==, 1);
  g_assert_cmpfloat (gtk_adjustment_get_upper (at), ==, 3);
  row = gtk_widget_get_parent (find_widget (find_widget (f.window, GTK_TYPE_SCROLLED_WINDOW), GTK_TYPE_BUTTON));
  g_assert_nonnull (gtk_widget_get_next_sibling (gtk_widget_get_next_sibling (gtk_widget_get_first_child (row))));
  g_signal_emit_by_name (gtk_widget_get_last_child (row), "clicked");
  g_assert_cmpfloat (gtk_adjustment_get_value (at), ==, 3);
  fixture_expect_events (&f, "change select");
  fixture_set (&f, vt_value_new_none ());
  fixture_expect_value (&f, VT_VALUE_LIST, "");
  for (guint i = 0; i < 3; i++)
    vt_value_unref (frames[i]);
  fixture_close (&f);
}

int
main (int argc, char *argv[])
{
  g_autofree char *space = NULL;
  int status;

  if (!gtk_init_check ())
    {
      g_print ("1..0 # SKIP there is no display\n");
      return 0;
    }
  g_test_init (&argc, &argv, NULL);
  adw_init ();
  folder = g_dir_make_tmp ("vitrine-files-XXXXXX", NULL);
  g_test_add_func ("/files/paths", test_paths);
  g_test_add_func ("/files/refused", test_refused);
  g_test_add_func ("/files/types", test_types);
  g_test_add_func ("/files/file", test_file);
  g_test_add_func ("/files/several", test_several_files);
  g_test_add_func ("/files/multimodaltextbox", test_multimodal);
  g_test_add_func ("/files/buttons", test_buttons);
  g_test_add_func ("/files/gallery", test_gallery);
  g_test_add_func ("/files/filmstrip", test_filmstrip);
  status = g_test_run ();
  space = g_build_filename (folder, "space.json", NULL);
  g_unlink (space);
  g_rmdir (folder);
  g_free (folder);
  return status;
}
