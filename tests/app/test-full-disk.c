/* test-full-disk.c: a disk that fills: saving, the draft, the history and giving away
 * say so in a sentence, what was there before stays whole, and all goes on once
 * there is room again.
 *
 * On a small disk of the test's own where one may be mounted; elsewhere a limit on
 * the size of files stands in for it.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#define _GNU_SOURCE /* unshare() */
#include <errno.h>
#include <fcntl.h>
#include <gio/gio.h>
#include <glib/gstdio.h>
#include <sched.h>
#include <signal.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <unistd.h>

#include "app/folder.h"
#include "app/history.h"
#include "app/space-archive.h"
#include "app/space-edit-card.h"
#include "app/space-edit.h"
#include "app/space-journal.h"
#include "app/space-save.h"
#include "engine/base/error.h"

#define DOCUMENT "{\"version\": 1, \"components\": [{\"id\": \"x\", \"type\": \"image\"}]}\n"

static char *disk;       /* a folder */
static gboolean mounted; /* a disk of its own */
static struct rlimit usual;

static char *
filler (void)
{
  return g_build_filename (disk, "filler", NULL);
}

static void
fill_disk (void)
{
  g_autofree char *path = filler ();
  g_autofree char *block = g_malloc0 (4096);
  struct rlimit limit = usual;
  int fd;

  if (!mounted)
    {
      limit.rlim_cur = 20;
      setrlimit (RLIMIT_FSIZE, &limit);
      return;
    }
  fd = g_open (path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
  while (write (fd, block, 4096) > 0)
    ;
  g_assert_cmpint (errno, ==, ENOSPC);
  close (fd);
}

static void
free_disk (void)
{
  g_autofree char *path = filler ();

  if (mounted)
    g_unlink (path);
  else
    setrlimit (RLIMIT_FSIZE, &usual);
}

/* Whether it is a sentence about room on the disk; of a limit the system has another word. */
static void
expect_sentence (const GError *error)
{
  g_assert_nonnull (error);
  g_assert_true (error->domain == VT_ERROR);
  g_assert_true (g_str_has_suffix (error->message, "."));
  if (mounted)
    g_assert_cmpint (error->code, ==, VT_ERROR_NO_SPACE);
}

static void
expect_text (const char *folder, const char *name, const char *text)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autofree char *found = NULL;

  g_assert_true (g_file_get_contents (path, &found, NULL, NULL));
  g_assert_cmpstr (found, ==, text);
}

static guint
count (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  guint n = 0;

  while (dir != NULL && g_dir_read_name (dir) != NULL)
    n++;
  return n;
}

static void
on_saved (GObject *source, GAsyncResult *result, gpointer data)
{
  GError **told = data;

  if (vt_space_editor_save_finish (VT_SPACE_EDITOR (source), result, told))
    *told = g_error_new_literal (VT_ERROR, VT_ERROR_FAILED, "good");
}

/* %NULL where all is well. */
static GError *
save (VtSpaceEditor *editor, const char *folder)
{
  GError *told = NULL;

  vt_space_editor_save_async (editor, folder, on_saved, &told);
  while (told == NULL)
    g_main_context_iteration (NULL, TRUE);
  if (strcmp (told->message, "good") == 0)
    g_clear_error (&told);
  return told;
}

static VtSpaceEditor *
editor_new (void)
{
  g_autoptr (GError) error = NULL;
  VtSpaceEditor *editor = vt_space_editor_new (DOCUMENT, "---\ntitle: Old\n---\n", &error);

  g_assert_no_error (error);
  return editor;
}

static void
test_save (void)
{
  g_autofree char *folder = g_build_filename (disk, "space", NULL);
  g_autofree char *picture = g_build_filename (g_get_tmp_dir (), "vt-full-picture.png", NULL);
  g_autofree char *assets = g_build_filename (folder, "assets", NULL);
  g_autofree char *large = g_strnfill (60000, 'x');
  g_autofree char *json = NULL;
  g_autoptr (VtSpaceEditor) editor = editor_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (VtValue) path = vt_value_new_text (picture);

  g_assert_no_error (save (editor, folder));
  json = g_strdup (vt_space_editor_get_json (editor));
  g_assert_true (vt_space_edit_set_notes (editor, large, NULL));
  fill_disk ();
  error = save (editor, NULL);
  free_disk ();
  expect_sentence (error);
  g_assert_false (vt_space_editor_is_saved (editor));
  expect_text (folder, "space.json", json);
  expect_text (folder, "README.md", "---\ntitle: Old\n---\n");
  g_assert_cmpuint (count (folder), ==, 2);

  /* a picture that would come along */
  g_assert_true (g_file_set_contents (picture, large, -1, NULL));
  g_assert_true (vt_space_edit_set_property (editor, "x", "value", path, NULL));
  fill_disk ();
  g_clear_error (&error);
  error = save (editor, NULL);
  free_disk ();
  expect_sentence (error);
  expect_text (folder, "space.json", json);
  g_assert_cmpuint (count (assets), ==, 0);
  g_clear_error (&error);
  g_assert_no_error (save (editor, NULL));
  g_assert_cmpuint (count (assets), ==, 1);
  g_unlink (picture);
  vt_folder_remove (folder);
}

static void
on_failed (VtSpaceJournal *journal, const GError *error, gpointer data)
{
  GError **told = data;

  g_assert_null (*told); /* once */
  *told = g_error_copy (error);
}

static gboolean
has_draft (const char *drafts, const char *title)
{
  g_autoptr (GDir) dir = g_dir_open (drafts, 0, NULL);
  const char *name;
  gboolean found = FALSE;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (drafts, name, NULL);
      g_autofree char *text = NULL;

      found = found || (g_str_has_suffix (name, ".draft") && g_file_get_contents (path, &text, NULL, NULL) && strstr (text, title));
    }
  return found;
}

static void
test_draft (void)
{
  g_autofree char *drafts = g_build_filename (g_get_user_data_dir (), "vitrine", "drafts", NULL);
  g_autofree char *large = g_strnfill (60000, 'x');
  g_autoptr (VtSpaceEditor) editor = editor_new ();
  g_autoptr (VtSpaceJournal) journal = vt_space_journal_new (editor, NULL);
  g_autoptr (GError) told = NULL;

  g_assert_true (g_str_has_prefix (drafts, disk));
  g_signal_connect (journal, "failed", G_CALLBACK (on_failed), &told);
  g_assert_true (vt_space_edit_set_card (editor, "title", "First", NULL));
  while (!has_draft (drafts, "First"))
    g_main_context_iteration (NULL, TRUE);
  fill_disk ();
  g_assert_true (vt_space_edit_set_notes (editor, large, NULL));
  while (told == NULL)
    g_main_context_iteration (NULL, TRUE);
  expect_sentence (told);
  g_assert_true (has_draft (drafts, "First"));
  free_disk ();
  g_assert_true (vt_space_edit_set_card (editor, "title", "Second", NULL));
  while (!has_draft (drafts, "Second"))
    g_main_context_iteration (NULL, TRUE);
  vt_space_journal_close (journal);
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

static VtHistoryRun *
run_new (const char *text)
{
  VtHistoryRun *run = vt_history_run_new ();

  run->space = g_strdup ("/a");
  run->title = g_strdup ("A");
  g_hash_table_insert (run->inputs, g_strdup ("x"), vt_value_new_text (text));
  return run;
}

static void
test_history (void)
{
  g_autofree char *folder = g_build_filename (disk, "history", NULL);
  g_autofree char *large = g_strnfill (60000, 'x');
  VtHistory *history = vt_history_new (folder);
  g_autoptr (GPtrArray) entries = NULL;

  vt_history_add (history, run_new ("one"));
  vt_history_flush (history);
  g_assert_no_error (vt_history_get_error (history));
  fill_disk ();
  vt_history_add (history, run_new (large));
  vt_history_flush (history);
  free_disk ();
  expect_sentence (vt_history_get_error (history));
  vt_history_add (history, run_new ("three"));
  vt_history_flush (history);
  g_assert_no_error (vt_history_get_error (history));
  entries = vt_history_list (history, NULL);
  g_assert_cmpuint (entries->len, ==, 2);
  while (g_main_context_iteration (NULL, FALSE))
    vt_history_flush (history);
  g_object_unref (history);
  vt_folder_remove (folder);
}

static void
test_archive (void)
{
  g_autofree char *folder = g_build_filename (g_get_user_cache_dir (), "given", NULL);
  g_autofree char *file = g_build_filename (disk, "out", "space.vitrine", NULL);
  g_autofree char *out = g_path_get_dirname (file);
  g_autofree char *elsewhere = g_build_filename (g_get_user_cache_dir (), "space.vitrine", NULL);
  g_autofree char *noise = g_malloc (60000);
  g_autofree char *picture = g_build_filename (folder, "noise.bin", NULL);
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;
  g_autoptr (GRand) dice = g_rand_new_with_seed (1);
  g_autoptr (GError) error = NULL;
  gsize n_before, n_after;

  for (guint i = 0; i < 60000; i++)
    noise[i] = (char) g_rand_int (dice);
  g_assert_true (vt_space_save_texts (folder, DOCUMENT, "---\ntitle: A\n---\n", NULL));
  g_assert_cmpint (g_mkdir_with_parents (out, 0755), ==, 0);
  vt_space_archive_write (folder, elsewhere, NULL, NULL, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (g_file_get_contents (elsewhere, &before, &n_before, NULL));
  g_assert_true (g_file_set_contents (file, before, (gssize) n_before, NULL));
  g_assert_true (g_file_set_contents (picture, noise, 60000, NULL));
  fill_disk ();
  g_assert_false (vt_space_archive_write (folder, file, NULL, NULL, NULL, NULL, &error));
  free_disk ();
  expect_sentence (error);
  g_assert_true (g_file_get_contents (file, &after, &n_after, NULL));
  g_assert_cmpmem (before, n_before, after, n_after);
  g_assert_cmpuint (count (out), ==, 1);
  vt_folder_remove (folder);
  vt_folder_remove (out);
  g_unlink (elsewhere);
}

/* Only this process sees it; as a child without other threads, so before all else. */
static gboolean
mount_small_disk (void)
{
  return unshare (CLONE_NEWNS) == 0 && mount ("none", "/", NULL, MS_REC | MS_PRIVATE, NULL) == 0
         && mount ("vitrine-test", disk, "tmpfs", 0, "size=300k") == 0;
}

int
main (int argc, char **argv)
{
  g_autofree char *roomy = g_dir_make_tmp ("vt-roomy-XXXXXX", NULL);
  int status;

  disk = g_dir_make_tmp ("vt-disk-XXXXXX", NULL);
  mounted = mount_small_disk ();
  g_setenv ("XDG_DATA_HOME", disk, TRUE);
  g_setenv ("XDG_CACHE_HOME", roomy, TRUE);
  g_test_init (&argc, &argv, NULL);
  signal (SIGXFSZ, SIG_IGN);
  getrlimit (RLIMIT_FSIZE, &usual);
  g_test_message ("%s", mounted ? "a small disk" : "a limit on files");
  g_test_add_func ("/full-disk/save", test_save);
  g_test_add_func ("/full-disk/draft", test_draft);
  g_test_add_func ("/full-disk/history", test_history);
  g_test_add_func ("/full-disk/archive", test_archive);
  status = g_test_run ();
  if (mounted)
    umount (disk);
  vt_folder_remove (disk);
  vt_folder_remove (roomy);
  return status;
}
