/* test-editor-save.c: spaces as they are saved: with their files, elsewhere, where the
 * disk is full and where one may only read.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#define _GNU_SOURCE /* setresuid() */
#include <errno.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "app/folder.h"
#include "app/space-edit.h"
#include "app/space-save.h"
#include "editor-fixture.h"
#include "engine/base/error.h"

typedef struct
{
  GMainLoop *loop;
  GError *error;
} Waiting;

static void
on_saved (GObject *source, GAsyncResult *result, gpointer data)
{
  Waiting *waiting = data;

  vt_space_editor_save_finish (VT_SPACE_EDITOR (source), result, &waiting->error);
  g_main_loop_quit (waiting->loop);
}

static GError *
save (VtSpaceEditor *editor, const char *folder)
{
  Waiting waiting = { g_main_loop_new (NULL, FALSE) };

  vt_space_editor_save_async (editor, folder, on_saved, &waiting);
  g_main_loop_run (waiting.loop);
  g_main_loop_unref (waiting.loop);
  return waiting.error;
}

static void
test_save (void)
{
  g_autofree char *root = g_dir_make_tmp ("vt-editor-XXXXXX", NULL);
  g_autofree char *first = g_build_filename (root, "first", NULL);
  g_autofree char *second = g_build_filename (root, "second", NULL);
  g_autofree char *asset = g_build_filename (first, "assets", "a.txt", NULL);
  g_autofree char *copied = g_build_filename (second, "assets", "a.txt", NULL);
  g_autofree char *folder = g_path_get_dirname (asset);
  g_autoptr (VtSpaceEditor) editor = editor_new ();
  g_autoptr (VtSpaceEditor) again = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_false (vt_space_editor_is_saved (editor));
  g_assert_no_error (save (editor, first));
  g_assert_true (vt_space_editor_is_saved (editor));
  g_assert_cmpstr (vt_space_editor_get_folder (editor), ==, first);
  g_assert_cmpint (g_mkdir (folder, 0755), ==, 0);
  g_assert_true (g_file_set_contents (asset, "x", -1, NULL));
  good (vt_space_edit_remove (editor, "heat", &refusal));
  g_assert_false (vt_space_editor_is_saved (editor));
  g_assert_no_error (save (editor, second)); /* save as: the assets come along */
  g_assert_true (g_file_test (copied, G_FILE_TEST_IS_REGULAR));
  again = vt_space_editor_open (second, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (vt_space_editor_get_json (again), ==, vt_space_editor_get_json (editor));
  g_assert_true (vt_space_editor_is_saved (again));
  error = save (editor, folder);
  g_assert_no_error (error);
  vt_folder_remove (root);
}

static void
set_path (VtSpaceEditor *editor, const char *id, const char *path)
{
  g_autoptr (VtValue) value = vt_value_new_text (path);

  good (vt_space_edit_set_property (editor, id, "value", value, &refusal));
}

/* Files that were chosen come along under names of the space, whatever else has their name. */
static void
test_assets (void)
{
  g_autofree char *root = g_dir_make_tmp ("vt-assets-XXXXXX", NULL);
  g_autofree char *folder = g_build_filename (root, "space", NULL);
  g_autofree char *other = g_build_filename (root, "other", NULL);
  g_autofree char *cat = g_build_filename (root, "cat.png", NULL);
  g_autofree char *second = g_build_filename (other, "cat.png", NULL);
  g_autofree char *first_copy = g_build_filename (folder, "assets", "cat.png", NULL);
  g_autofree char *second_copy = g_build_filename (folder, "assets", "cat-2.png", NULL);
  g_autofree char *list = g_strdup_printf ("[\"%s\",[\"%s\",\"A cat\"],\"/no/such.png\"]", cat, second);
  g_autoptr (VtSpaceEditor) editor = editor_new ();
  g_autoptr (VtValue) several = vt_value_new_json (list);
  g_autofree char *json = NULL;
  g_autofree char *text = NULL;

  g_assert_cmpint (g_mkdir (other, 0755), ==, 0);
  g_assert_true (g_file_set_contents (cat, "first", -1, NULL));
  g_assert_true (g_file_set_contents (second, "second", -1, NULL));
  g_free (vt_space_edit_add (editor, "image", "Photo", NULL, NULL));
  g_free (vt_space_edit_add (editor, "gallery", "All", NULL, NULL));
  set_path (editor, "image", cat);
  set_path (editor, "prompt", cat); /* a text is none of the space's files, whatever it says */
  good (vt_space_edit_set_property (editor, "gallery", "value", several, &refusal));
  g_assert_no_error (save (editor, folder));
  g_assert_true (vt_space_editor_is_saved (editor));
  json = g_strdup (vt_space_editor_get_json (editor));
  g_assert_nonnull (strstr (json, "\"value\": \"assets/cat"));
  g_assert_nonnull (strstr (json, "/no/such.png"));
  g_assert_nonnull (strstr (json, cat)); /* the text */
  g_assert_true (g_file_test (first_copy, G_FILE_TEST_IS_REGULAR) && g_file_test (second_copy, G_FILE_TEST_IS_REGULAR));
  g_assert_true (vt_space_editor_undo (editor)); /* the paths of this computer, and again */
  g_assert_false (vt_space_editor_is_saved (editor));
  g_assert_no_error (save (editor, folder));
  g_assert_cmpstr (vt_space_editor_get_json (editor), ==, json);
  g_assert_true (g_file_get_contents (first_copy, &text, NULL, NULL));
  g_assert_true (g_str_equal (text, "first") || g_str_equal (text, "second"));
  vt_folder_remove (root);
}

/* A disk that is full: the old files stay whole, and nothing is left beside them. */
static void
test_full_disk (void)
{
  g_autofree char *folder = g_dir_make_tmp ("vt-full-XXXXXX", NULL);
  g_autoptr (GError) error = NULL;
  g_autofree char *json = NULL;
  g_autofree char *path = g_build_filename (folder, "space.json", NULL);
  g_autofree char *large = g_strnfill (100000, ' ');
  struct rlimit before, limit;
  g_autoptr (GDir) dir = NULL;
  guint n = 0;

  g_assert_true (vt_space_save_texts (folder, "old", "old", NULL));
  signal (SIGXFSZ, SIG_IGN);
  getrlimit (RLIMIT_FSIZE, &before);
  limit = before;
  limit.rlim_cur = 50000;
  setrlimit (RLIMIT_FSIZE, &limit);
  g_assert_false (vt_space_save_texts (folder, "new", large, &error));
  setrlimit (RLIMIT_FSIZE, &before);
  g_assert_error (error, VT_ERROR, VT_ERROR_NO_SPACE);
  g_assert_true (g_file_get_contents (path, &json, NULL, NULL));
  g_assert_cmpstr (json, ==, "old");
  dir = g_dir_open (folder, 0, NULL);
  while (g_dir_read_name (dir) != NULL)
    n++;
  g_assert_cmpuint (n, ==, 2);
  vt_folder_remove (folder);
}

/* Root may write anywhere, so a test that runs as root becomes somebody else for a while;
 * threads that are there become it too. */
static void
become (uid_t user)
{
  g_assert_cmpint (setresuid (user, user, 0), ==, 0);
}

/* A folder that one may only read: it says so, and what is there stays, as does what was edited. */
static void
test_read_only (void)
{
  /* not in TMPDIR, which may be root's alone */
  g_autofree char *root = g_mkdtemp (g_strdup ("/tmp/vt-readonly-XXXXXX"));
  g_autofree char *folder = g_build_filename (root, "mine", NULL), *other = g_build_filename (root, "other", NULL);
  g_autofree char *path = g_build_filename (folder, "space.json", NULL);
  g_autofree char *before = NULL, *after = NULL;
  g_autoptr (VtSpaceEditor) editor = editor_new ();
  g_autoptr (GError) error = NULL;
  gboolean is_root = geteuid () == 0;

  g_assert_no_error (save (editor, folder));
  g_assert_true (vt_space_editor_has_place (editor));
  g_assert_true (g_file_get_contents (path, &before, NULL, NULL));
  good (vt_space_edit_remove (editor, "heat", &refusal));
  g_assert_cmpint (g_mkdir (other, 0777), ==, 0);
  g_chmod (other, 0777);
  g_chmod (root, 0755);
  g_chmod (folder, 0555);
  if (is_root)
    become (65534);
  g_assert_false (vt_space_editor_has_place (editor));
  error = save (editor, folder);
  g_assert_error (error, VT_ERROR, VT_ERROR_DENIED);
  g_assert_false (vt_space_editor_is_saved (editor));
  g_assert_no_error (save (editor, other));
  g_assert_true (vt_space_editor_is_saved (editor));
  if (is_root)
    become (0);
  g_assert_true (g_file_get_contents (path, &after, NULL, NULL));
  g_assert_cmpstr (after, ==, before);
  g_chmod (folder, 0755);
  vt_folder_remove (root);
}

/* A place where nobody may write. */
static void
test_no_place (void)
{
  g_autofree char *below = g_build_filename ("/proc", "no-such-place", NULL);
  g_autoptr (GError) error = NULL;

  g_assert_false (vt_space_save_texts (below, "x", "y", &error));
  g_assert_nonnull (error);
}

static void
test_own_path (void)
{
  g_autofree char *path = vt_space_own_path ("Meine Größe: ../x?");
  g_autofree char *name = g_path_get_basename (path);

  g_assert_cmpstr (name, ==, "meine-größe-x");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/editor/save", test_save);
  g_test_add_func ("/editor/assets", test_assets);
  g_test_add_func ("/editor/full-disk", test_full_disk);
  g_test_add_func ("/editor/read-only", test_read_only);
  g_test_add_func ("/editor/no-place", test_no_place);
  g_test_add_func ("/editor/own-path", test_own_path);
  return g_test_run ();
}
