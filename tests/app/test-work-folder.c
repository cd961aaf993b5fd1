/* test-work-folder.c: what a killed program leaves goes, what a running one has stays.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <glib/gstdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "app/work-folder.h"

static void
put (const char *folder, const char *name)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);

  g_assert_true (g_file_set_contents (path, "x", 1, NULL));
}

static guint
count (void)
{
  g_autofree char *work = g_build_filename (g_get_user_cache_dir (), "vitrine", "work", NULL);
  g_autoptr (GDir) dir = g_dir_open (work, 0, NULL);
  guint n = 0;

  while (dir != NULL && g_dir_read_name (dir) != NULL)
    n++;
  return n;
}

static void
test_own (void)
{
  g_autoptr (GError) error = NULL;
  VtWorkFolder *folder = vt_work_folder_new ("rows", &error), *other = vt_work_folder_new ("rows", &error);
  g_autofree char *path = g_strdup (vt_work_folder_get_path (folder));

  g_assert_no_error (error);
  g_assert_cmpstr (path, !=, vt_work_folder_get_path (other));
  put (path, "a");
  vt_work_folder_sweep ();
  g_assert_true (g_file_test (path, G_FILE_TEST_IS_DIR));
  vt_work_folder_free (folder);
  g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
  vt_work_folder_free (other);
  g_assert_cmpuint (count (), ==, 0);
}

static void
test_killed (void)
{
  pid_t child = fork ();
  int status;

  if (child == 0)
    {
      VtWorkFolder *folder = vt_work_folder_new ("rows", NULL);

      put (vt_work_folder_get_path (folder), "a");
      _exit (0);
    }
  g_assert_cmpint (waitpid (child, &status, 0), ==, child);
  g_assert_cmpuint (count (), ==, 2); /* the folder, and its lock */
  vt_work_folder_sweep ();
  g_assert_cmpuint (count (), ==, 0);
}

static void
test_no_place (void)
{
  g_autofree char *cache = g_build_filename (g_get_user_cache_dir (), "vitrine", NULL), *work = g_build_filename (cache, "work", NULL);
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (g_mkdir_with_parents (cache, 0700), ==, 0);
  put (cache, "work");
  g_assert_null (vt_work_folder_new ("rows", &error));
  g_assert_nonnull (error);
  g_unlink (work);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/work-folder/own", test_own);
  g_test_add_func ("/work-folder/killed", test_killed);
  g_test_add_func ("/work-folder/no-place", test_no_place);
  return g_test_run ();
}
