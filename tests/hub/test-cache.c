/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>
#include <unistd.h>

#include <glib/gstdio.h>

#include "engine/base/error.h"
#include "hub/cache.h"
#include "hub/cache-verify.h"
#include "hub/disk.h"
#include "hub/environment.h"

#define COMMIT "0123456789abcdef0123456789abcdef01234567"
#define OTHER "89abcdef0123456789abcdef0123456789abcdef"
#define HELLO_SHA256 "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824"
#define HELLO_GIT "b6fc4c620b67d95f953a5c1c1230aaab5db5a1b0"  /* git hash-object, of "hello" */

typedef struct
{
  char *dir;
  VtHubCache *cache;
} Fixture;

static void
set_up (Fixture *f, gconstpointer data)
{
  f->dir = g_dir_make_tmp ("vitrine-cache-XXXXXX", NULL);
  f->cache = vt_hub_cache_new (f->dir);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  g_autofree char *command = g_strdup_printf ("rm -rf '%s'", f->dir);

  g_assert_true (g_spawn_command_line_sync (command, NULL, NULL, NULL, NULL));
  vt_hub_cache_unref (f->cache);
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
import (Fixture *f, const char *repo, const char *commit, const char *name, const char *text)
{
  g_autofree char *source = write_file (f, "source", text);
  g_autofree char *digest = vt_digest_file (source, VT_DIGEST_SHA256, NULL, NULL, NULL, NULL);
  VtHubCacheEntry entry = { repo, commit, "main", name, digest };
  g_autoptr (GError) error = NULL;

  vt_hub_cache_store (f->cache, repo, digest, source, TRUE, NULL, &error);
  g_assert_no_error (error);
  vt_hub_cache_link (f->cache, &entry, &error);
  g_assert_no_error (error);
}

static char *
resolve (Fixture *f, const char *text, GError **error)
{
  g_autoptr (VtHubReference) reference = vt_hub_reference_parse (text, error);

  return reference != NULL ? vt_hub_cache_resolve (f->cache, reference, error) : NULL;
}

static void
test_reference (void)
{
  static const char *const good[] = {
    "gpt2", "a/b", "a/b@v1.0", "a/b:x/y.gguf", "a/b@refs/pr/1:model.bin", NULL
  };
  static const char *const bad[] = {
    "", "/", "a/", "/b", "a/b/c", "../b", "a/..", "a/b:", "a/b@", "a/b:../../etc/passwd",
    "a/b:/etc/passwd", "a/b@../../x", "a/b:x//y", "a/b:x\\y", "a/b:x\ny", "a--b/c", "a b/c",
    "a/b:\xff", NULL
  };

  for (guint i = 0; good[i] != NULL; i++)
    {
      g_autoptr (VtHubReference) reference = vt_hub_reference_parse (good[i], NULL);
      g_autofree char *text = NULL;

      g_assert_nonnull (reference);
      text = vt_hub_reference_to_string (reference);
      g_assert_cmpstr (text, ==, good[i]);
    }
  for (guint i = 0; bad[i] != NULL; i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (vt_hub_reference_parse (bad[i], &error));
      g_assert_error (error, VT_ERROR, VT_ERROR_INVALID);
    }
}

static void
test_digest (Fixture *f, gconstpointer data)
{
  g_autofree char *path = write_file (f, "hello", "hello");
  g_autofree char *sha256 = vt_digest_file (path, VT_DIGEST_SHA256, NULL, NULL, NULL, NULL);
  g_autofree char *git = vt_digest_file (path, VT_DIGEST_GIT_BLOB, NULL, NULL, NULL, NULL);

  g_assert_cmpstr (sha256, ==, HELLO_SHA256);
  g_assert_cmpstr (git, ==, HELLO_GIT);
}

/* The layout itself: a relative link two folders up, a ref without a newline. */
static void
test_layout (Fixture *f, gconstpointer data)
{
  g_autofree char *repo = vt_hub_cache_repo_dir (f->cache, "a/b");
  g_autofree char *file = g_build_filename (repo, "snapshots", COMMIT, "deep", "m.gguf", NULL);
  g_autofree char *ref = g_build_filename (repo, "refs", "main", NULL);
  g_autofree char *link = NULL, *text = NULL, *found = NULL;

  import (f, "a/b", COMMIT, "deep/m.gguf", "hello");
  import (f, "a/b", COMMIT, "deep/m.gguf", "hello");
  g_assert_true (g_str_has_suffix (repo, "/models--a--b"));
  link = g_file_read_link (file, NULL);
  g_assert_cmpstr (link, ==, "../../../blobs/" HELLO_SHA256);
  g_assert_true (g_file_get_contents (ref, &text, NULL, NULL));
  g_assert_cmpstr (text, ==, COMMIT);
  found = resolve (f, "a/b", NULL);
  g_assert_cmpstr (found, ==, file);
}

static void
test_resolve (Fixture *f, gconstpointer data)
{
  g_autofree char *folder = NULL, *one = NULL, *named = NULL, *pinned = NULL, *split = NULL;
  g_autoptr (GError) several = NULL, absent = NULL, revision = NULL;

  import (f, "a/folder", COMMIT, "config.json", "{}");
  import (f, "a/one", COMMIT, "README.md", "read");
  import (f, "a/one", COMMIT, "mmproj-F16.gguf", "eyes");
  import (f, "a/one", COMMIT, "model.gguf", "model");
  import (f, "a/two", COMMIT, "q4.gguf", "q4");
  import (f, "a/two", COMMIT, "q8.gguf", "q8");
  import (f, "a/split", COMMIT, "m-00001-of-00002.gguf", "1");
  import (f, "a/split", COMMIT, "m-00002-of-00002.gguf", "2");
  folder = resolve (f, "a/folder", NULL);
  g_assert_true (g_str_has_suffix (folder, "/snapshots/" COMMIT));
  one = resolve (f, "a/one", NULL);
  g_assert_true (g_str_has_suffix (one, "/model.gguf"));
  named = resolve (f, "a/two:q8.gguf", NULL);
  g_assert_true (g_str_has_suffix (named, "/q8.gguf"));
  pinned = resolve (f, "a/one@" COMMIT, NULL);
  g_assert_cmpstr (pinned, ==, one);
  split = resolve (f, "a/split", NULL);
  g_assert_true (g_str_has_suffix (split, "/m-00001-of-00002.gguf"));
  g_assert_null (resolve (f, "a/two", &several));
  g_assert_error (several, VT_ERROR, VT_ERROR_INVALID);
  g_assert_nonnull (strstr (several->message, "q4.gguf, q8.gguf"));
  g_assert_null (resolve (f, "a/absent", &absent));
  g_assert_error (absent, VT_ERROR, VT_ERROR_NOT_FOUND);
  g_assert_null (resolve (f, "a/one@" OTHER, &revision));
  g_assert_error (revision, VT_ERROR, VT_ERROR_NOT_FOUND);
}

/* huggingface_hub 2.x: the blob is itself a link into a store of all repositories. */
static void
test_shared_blob (Fixture *f, gconstpointer data)
{
  g_autofree char *store = write_file (f, "blobs/2c/" HELLO_SHA256, "hello");
  g_autofree char *blob = vt_hub_cache_blob_path (f->cache, "a/b", HELLO_SHA256);
  VtHubCacheEntry entry = { "a/b", COMMIT, "main", "m.gguf", HELLO_SHA256 };
  g_autofree char *found = NULL, *text = NULL, *link = NULL;
  g_autoptr (GError) error = NULL;
  guint64 freed;

  g_assert_true (vt_disk_make_parent (blob, NULL));
  g_assert_true (vt_disk_link (blob, store, NULL));
  link = g_file_read_link (blob, NULL);
  g_assert_cmpstr (link, ==, "../../blobs/2c/" HELLO_SHA256);
  g_assert_true (vt_hub_cache_link (f->cache, &entry, NULL));
  found = resolve (f, "a/b", NULL);
  g_assert_true (g_file_get_contents (found, &text, NULL, NULL));
  g_assert_cmpstr (text, ==, "hello");
  g_assert_true (vt_hub_cache_verify (f->cache, "a/b", NULL, NULL, NULL, NULL));
  vt_hub_cache_remove (f->cache, "a/b", &freed, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (freed, ==, 40);  /* the ref alone */
  g_assert_true (g_file_test (store, G_FILE_TEST_EXISTS));
}

static void
test_wrong_bytes (Fixture *f, gconstpointer data)
{
  g_autofree char *source = write_file (f, "source", "hellO");
  g_autofree char *repo = vt_hub_cache_repo_dir (f->cache, "a/b");
  g_autoptr (GError) error = NULL;

  g_assert_false (vt_hub_cache_store (f->cache, "a/b", HELLO_SHA256, source, TRUE, NULL, &error));
  g_assert_error (error, VT_ERROR, VT_ERROR_CORRUPT);
  g_assert_false (g_file_test (repo, G_FILE_TEST_EXISTS));
  g_assert_true (g_file_test (source, G_FILE_TEST_EXISTS));
}

static void
test_list_and_remove (Fixture *f, gconstpointer data)
{
  g_autoptr (GPtrArray) none = vt_hub_cache_list (f->cache, VT_HUB_MODELS);
  g_autoptr (GPtrArray) repos = NULL, left = NULL;
  g_autofree char *foreign = write_file (f, "models--x--y", "not a folder");
  g_autofree char *dataset = write_file (f, "datasets--d--e/snapshots/x/y", "1");
  VtHubCachedRepo *repo;
  guint64 freed = 0;

  g_assert_cmpuint (none->len, ==, 0);
  import (f, "b/b", COMMIT, "m.gguf", "hello");
  import (f, "a/b", COMMIT, "x/m.gguf", "hello");
  import (f, "a/b", OTHER, "x/m.gguf", "hello!");
  repos = vt_hub_cache_list (f->cache, VT_HUB_MODELS);
  g_assert_cmpuint (repos->len, ==, 2);
  repo = repos->pdata[0];
  g_assert_cmpstr (repo->repo, ==, "a/b");
  g_assert_cmpuint (repo->bytes, ==, 11);
  g_assert_cmpuint (g_strv_length (repo->commits), ==, 2);
  g_assert_cmpstr (repo->files[0], ==, "x/m.gguf");
  g_assert_null (repo->files[1]);
  g_assert_cmpstr (repo->revisions[0], ==, "main");
  g_assert_true (vt_hub_cache_remove (f->cache, "a/b", &freed, NULL));
  g_assert_cmpuint (freed, ==, 11 + 40);  /* and the ref */
  left = vt_hub_cache_list (f->cache, VT_HUB_MODELS);
  g_assert_cmpuint (left->len, ==, 1);
  g_assert_false (vt_hub_cache_remove (f->cache, "a/b", NULL, NULL));
}

/* A link in the repository to something outside must not be followed. */
static void
test_remove_keeps_outside (Fixture *f, gconstpointer data)
{
  g_autofree char *outside = write_file (f, "outside/precious", "keep me");
  g_autofree char *folder = g_path_get_dirname (outside);
  g_autofree char *repo = vt_hub_cache_repo_dir (f->cache, "a/b");
  g_autofree char *link = g_build_filename (repo, "snapshots", COMMIT, "way-out", NULL);

  import (f, "a/b", COMMIT, "m.gguf", "hello");
  g_assert_cmpint (symlink (folder, link), ==, 0);
  g_assert_true (vt_hub_cache_remove (f->cache, "a/b", NULL, NULL));
  g_assert_true (g_file_test (outside, G_FILE_TEST_EXISTS));
  g_assert_false (g_file_test (repo, G_FILE_TEST_EXISTS));
}

static void
test_verify (Fixture *f, gconstpointer data)
{
  g_autofree char *blob = vt_hub_cache_blob_path (f->cache, "a/b", HELLO_SHA256);
  g_autoptr (GError) damaged = NULL, missing = NULL, absent = NULL;

  import (f, "a/b", COMMIT, "m.gguf", "hello");
  g_assert_true (vt_hub_cache_verify (f->cache, "a/b", NULL, NULL, NULL, NULL));
  g_assert_true (g_file_set_contents (blob, "hellO", -1, NULL));
  g_assert_false (vt_hub_cache_verify (f->cache, "a/b", NULL, NULL, NULL, &damaged));
  g_assert_error (damaged, VT_ERROR, VT_ERROR_CORRUPT);
  g_assert_cmpint (g_unlink (blob), ==, 0);
  g_assert_false (vt_hub_cache_verify (f->cache, "a/b", NULL, NULL, NULL, &missing));
  g_assert_error (missing, VT_ERROR, VT_ERROR_CORRUPT);
  g_assert_false (vt_hub_cache_verify (f->cache, "a/c", NULL, NULL, NULL, &absent));
  g_assert_error (absent, VT_ERROR, VT_ERROR_NOT_FOUND);
}

static void
test_cancel (Fixture *f, gconstpointer data)
{
  g_autofree char *source = write_file (f, "source", "hello");
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;

  g_cancellable_cancel (cancellable);
  g_assert_false (vt_hub_cache_store (f->cache, "a/b", HELLO_SHA256, source, TRUE, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_true (g_file_test (source, G_FILE_TEST_EXISTS));
}

static void
test_environment (Fixture *f, gconstpointer data)
{
  g_autofree char *file = write_file (f, "token", "hf_file\n");
  g_autofree char *home = NULL, *cache = NULL, *endpoint = NULL, *token = NULL, *bad = NULL;

  g_unsetenv ("HF_HUB_CACHE");
  g_unsetenv ("HUGGINGFACE_HUB_CACHE");
  g_unsetenv ("HF_TOKEN");
  g_unsetenv ("HF_TOKEN_PATH");
  g_setenv ("HF_HOME", f->dir, TRUE);
  home = vt_hub_environment_cache_dir ();
  g_assert_true (g_str_has_prefix (home, f->dir) && g_str_has_suffix (home, "/hub"));
  token = vt_hub_environment_token ();
  g_assert_cmpstr (token, ==, "hf_file");
  g_setenv ("HF_TOKEN", "bad\r\nX-Header: 1", TRUE);
  bad = vt_hub_environment_token ();
  g_assert_null (bad);
  g_setenv ("HF_HUB_CACHE", "~/models", TRUE);
  cache = vt_hub_environment_cache_dir ();
  g_assert_true (g_str_has_prefix (cache, g_get_home_dir ()));
  g_setenv ("HF_ENDPOINT", "http://127.0.0.1:8080//", TRUE);
  endpoint = vt_hub_environment_endpoint ();
  g_assert_cmpstr (endpoint, ==, "http://127.0.0.1:8080");
  g_setenv ("HF_HUB_OFFLINE", "Yes", TRUE);
  g_assert_true (vt_hub_environment_is_offline ());
  g_setenv ("HF_HUB_OFFLINE", "0", TRUE);
  g_assert_false (vt_hub_environment_is_offline ());
}

#define ADD(path, func) g_test_add (path, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/hub/reference", test_reference);
  ADD ("/hub/digest", test_digest);
  ADD ("/hub/cache/layout", test_layout);
  ADD ("/hub/cache/resolve", test_resolve);
  ADD ("/hub/cache/shared-blob", test_shared_blob);
  ADD ("/hub/cache/wrong-bytes", test_wrong_bytes);
  ADD ("/hub/cache/list-and-remove", test_list_and_remove);
  ADD ("/hub/cache/remove-keeps-outside", test_remove_keeps_outside);
  ADD ("/hub/cache/verify", test_verify);
  ADD ("/hub/cache/cancel", test_cancel);
  ADD ("/hub/environment", test_environment);
  return g_test_run ();
}
