/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#include <utime.h>

#include "app/folder.h"
#include "app/history.h"
#include "app/space-runner.h"
#include "engine/base/error.h"

typedef struct
{
  char *folder;
  VtHistory *history;
} Fixture;

static void
set_up (Fixture *f, gconstpointer unused)
{
  f->folder = g_dir_make_tmp ("vitrine-history-XXXXXX", NULL);
  f->history = vt_history_new (f->folder);
}

/* What the writer told is heard, so that nothing holds it any more. */
static void
settle (VtHistory *history)
{
  vt_history_flush (history);
  while (g_main_context_iteration (NULL, FALSE))
    vt_history_flush (history);
}

static void
tear_down (Fixture *f, gconstpointer unused)
{
  settle (f->history);
  g_assert_finalize_object (f->history);
  vt_folder_remove (f->folder);
  g_free (f->folder);
}

static void
reopen (Fixture *f)
{
  settle (f->history);
  g_assert_finalize_object (f->history);
  f->history = vt_history_new (f->folder);
}

static VtHistoryRun *
make_run (const char *space, const char *prompt, guint shade)
{
  VtHistoryRun *run = vt_history_run_new ();
  VtHistoryStep *step = g_new0 (VtHistoryStep, 1);
  guint8 pixels[4 * 3 * 3];
  float samples[100];
  g_autoptr (GBytes) picture = NULL;
  g_autoptr (GBytes) sound = NULL;
  const VtLabel labels[] = { { "joy", 0.75 }, { "fear", 0.25 } };

  memset (pixels, (int) shade, sizeof pixels);
  for (guint i = 0; i < 100; i++)
    samples[i] = (float) i / 100;
  picture = g_bytes_new (pixels, sizeof pixels);
  sound = g_bytes_new (samples, sizeof samples);
  run->space = g_strdup (space);
  run->title = g_strdup ("A title, with a comma");
  run->when = g_get_real_time ();
  run->seconds = 1.5;
  g_hash_table_insert (run->inputs, g_strdup ("prompt"), vt_value_new_text (prompt));
  g_hash_table_insert (run->inputs, g_strdup ("picture"), vt_value_new_image (picture, 4, 3, 3));
  g_hash_table_insert (run->inputs, g_strdup ("sound"), vt_value_new_audio (sound, 16000, 1));
  g_hash_table_insert (run->inputs, g_strdup ("heat"), vt_value_new_number (0.7));
  g_hash_table_insert (run->inputs, g_strdup ("gone"), vt_value_new_file ("/nowhere/at/all"));
  g_hash_table_insert (run->outputs, g_strdup ("best"), vt_value_new_labels (labels, 2));
  g_hash_table_insert (run->outputs, g_strdup ("data"), vt_value_new_json ("{\"a\": [1, null]}"));
  step->id = g_strdup ("s");
  step->task = g_strdup ("text-generation");
  step->model = g_strdup ("owner/name");
  step->device = g_strdup ("cpu");
  step->seed = 42;
  step->parameters = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) vt_value_unref);
  step->stats = g_strdup ("{\"tokens_per_s\": 12.5}");
  g_ptr_array_add (run->steps, step);
  return run;
}

static guint
count_files (Fixture *f)
{
  g_autofree char *files = g_build_filename (f->folder, "files", NULL);
  g_autoptr (GDir) dir = g_dir_open (files, 0, NULL);
  guint n = 0;

  while (dir != NULL && g_dir_read_name (dir) != NULL)
    n++;
  return n;
}

static void
assert_value (GHashTable *values, const char *name, const char *text)
{
  VtValue *value = g_hash_table_lookup (values, name);
  g_autofree char *found = NULL;

  g_assert_nonnull (value);
  found = vt_value_to_text (value);
  g_assert_cmpstr (found, ==, text);
}

static void
test_round (Fixture *f, gconstpointer unused)
{
  const VtHistoryEntry *entry;
  g_autoptr (GPtrArray) list = NULL;
  g_autoptr (GHashTable) inputs = NULL;
  g_autoptr (GHashTable) outputs = NULL;
  g_autofree char *json = NULL;
  g_autofree char *csv = NULL;

  vt_history_add (f->history, make_run ("/a", "Hello,\n\"world\"", 5));
  vt_history_add (f->history, make_run ("/b", "again", 5));
  reopen (f);
  list = vt_history_list (f->history, "/a");
  g_assert_cmpuint (list->len, ==, 1);
  entry = list->pdata[0];
  g_assert_cmpstr (entry->model, ==, "owner/name");
  g_assert_cmpstr (entry->device, ==, "cpu");
  g_assert_cmpfloat (entry->seconds, ==, 1.5);
  g_assert_null (entry->error);
  inputs = vt_history_get_inputs (f->history, entry);
  outputs = vt_history_get_outputs (f->history, entry);
  assert_value (inputs, "prompt", "Hello,\n\"world\"");
  assert_value (inputs, "heat", "0.7");
  assert_value (inputs, "gone", "/nowhere/at/all");
  assert_value (outputs, "best", "joy 75%\nfear 25%");
  assert_value (outputs, "data", "{\"a\":[1,null]}");
  g_assert_cmpint (vt_value_type (g_hash_table_lookup (outputs, "best")), ==, VT_VALUE_LABELS);
  g_assert_cmpint (vt_value_type (g_hash_table_lookup (inputs, "picture")), ==, VT_VALUE_FILE);
  g_assert_true (g_file_test (vt_value_text (g_hash_table_lookup (inputs, "sound")), G_FILE_TEST_IS_REGULAR));
  g_assert_cmpuint (count_files (f), ==, 2); /* both runs have the same ones */
  g_assert_cmpuint (vt_history_get_bytes (f->history), >, 400);
  json = vt_history_to_json (f->history, list);
  csv = vt_history_to_csv (f->history, list);
  g_assert_nonnull (strstr (json, "\"tokens_per_s\":12.5"));
  g_assert_nonnull (strstr (json, "\"seed\":42"));
  g_assert_nonnull (strstr (csv, "\"A title, with a comma\",owner/name,cpu,1.5"));
  g_assert_nonnull (strstr (csv, "\"Hello,\n\"\"world\"\"\""));
}

static void
on_changed (VtHistory *history, guint *n)
{
  (*n)++;
}

static void
test_flag (Fixture *f, gconstpointer unused)
{
  g_autoptr (GPtrArray) list = NULL;
  g_autoptr (GPtrArray) rest = NULL;
  g_autofree char *id = NULL;
  guint changed = 0;

  g_signal_connect (f->history, "changed", G_CALLBACK (on_changed), &changed);
  vt_history_add (f->history, make_run ("/a", "one", 1));
  vt_history_add (f->history, make_run ("/a", "two", 2));
  settle (f->history);
  g_assert_cmpuint (changed, >, 0);
  list = vt_history_list (f->history, NULL);
  id = g_strdup (((VtHistoryEntry *) list->pdata[1])->id);
  vt_history_flag (f->history, id, TRUE, "Look at “this”\nlater");
  vt_history_remove (f->history, ((VtHistoryEntry *) list->pdata[0])->id);
  reopen (f);
  g_assert_true (vt_history_find (f->history, id)->flagged);
  g_assert_cmpstr (vt_history_find (f->history, id)->note, ==, "Look at “this”\nlater");
  rest = vt_history_list (f->history, NULL);
  g_assert_cmpuint (rest->len, ==, 1);
  vt_history_clear (f->history, NULL);
  reopen (f);
  g_assert_null (vt_history_find (f->history, id));
  g_assert_cmpuint (vt_history_get_bytes (f->history), ==, 0);
}

/* The oldest leave first, flagged ones stay; files that nobody needs leave too. */
static void
test_budget (Fixture *f, gconstpointer unused)
{
  g_autoptr (GPtrArray) list = NULL;
  g_autofree char *first = NULL;
  g_autofree char *files = g_build_filename (f->folder, "files", NULL);
  g_autoptr (GDir) dir = NULL;
  const char *name;

  vt_history_add (f->history, make_run ("/a", "0", 0));
  settle (f->history);
  list = vt_history_list (f->history, NULL);
  first = g_strdup (((VtHistoryEntry *) list->pdata[0])->id);
  vt_history_flag (f->history, first, TRUE, "");
  for (guint i = 1; i < 30; i++)
    vt_history_add (f->history, make_run ("/a", "x", i));
  settle (f->history);
  vt_history_set_budget (f->history, 10, G_MAXUINT64);
  settle (f->history);
  g_ptr_array_unref (list);
  list = vt_history_list (f->history, NULL);
  g_assert_cmpuint (list->len, ==, 10);
  g_assert_nonnull (vt_history_find (f->history, first));
  vt_history_set_budget (f->history, 10, vt_history_get_bytes (f->history) / 2);
  settle (f->history);
  g_ptr_array_unref (list);
  list = vt_history_list (f->history, NULL);
  g_assert_cmpuint (list->len, >, 2);
  g_assert_cmpuint (list->len, <, 8);
  /* after a while */
  dir = g_dir_open (files, 0, NULL);
  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (files, name, NULL);

      utime (path, &(struct utimbuf) { 1000, 1000 });
    }
  reopen (f);
  g_assert_cmpuint (count_files (f), ==, list->len + 1);
}

static void
test_off (Fixture *f, gconstpointer unused)
{
  g_autoptr (GPtrArray) list = NULL;

  g_object_set (f->history, "enabled", FALSE, NULL);
  vt_history_add (f->history, make_run ("/a", "secret", 1));
  settle (f->history);
  list = vt_history_list (f->history, NULL);
  g_assert_cmpuint (list->len, ==, 0);
  g_assert_cmpuint (count_files (f), ==, 0);
}

/* Whatever is left of the last line, the others count and the next one does. */
static void
test_torn (Fixture *f, gconstpointer unused)
{
  g_autofree char *path = g_build_filename (f->folder, "runs.jsonl", NULL);
  g_autofree char *whole = NULL;
  gsize size, second;

  vt_history_add (f->history, make_run ("/a", "one", 1));
  vt_history_add (f->history, make_run ("/a", "two", 1));
  reopen (f);
  g_assert_true (g_file_get_contents (path, &whole, &size, NULL));
  second = strcspn (whole, "\n") + 1;
  for (gsize cut = second; cut < size; cut += 13)
    {
      g_autoptr (GPtrArray) list = NULL;
      g_autoptr (GPtrArray) more = NULL;

      g_file_set_contents (path, whole, (gssize) cut, NULL);
      reopen (f);
      list = vt_history_list (f->history, NULL);
      g_assert_cmpuint (list->len, ==, 1);
      vt_history_add (f->history, make_run ("/b", "three", 1));
      settle (f->history);
      more = vt_history_list (f->history, NULL);
      g_assert_cmpuint (more->len, ==, 2);
      g_assert_cmpstr (((VtHistoryEntry *) more->pdata[0])->space, ==, "/b");
    }
}

/* A folder that cannot be written: the error is told, and nothing else happens. */
static void
test_read_only (Fixture *f, gconstpointer unused)
{
  g_autofree char *path = g_build_filename (f->folder, "runs.jsonl", NULL);

  g_mkdir (path, 0755);
  vt_history_add (f->history, make_run ("/a", "one", 1));
  settle (f->history);
  g_assert_nonnull (vt_history_get_error (f->history));
  g_assert_nonnull (strstr (vt_history_get_error (f->history)->message, "runs.jsonl"));
}

/* Much that does not count any more is left out when it is opened. */
static void
test_compact (Fixture *f, gconstpointer unused)
{
  g_autofree char *path = g_build_filename (f->folder, "runs.jsonl", NULL);
  g_autoptr (GPtrArray) list = NULL;
  g_autofree char *id = NULL;
  GStatBuf before, after;

  vt_history_add (f->history, make_run ("/a", "one", 1));
  settle (f->history);
  list = vt_history_list (f->history, NULL);
  id = g_strdup (((VtHistoryEntry *) list->pdata[0])->id);
  for (guint i = 0; i < 250; i++)
    vt_history_flag (f->history, id, TRUE, "note");
  settle (f->history);
  g_stat (path, &before);
  reopen (f);
  g_stat (path, &after);
  g_assert_cmpint (after.st_size * 5, <, before.st_size);
  g_assert_cmpstr (vt_history_find (f->history, id)->note, ==, "note");
  reopen (f);
  g_assert_true (vt_history_find (f->history, id)->flagged);
}

/* --- programs that die ------------------------------------------------------------ */

static int
write_for_ever (const char *folder)
{
  VtHistory *history = vt_history_new (folder);

  for (guint i = 0;; i++)
    {
      vt_history_add (history, make_run ("/killed", "a prompt that is a little longer than the others", i));
      vt_history_flush (history);
      if (write (1, "x", 1) != 1) /* a run that is safe */
        return 1;
    }
}

static guint
kill_once (const char *program, const char *folder)
{
  const char *const arguments[] = { program, "--write", folder, NULL };
  g_autoptr (GError) error = NULL;
  GPid pid;
  int out, status;
  guint safe = 0;
  char x;

  g_spawn_async_with_pipes (NULL, (char **) arguments, NULL, G_SPAWN_DO_NOT_REAP_CHILD, NULL, NULL, &pid, NULL, &out, NULL, &error);
  g_assert_no_error (error);
  while (safe < 3 && read (out, &x, 1) == 1)
    safe++;
  g_usleep ((gulong) g_random_int_range (0, 5000));
  kill (pid, SIGKILL);
  while (read (out, &x, 1) == 1)
    safe++;
  waitpid (pid, &status, 0);
  g_assert_true (WIFSIGNALED (status));
  close (out);
  return safe;
}

static const char *program;

static void
test_killed (Fixture *f, gconstpointer unused)
{
  guint safe = 0;

  for (guint i = 0; i < 20; i++)
    {
      g_autoptr (GPtrArray) list = NULL;

      safe += kill_once (program, f->folder);
      list = vt_history_list (f->history, NULL);
      g_assert_cmpuint (list->len, >=, safe);
      g_assert_cmpuint (list->len, <=, safe + i + 1);
      for (guint j = 0; j < list->len; j++)
        {
          g_autoptr (GHashTable) inputs = vt_history_get_inputs (f->history, list->pdata[j]);

          assert_value (inputs, "prompt", "a prompt that is a little longer than the others");
          g_assert_cmpint (vt_value_type (g_hash_table_lookup (inputs, "picture")), ==, VT_VALUE_FILE);
        }
    }
}

/* Two programs at once. */
static void
test_two (Fixture *f, gconstpointer unused)
{
  VtHistory *other = vt_history_new (f->folder);
  g_autoptr (GPtrArray) list = NULL;

  for (guint i = 0; i < 50; i++)
    {
      vt_history_add (f->history, make_run ("/a", "x", 1));
      vt_history_add (other, make_run ("/b", "x", 1));
    }
  settle (other);
  settle (f->history);
  list = vt_history_list (other, NULL);
  g_assert_cmpuint (list->len, ==, 100);
  g_assert_finalize_object (other);
}

/* --- runs of a space --------------------------------------------------------------- */

static const char space_json[]
  = "{\"version\": 1, \"components\": [{\"id\": \"a\", \"type\": \"textbox\", \"value\": \"t5\"},"
    "{\"id\": \"b\", \"type\": \"textbox\"}, {\"id\": \"unused\", \"type\": \"textbox\"}, {\"id\": \"go\", \"type\": \"button\"}],"
    "\"events\": [{\"on\": [[\"go\", \"click\"]], \"steps\": [{\"id\": \"s\", \"task\": \"text-generation\","
    " \"inputs\": {\"text\": \"$a\"}, \"parameters\": {\"do_sample\": false, \"max_new_tokens\": 3}}], \"outputs\": {\"b\": \"$s.text\"}},"
    "{\"on\": [[\"a\", \"change\"]], \"outputs\": {\"b\": \"$a\"}}]}";

static void
on_ended (VtSpaceRunner *runner, const GError *error, GMainLoop *loop)
{
  g_main_loop_quit (loop);
}

static void
run (VtSpaceRunner *runner)
{
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  gulong id = g_signal_connect (runner, "ended", G_CALLBACK (on_ended), loop);

  vt_space_runner_trigger (runner, "go", "click");
  if (vt_space_runner_is_running (runner))
    g_main_loop_run (loop);
  g_signal_handler_disconnect (runner, id);
}

static void
test_runner (Fixture *f, gconstpointer unused)
{
  g_autoptr (VtEngine) engine = vt_engine_new ();
  g_autoptr (VtModelLibrary) library = vt_model_library_new ();
  g_autoptr (VtSpace) space = vt_space_new_from_texts (space_json, strlen (space_json), NULL, NULL);
  g_autoptr (VtSpaceRunner) runner = vt_space_runner_new (space, engine, library);
  g_autofree char *model = g_build_filename (g_getenv ("VITRINE_SRCDIR"), "tests", "vectors", "lm", "llama3", NULL);
  g_autoptr (GPtrArray) list = NULL;
  g_autoptr (GHashTable) inputs = NULL;
  g_autoptr (GHashTable) outputs = NULL;
  const VtHistoryEntry *entry;
  g_autofree char *text = NULL;

  vt_space_runner_set_device (runner, "cpu");
  vt_space_runner_set_model (runner, NULL, model);
  vt_space_runner_set_seed (runner, 7);
  vt_space_runner_set_history (runner, f->history);
  run (runner);
  vt_space_runner_trigger (runner, "a", "change"); /* no step: nothing to keep */
  vt_space_runner_set_model (runner, NULL, "nobody/nothing");
  run (runner);
  settle (f->history);
  list = vt_history_list (f->history, NULL);
  g_assert_cmpuint (list->len, ==, 2);
  entry = list->pdata[0];
  g_assert_nonnull (strstr (entry->error, "nobody/nothing"));
  entry = list->pdata[1];
  g_assert_null (entry->error);
  g_assert_cmpstr (entry->model, ==, model);
  g_assert_cmpstr (entry->device, ==, "cpu");
  g_assert_cmpfloat (entry->seconds, >, 0);
  g_assert_nonnull (strstr (entry->json, "\"seed\":7"));
  g_assert_nonnull (strstr (entry->json, "\"max_new_tokens\":3"));
  g_assert_nonnull (strstr (entry->json, "\"generated_tokens\":3"));
  inputs = vt_history_get_inputs (f->history, entry);
  outputs = vt_history_get_outputs (f->history, entry);
  assert_value (inputs, "a", "t5");
  g_assert_null (g_hash_table_lookup (inputs, "unused"));
  text = vt_value_to_text (g_hash_table_lookup (outputs, "b"));
  g_assert_true (g_str_has_prefix (text, "t5 "));
}

int
main (int argc, char **argv)
{
  if (argc == 3 && strcmp (argv[1], "--write") == 0)
    return write_for_ever (argv[2]);
  program = argv[0];
  g_test_init (&argc, &argv, NULL);
#define ADD(path, test) g_test_add (path, Fixture, NULL, set_up, test, tear_down)
  ADD ("/history/round", test_round);
  ADD ("/history/flag", test_flag);
  ADD ("/history/budget", test_budget);
  ADD ("/history/off", test_off);
  ADD ("/history/torn", test_torn);
  ADD ("/history/read-only", test_read_only);
  ADD ("/history/compact", test_compact);
  ADD ("/history/killed", test_killed);
  ADD ("/history/two", test_two);
  ADD ("/history/runner", test_runner);
  return g_test_run ();
}
