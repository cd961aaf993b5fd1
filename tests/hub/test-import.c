/* test-import.c: models from folders and other caches into ours, shared folders, and whether all is right.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <string.h>
#include <unistd.h>

#include <glib/gstdio.h>

#include "engine/base/error.h"
#include "hub/cache-verify.h"
#include "hub/disk.h"
#include "hub/import.h"

#define COMMIT "0123456789abcdef0123456789abcdef01234567"
#define OTHER "89abcdef0123456789abcdef0123456789abcdef"

typedef struct
{
  char *dir;
  VtHubCache *ours, *theirs;
  char *stick; /* the folder of @theirs */
} Fixture;

static void
set_up (Fixture *f, gconstpointer data)
{
  g_autofree char *ours = NULL;

  f->dir = g_dir_make_tmp ("vitrine-import-XXXXXX", NULL);
  ours = g_build_filename (f->dir, "ours", NULL);
  f->stick = g_build_filename (f->dir, "stick", "hub", NULL);
  f->ours = vt_hub_cache_new (ours);
  f->theirs = vt_hub_cache_new (f->stick);
}

static void
run_shell (const char *format, ...)
{
  va_list arguments;
  g_autofree char *line = NULL;
  const char *argv[] = { "sh", "-c", NULL, NULL };
  int status = -1;

  va_start (arguments, format);
  line = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  argv[2] = line;
  g_assert_true (g_spawn_sync (NULL, (char **) argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL, NULL, &status, NULL));
  g_assert_cmpint (status, ==, 0);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  run_shell ("chmod -R u+w '%s'; rm -rf '%s'", f->dir, f->dir);
  vt_hub_cache_unref (f->ours);
  vt_hub_cache_unref (f->theirs);
  g_free (f->stick);
  g_free (f->dir);
}

static char *
write_file (Fixture *f, const char *name, const char *text)
{
  char *path = g_build_filename (f->dir, name, NULL);

  g_assert_true (vt_disk_make_parent (path, NULL));
  g_assert_true (g_file_set_contents (path, text, -1, NULL));
  return path;
}

static void
put (Fixture *f, VtHubCache *cache, const char *repo, const char *commit, const char *branch, const char *name, const char *text)
{
  g_autofree char *source = write_file (f, "source", text);
  g_autofree char *digest = vt_hub_cache_take (cache, repo, NULL, source, NULL, NULL);
  VtHubCacheEntry entry = { repo, commit, branch, name, digest };

  g_assert_nonnull (digest);
  g_assert_true (vt_hub_cache_link (cache, &entry, NULL));
}

/* What our cache has of the file, or NULL. */
static char *
read_ours (Fixture *f, const char *text)
{
  g_autoptr (VtHubReference) reference = vt_hub_reference_parse (text, NULL);
  g_autofree char *path = vt_hub_cache_resolve (f->ours, reference, NULL);
  char *content = NULL;

  return path != NULL && g_file_get_contents (path, &content, NULL, NULL) ? content : NULL;
}

static void
assert_ours (Fixture *f, const char *reference, const char *text)
{
  g_autofree char *content = read_ours (f, reference);

  g_assert_cmpstr (content, ==, text);
}

static VtHubImport *
take (Fixture *f, const char *path)
{
  g_autoptr (GError) error = NULL;
  VtHubImport *done = vt_hub_import (f->ours, path, NULL, NULL, NULL, &error);

  g_assert_no_error (error);
  return done;
}

static void
damage (VtHubCache *cache, const char *repo, const char *text, const char *other)
{
  g_autofree char *digest = g_compute_checksum_for_string (G_CHECKSUM_SHA256, text, -1);
  g_autofree char *blob = vt_hub_cache_blob_path (cache, repo, digest);

  g_assert_true (g_file_set_contents (blob, other, -1, NULL));
}

/* From the place where a home folder has it; what is damaged does not come, the rest does. */
static void
test_cache (Fixture *f, gconstpointer data)
{
  g_autofree char *stick = g_path_get_dirname (f->stick);
  g_autoptr (VtHubImport) done = NULL, again = NULL;

  put (f, f->theirs, "a/good", COMMIT, "main", "m.gguf", "good");
  put (f, f->theirs, "a/good", COMMIT, "v1", "deep/config.json", "{}");
  put (f, f->theirs, "a/bad", COMMIT, "main", "m.gguf", "bad");
  put (f, f->theirs, "a/bad", COMMIT, "main", "x.json", "whole");
  put (f, f->theirs, "datasets/d/rows", COMMIT, "main", "rows.csv", "a,b");
  damage (f->theirs, "a/bad", "bad", "baD");
  done = take (f, stick);
  g_assert_cmpuint (done->repos->len, ==, 2);
  g_assert_cmpuint (done->n_files, >=, 3);
  g_assert_cmpuint (done->failures->len, ==, 1);
  g_assert_nonnull (strstr (done->failures->pdata[0], "a/bad"));
  assert_ours (f, "a/good:m.gguf", "good");
  assert_ours (f, "a/good@v1:deep/config.json", "{}");
  assert_ours (f, "datasets/d/rows:rows.csv", "a,b");
  assert_ours (f, "a/bad:x.json", NULL);
  assert_ours (f, "a/bad:m.gguf", NULL);
  g_assert_true (vt_hub_cache_verify (f->ours, "a/good", NULL, NULL, NULL, NULL));
  again = take (f, stick);
  g_assert_cmpuint (again->n_files, ==, 0);
  g_assert_cmpuint (again->repos->len, ==, 2);
}

static void
test_repo (Fixture *f, gconstpointer data)
{
  g_autoptr (VtHubImport) done = NULL;
  g_autofree char *one = NULL;

  put (f, f->theirs, "a/one", COMMIT, "main", "m.gguf", "one");
  put (f, f->theirs, "a/two", COMMIT, "main", "m.gguf", "two");
  one = vt_hub_cache_repo_dir (f->theirs, "a/one");
  done = take (f, one);
  g_assert_cmpuint (done->repos->len, ==, 1);
  assert_ours (f, "a/one:m.gguf", "one");
  assert_ours (f, "a/two:m.gguf", NULL);
}

/* A stick whose file system has no links: files in their places, twice. */
static void
test_without_links (Fixture *f, gconstpointer data)
{
  g_autofree char *copy = g_build_filename (f->dir, "fat", NULL);
  g_autoptr (VtHubImport) done = NULL;

  put (f, f->theirs, "a/one", COMMIT, "main", "deep/m.gguf", "one");
  run_shell ("cp -rL '%s' '%s'", f->stick, copy);
  done = take (f, copy);
  assert_ours (f, "a/one:deep/m.gguf", "one");
  g_assert_true (vt_hub_cache_verify (f->ours, "a/one", NULL, NULL, NULL, NULL));
}

/* What we know of a branch is not put back to what a stick knows. */
static void
test_branch_stays (Fixture *f, gconstpointer data)
{
  g_autoptr (VtHubImport) done = NULL;

  put (f, f->ours, "a/one", OTHER, "main", "m.gguf", "new");
  put (f, f->theirs, "a/one", COMMIT, "main", "m.gguf", "old");
  done = take (f, f->stick);
  assert_ours (f, "a/one:m.gguf", "new");
  assert_ours (f, "a/one@" COMMIT ":m.gguf", "old");
}

static void
test_plain (Fixture *f, gconstpointer data)
{
  g_autofree char *config = write_file (f, "My model -- (2)/config.json", "{}");
  g_autofree char *weights = write_file (f, "My model -- (2)/model.safetensors", "weights");
  g_autofree char *git = write_file (f, "My model -- (2)/.git/config", "secret");
  g_autofree char *outside = write_file (f, "precious", "outside");
  g_autofree char *folder = g_path_get_dirname (config);
  g_autofree char *link = g_build_filename (folder, "way-out.json", NULL);
  g_autofree char *reference = NULL;
  g_autoptr (VtHubImport) done = NULL, again = NULL;
  g_autoptr (GPtrArray) repos = NULL;

  g_assert_cmpint (symlink (outside, link), ==, 0);
  done = take (f, folder);
  g_assert_cmpuint (done->n_files, ==, 2);
  g_assert_true (g_str_has_prefix (done->repos->pdata[0], "local/My_model"));
  reference = g_strconcat (done->repos->pdata[0], ":model.safetensors", NULL);
  assert_ours (f, reference, "weights");
  again = take (f, folder);
  repos = vt_hub_cache_list (f->ours, VT_HUB_MODELS);
  g_assert_cmpuint (repos->len, ==, 1);
  g_assert_cmpuint (g_strv_length (((VtHubCachedRepo *) repos->pdata[0])->commits), ==, 1);
  g_assert_cmpuint (g_strv_length (((VtHubCachedRepo *) repos->pdata[0])->files), ==, 2);
}

static void
test_file (Fixture *f, gconstpointer data)
{
  g_autofree char *path = write_file (f, "tiny.q8.gguf", "tiny");
  g_autoptr (VtHubImport) done = take (f, path);

  g_assert_cmpstr (done->repos->pdata[0], ==, "local/tiny.q8");
  assert_ours (f, "local/tiny.q8", "tiny");
}

/* Links of a snapshot that lead out of the stick, and one whose bytes are others. */
static void
test_links_out (Fixture *f, gconstpointer data)
{
  g_autofree char *secret = write_file (f, "secret", "mine");
  g_autofree char *repo = vt_hub_cache_repo_dir (f->theirs, "a/one");
  g_autofree char *link = g_build_filename (repo, "snapshots", COMMIT, "secret.txt", NULL);
  g_autoptr (VtHubImport) done = NULL;

  put (f, f->theirs, "a/one", COMMIT, "main", "m.gguf", "one");
  g_assert_cmpint (symlink (secret, link), ==, 0);
  done = take (f, f->stick);
  assert_ours (f, "a/one:m.gguf", "one");
  assert_ours (f, "a/one:secret.txt", NULL);
}

static void
test_nothing (Fixture *f, gconstpointer data)
{
  g_autofree char *letter = write_file (f, "home/letter.txt", "Dear");
  g_autofree char *photo = write_file (f, "home/pictures/config.json", "{}");
  g_autofree char *home = g_path_get_dirname (letter);
  const char *const places[] = { home, letter, "/nonexistent", "" };

  for (guint i = 0; i < G_N_ELEMENTS (places) - 1; i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (vt_hub_import (f->ours, places[i], NULL, NULL, NULL, &error));
      g_assert_error (error, VT_ERROR, VT_ERROR_NOT_FOUND);
    }
  g_assert_false (g_file_test (vt_hub_cache_get_dir (f->ours), G_FILE_TEST_EXISTS));
}

static void
cancel_it (guint64 done, guint64 total, gpointer data)
{
  g_cancellable_cancel (data);
}

/* Nothing half: no snapshot, no unfinished file. */
static void
test_cancel (Fixture *f, gconstpointer data)
{
  g_autofree char *config = write_file (f, "m/config.json", "{}");
  g_autofree char *weights = write_file (f, "m/model.safetensors", "weights");
  g_autofree char *folder = g_path_get_dirname (config);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GPtrArray) repos = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_null (vt_hub_import (f->ours, folder, cancellable, cancel_it, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  repos = vt_hub_cache_list (f->ours, VT_HUB_MODELS);
  g_assert_cmpuint (repos->len, ==, 0);
  run_shell ("test -z \"$(find '%s' -name '*.incomplete')\"", f->dir);
}

/* A cache that cannot be written to, where that is possible to have. */
static void
test_read_only (Fixture *f, gconstpointer data)
{
  g_autofree char *path = write_file (f, "tiny.gguf", "tiny");
  g_autofree char *blocked = write_file (f, "ours", "a file where the cache's folder should be");
  g_autoptr (GError) error = NULL;

  g_assert_null (vt_hub_import (f->ours, path, NULL, NULL, NULL, &error));
  g_assert_error (error, VT_ERROR, VT_ERROR_FAILED);
}

/* --- is everything right? -------------------------------------------------------------- */

static void
count_bytes (guint64 done, guint64 total, gpointer data)
{
  g_assert_cmpuint (done, <=, total);
  *(guint64 *) data = done;
}

static void
test_check (Fixture *f, gconstpointer data)
{
  g_autoptr (VtHubCheck) good = NULL, bad = NULL;
  const VtHubDamage *first, *second;
  guint64 done = 0;

  put (f, f->ours, "a/one", COMMIT, "main", "m.gguf", "one");
  put (f, f->ours, "a/one", COMMIT, "main", "deep/config.json", "{}");
  put (f, f->ours, "spaces/s/demo", COMMIT, "main", "space.json", "demo");
  good = vt_hub_cache_check (f->ours, NULL, NULL, count_bytes, &done, NULL);
  g_assert_cmpuint (good->n_files, ==, 3);
  g_assert_cmpuint (good->bytes, ==, 9);
  g_assert_cmpuint (done, ==, 9);
  g_assert_cmpuint (good->damages->len, ==, 0);
  damage (f->ours, "spaces/s/demo", "demo", "demO");
  {
    g_autofree char *digest = g_compute_checksum_for_string (G_CHECKSUM_SHA256, "{}", -1);
    g_autofree char *blob = vt_hub_cache_blob_path (f->ours, "a/one", digest);

    g_assert_cmpint (g_unlink (blob), ==, 0);
  }
  bad = vt_hub_cache_check (f->ours, NULL, NULL, NULL, NULL, NULL);
  g_assert_cmpuint (bad->damages->len, ==, 2);
  first = bad->damages->pdata[0];
  second = bad->damages->pdata[1];
  g_assert_cmpstr (first->repo, ==, "a/one");
  g_assert_cmpstr (first->name, ==, "deep/config.json");
  g_assert_cmpstr (first->commit, ==, COMMIT);
  g_assert_true (first->missing);
  g_assert_cmpstr (second->repo, ==, "spaces/s/demo");
  g_assert_cmpstr (second->name, ==, "space.json");
  g_assert_false (second->missing);
}

static void
test_check_cancelled (Fixture *f, gconstpointer data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;

  put (f, f->ours, "a/one", COMMIT, "main", "m.gguf", "one");
  g_cancellable_cancel (cancellable);
  g_assert_null (vt_hub_cache_check (f->ours, NULL, cancellable, NULL, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

/* --- shared folders --------------------------------------------------------------------- */

static void
test_store (Fixture *f, gconstpointer data)
{
  const char *const dirs[] = { f->stick, "/nonexistent", "", vt_hub_cache_get_dir (f->ours), NULL };
  g_autoptr (GPtrArray) stores = NULL;
  g_autoptr (GError) error = NULL;

  put (f, f->theirs, "a/one", COMMIT, "main", "m.gguf", "shared");
  put (f, f->theirs, "a/two", COMMIT, "main", "m.gguf", "old");
  put (f, f->ours, "a/two", OTHER, "main", "m.gguf", "own");
  assert_ours (f, "a/one:m.gguf", NULL);
  vt_hub_cache_set_stores (f->ours, dirs);
  stores = vt_hub_cache_get_stores (f->ours);
  g_assert_cmpuint (stores->len, ==, 2);
  assert_ours (f, "a/one:m.gguf", "shared");
  assert_ours (f, "a/two:m.gguf", "own");
  g_assert_false (vt_hub_cache_remove (f->ours, "a/one", NULL, &error));
  g_assert_error (error, VT_ERROR, VT_ERROR_DENIED);
  g_assert_nonnull (strstr (error->message, f->stick));
  vt_hub_cache_set_stores (f->ours, NULL);
  assert_ours (f, "a/one:m.gguf", NULL);
  assert_ours (f, "a/two:m.gguf", "own");
}

#define ADD(path, func) g_test_add ("/hub/" path, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("import/cache", test_cache);
  ADD ("import/repo", test_repo);
  ADD ("import/without-links", test_without_links);
  ADD ("import/branch-stays", test_branch_stays);
  ADD ("import/plain", test_plain);
  ADD ("import/file", test_file);
  ADD ("import/links-out", test_links_out);
  ADD ("import/nothing", test_nothing);
  ADD ("import/cancel", test_cancel);
  ADD ("import/read-only", test_read_only);
  ADD ("check/all", test_check);
  ADD ("check/cancelled", test_check_cancelled);
  ADD ("store", test_store);
  return g_test_run ();
}
