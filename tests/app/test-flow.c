/* Steps as a flow of data, queues of events, and tables row by row, on a random
 * model of 64 words.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <string.h>

#include "app/folder.h"
#include "app/space-runner.h"
#include "app/table.h"
#include "engine/base/error.h"

typedef struct
{
  VtSpace *space;
  VtSpaceRunner *runner;
  GMainLoop *loop;
  GError *error; /* the last one */
  guint started, ended;
  GString *log; /* "id=value;" of each final output */
  double progress;
  guint n_progress;
  guint cancel_after; /* of calls of "progress"; 0: never */
} Fixture;

static void
on_output (VtSpaceRunner *runner, const char *component, VtValue *value, gboolean final, Fixture *f)
{
  g_autofree char *text = vt_value_to_text (value);

  if (final)
    g_string_append_printf (f->log, "%s=%s;", component, text);
}

static void
on_progress (VtSpaceRunner *runner, double fraction, const char *what, Fixture *f)
{
  if (fraction >= 0)
    {
      g_assert_cmpfloat (fraction, >=, f->progress - 1e-9);
      f->progress = fraction;
    }
  if (++f->n_progress == f->cancel_after)
    vt_space_runner_cancel (runner);
}

static void
on_started (VtSpaceRunner *runner, Fixture *f)
{
  f->started++;
  f->progress = 0;
}

static void
on_ended (VtSpaceRunner *runner, GError *error, Fixture *f)
{
  f->ended++;
  g_clear_error (&f->error);
  if (error != NULL)
    f->error = g_error_copy (error);
  g_main_loop_quit (f->loop);
}

static void
set_up (Fixture *f, gconstpointer json)
{
  g_autoptr (VtEngine) engine = vt_engine_new ();
  g_autoptr (VtModelLibrary) library = vt_model_library_new ();
  g_autofree char *model = g_build_filename (g_getenv ("VITRINE_SRCDIR"), "tests", "vectors", "lm", "llama3", NULL);
  g_autoptr (GError) error = NULL;

  f->space = vt_space_new_from_texts (json, strlen (json), NULL, &error);
  g_assert_no_error (error);
  f->runner = vt_space_runner_new (f->space, engine, library);
  vt_space_runner_set_device (f->runner, "cpu");
  vt_space_runner_set_model (f->runner, NULL, model);
  vt_space_runner_set_seed (f->runner, 1);
  f->loop = g_main_loop_new (NULL, FALSE);
  f->log = g_string_new (NULL);
  g_signal_connect (f->runner, "output", G_CALLBACK (on_output), f);
  g_signal_connect (f->runner, "progress", G_CALLBACK (on_progress), f);
  g_signal_connect (f->runner, "started", G_CALLBACK (on_started), f);
  g_signal_connect (f->runner, "ended", G_CALLBACK (on_ended), f);
}

static void
tear_down (Fixture *f, gconstpointer json)
{
  g_assert_finalize_object (f->runner);
  while (G_OBJECT (f->space)->ref_count > 1) /* what was dropped ends by itself */
    g_main_context_iteration (NULL, TRUE);
  g_assert_finalize_object (f->space);
  g_main_loop_unref (f->loop);
  g_string_free (f->log, TRUE);
  g_clear_error (&f->error);
}

static void
wait_for_end (Fixture *f)
{
  while (vt_space_runner_is_running (f->runner))
    g_main_loop_run (f->loop);
}

static void
trigger (Fixture *f, const char *component, const char *event)
{
  g_assert_true (vt_space_runner_trigger (f->runner, component, event));
  wait_for_end (f);
}

static void
set_text (Fixture *f, const char *component, const char *text)
{
  g_autoptr (VtValue) value = vt_value_new_text (text);
  g_autoptr (GError) error = NULL;

  vt_space_runner_set_value (f->runner, component, value, &error);
  g_assert_no_error (error);
}

static const char *
get_text (Fixture *f, const char *component)
{
  return vt_value_text (vt_space_runner_get_value (f->runner, component));
}

#define STEP(id, from, more)                                                                                           \
  "{\"id\": \"" id "\", \"task\": \"text-generation\", \"inputs\": {\"text\": " from "},"                              \
  " \"parameters\": {\"do_sample\": false, \"max_new_tokens\": 2}" more "}"

static const char flow[]
  = "{\"version\": 1, \"components\": ["
    "{\"id\": \"a\", \"type\": \"textbox\", \"value\": \"t5\"}, {\"id\": \"b\", \"type\": \"textbox\", \"value\": \"t6\"},"
    "{\"id\": \"both\", \"type\": \"textbox\"}, {\"id\": \"one\", \"type\": \"textbox\"}, {\"id\": \"two\", \"type\": \"textbox\"},"
    "{\"id\": \"which\", \"type\": \"checkbox\"}, {\"id\": \"kept\", \"type\": \"textbox\", \"value\": \"as it was\"},"
    "{\"id\": \"fan\", \"type\": \"button\"}, {\"id\": \"choose\", \"type\": \"button\"}, {\"id\": \"bad\", \"type\": \"button\"},"
    "{\"id\": \"pick\", \"type\": \"radio\", \"label\": \"Your pick\", \"choices\": [\"x\"]}],"
    "\"events\": ["
    /* the one that needs the others stands first */
    "{\"on\": [[\"fan\", \"click\"]], \"steps\": [" STEP ("j", "\"${x.text} ${y.text}\"", "") ", " STEP ("x", "\"$a\"", "")
    ", " STEP ("y", "\"$b\"", "") "], \"outputs\": {\"both\": \"${x.text}|${y.text}|${j.text}\", \"one\": \"$x.text\", \"two\": \"$y.text\"}},"
    "{\"on\": [[\"choose\", \"click\"]], \"steps\": [" STEP ("x", "\"$a\"", ", \"if\": \"$which\"") ", "
    STEP ("y", "\"$b\"", ", \"if\": [\"not\", \"$which\"]") ", " STEP ("z", "\"$x.text\"", "") "],"
    " \"outputs\": {\"one\": {\"first\": [\"$x.text\", \"$y.text\"]}, \"kept\": \"$z.text\"}},"
    "{\"on\": [[\"bad\", \"click\"]], \"steps\": [" STEP ("x", "\"$a\"", "") ", " STEP ("y", "\"$pick\"", "") "]}]}";

/* A text with files beside it gives the one and the other. */
static const char parts_of_a_message[]
  = "{\"version\": 1, \"components\": [{\"id\": \"m\", \"type\": \"multimodaltextbox\", \"value\": {\"text\": \"t5\", \"files\": [\"/x/cat.png\", \"/x/dog.png\"]}},"
    "{\"id\": \"answer\", \"type\": \"textbox\"}, {\"id\": \"copy\", \"type\": \"textbox\"}, {\"id\": \"one\", \"type\": \"file\"},"
    "{\"id\": \"all\", \"type\": \"file\", \"file_count\": \"multiple\"}], \"events\": [{\"on\": [[\"m\", \"submit\"]], \"steps\": ["
    STEP ("s", "\"$m.text\"", "") "], \"outputs\": {\"answer\": \"$s.text\", \"copy\": \"${m.text}!\", \"one\": \"$m.file\","
    " \"all\": \"$m.files\"}}]}";

static void
test_parts (Fixture *f, gconstpointer json)
{
  g_autofree char *all = NULL;

  trigger (f, "m", "submit");
  g_assert_no_error (f->error);
  g_assert_cmpstr (get_text (f, "copy"), ==, "t5!");
  g_assert_cmpstr (get_text (f, "answer"), !=, "");
  g_assert_cmpstr (get_text (f, "one"), ==, "/x/cat.png");
  all = vt_value_to_text (vt_space_runner_get_value (f->runner, "all"));
  g_assert_cmpstr (all, ==, "/x/cat.png\n/x/dog.png");
}

static void
test_fan (Fixture *f, gconstpointer json)
{
  g_autofree char *both = NULL;

  trigger (f, "fan", "click");
  g_assert_no_error (f->error);
  g_assert_true (g_str_has_prefix (get_text (f, "one"), "t5"));
  g_assert_true (g_str_has_prefix (get_text (f, "two"), "t6"));
  both = g_strdup_printf ("%s|%s|%s %s", get_text (f, "one"), get_text (f, "two"), get_text (f, "one"), get_text (f, "two"));
  g_assert_true (g_str_has_prefix (get_text (f, "both"), both));
  g_assert_cmpuint (strlen (get_text (f, "both")), >, strlen (both));
}

static void
test_choose (Fixture *f, gconstpointer json)
{
  g_autoptr (VtValue) yes = vt_value_new_boolean (TRUE);

  trigger (f, "choose", "click");
  g_assert_no_error (f->error);
  g_assert_true (g_str_has_prefix (get_text (f, "one"), "t6"));
  g_assert_cmpstr (get_text (f, "kept"), ==, "as it was"); /* its step takes from one that was left out */
  vt_space_runner_set_value (f->runner, "which", yes, NULL);
  trigger (f, "choose", "click");
  g_assert_true (g_str_has_prefix (get_text (f, "one"), "t5"));
  g_assert_true (g_str_has_prefix (get_text (f, "kept"), get_text (f, "one")));
}

static void
test_bad (Fixture *f, gconstpointer json)
{
  trigger (f, "bad", "click");
  g_assert_error (f->error, VT_ERROR, VT_ERROR_INVALID);
  g_assert_cmpstr (f->error->message, ==,
                   "In the step “y” (Text generation): “Your pick” is empty. Fill it in first.");
  trigger (f, "fan", "click");
  g_assert_no_error (f->error);
}

/* Dropped while it runs. */
static void
test_drop (Fixture *f, gconstpointer json)
{
  vt_space_runner_trigger (f->runner, "fan", "click");
  g_assert_true (vt_space_runner_is_running (f->runner));
}

static const char queue[]
  = "{\"version\": 1, \"components\": ["
    "{\"id\": \"a\", \"type\": \"textbox\", \"value\": \"t5\"}, {\"id\": \"out\", \"type\": \"textbox\"},"
    "{\"id\": \"once\", \"type\": \"button\"}, {\"id\": \"many\", \"type\": \"button\"}, {\"id\": \"other\", \"type\": \"button\"}],"
    "\"events\": ["
    "{\"on\": [[\"a\", \"input\"]], \"steps\": [" STEP ("x", "\"$a\"", "") "], \"outputs\": {\"out\": \"$x.text\"}},"
    "{\"on\": [[\"once\", \"click\"]], \"steps\": [" STEP ("x", "\"$a\"", "") "], \"outputs\": {\"out\": \"$x.text\"}},"
    "{\"on\": [[\"many\", \"click\"]], \"trigger_mode\": \"multiple\", \"steps\": [" STEP ("x", "\"$a\"", "") "]},"
    "{\"on\": [[\"other\", \"click\"]], \"outputs\": {\"out\": \"other\"}}]}";

static void
test_queue (Fixture *f, gconstpointer json)
{
  static const char *const typed[] = { "t1", "t12", "t12 t3", "t12 t34" };

  for (guint i = 0; i < G_N_ELEMENTS (typed); i++)
    {
      set_text (f, "a", typed[i]);
      g_assert_true (vt_space_runner_trigger (f->runner, "a", "input"));
    }
  wait_for_end (f);
  g_assert_cmpuint (f->ended, ==, 2);
  g_assert_true (g_str_has_prefix (get_text (f, "out"), "t12 t34"));
  for (guint i = 0; i < 3; i++)
    vt_space_runner_trigger (f->runner, "once", "click");
  wait_for_end (f);
  g_assert_cmpuint (f->ended, ==, 3);
  for (guint i = 0; i < 3; i++)
    vt_space_runner_trigger (f->runner, "many", "click");
  wait_for_end (f);
  g_assert_cmpuint (f->ended, ==, 6);
}

static void
test_cancel_event (Fixture *f, gconstpointer json)
{
  GPtrArray *events = vt_space_get_events (f->space);

  g_assert_false (vt_space_runner_cancel_event (f->runner, events->pdata[1]));
  vt_space_runner_trigger (f->runner, "once", "click");
  vt_space_runner_trigger (f->runner, "a", "input");
  vt_space_runner_trigger (f->runner, "other", "click");
  g_assert_true (vt_space_runner_cancel_event (f->runner, events->pdata[0]));
  g_assert_true (vt_space_runner_cancel_event (f->runner, events->pdata[1]));
  g_main_loop_run (f->loop);
  wait_for_end (f);
  g_assert_cmpuint (f->started, ==, 2);
  g_assert_no_error (f->error);
  g_assert_cmpstr (get_text (f, "out"), ==, "other");
}

/* --- tables ------------------------------------------------------------------- */

static const char batch[]
  = "{\"version\": 1, \"components\": ["
    "{\"id\": \"t\", \"type\": \"dataframe\", \"label\": \"Reviews\"}, {\"id\": \"go\", \"type\": \"button\"},"
    "{\"id\": \"say\", \"type\": \"button\"}, {\"id\": \"last\", \"type\": \"textbox\"}],"
    "\"events\": ["
    "{\"on\": [[\"go\", \"click\"]], \"each\": \"t\", \"steps\": [{\"id\": \"x\", \"task\": \"text-generation\","
    " \"inputs\": {\"text\": \"${t.The text}\"}, \"parameters\": {\"do_sample\": false, \"max_new_tokens\": \"$t.n\"}}],"
    " \"outputs\": {\"t.Answer\": \"$x.text\", \"last\": \"$x.text\"}},"
    "{\"on\": [[\"say\", \"click\"]], \"each\": \"t\", \"outputs\": {\"t.The text\": \"${t.The text}!\"}}]}";

static void
set_rows (Fixture *f, guint n, guint wrong)
{
  g_autoptr (GString) json = g_string_new ("{\"headers\": [\"The text\", \"n\"], \"data\": [");
  g_autoptr (VtValue) value = NULL;
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < n; i++)
    g_string_append_printf (json, "%s[\"t%u\", %s]", i > 0 ? ", " : "", i % 40, i == wrong ? "\"many\"" : "1");
  g_string_append (json, "]}");
  value = vt_value_new_json (json->str);
  vt_space_runner_set_value (f->runner, "t", value, &error);
  g_assert_no_error (error);
}

static VtTable *
get_table (Fixture *f)
{
  const char *text = get_text (f, "t");
  g_autoptr (VtJson) json = vt_json_parse (text, strlen (text), NULL);

  return vt_table_from_json (vt_json_root (json), NULL);
}

/* How many rows have an answer that begins with their text. */
static guint
count_answers (Fixture *f)
{
  g_autoptr (VtTable) table = get_table (f);
  guint n = 0;

  g_assert_cmpstr (vt_table_get_header (table, 2), ==, "Answer");
  for (guint i = 0; i < vt_table_n_rows (table); i++)
    {
      const VtTableRow *row = vt_table_get_row (table, i);

      n += *vt_table_get_text (row, 2) != '\0' && g_str_has_prefix (vt_table_get_text (row, 2), vt_table_get_text (row, 0));
    }
  return n;
}

static void
test_batch (Fixture *f, gconstpointer json)
{
  set_rows (f, 1000, G_MAXUINT);
  trigger (f, "go", "click");
  g_assert_no_error (f->error);
  g_assert_cmpuint (count_answers (f), ==, 1000);
  g_assert_cmpuint (f->n_progress, >=, 1000);
  g_assert_cmpfloat (f->progress, >, 0.998);
  g_assert_true (g_str_has_prefix (get_text (f, "last"), "t39"));
  g_assert_cmpuint (f->ended, ==, 1);
}

static void
test_batch_cancel (Fixture *f, gconstpointer json)
{
  set_rows (f, 1000, G_MAXUINT);
  f->cancel_after = 500;
  trigger (f, "go", "click");
  g_assert_error (f->error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpuint (count_answers (f), >, 50);
  g_assert_cmpuint (count_answers (f), <, 1000);
}

static void
test_batch_errors (Fixture *f, gconstpointer json)
{
  set_rows (f, 10, 4);
  trigger (f, "go", "click");
  g_assert_error (f->error, VT_ERROR, VT_ERROR_FAILED);
  g_test_message ("%s", f->error->message);
  g_assert_nonnull (strstr (f->error->message, "1 of 10 rows could not be done. The first of them: row 5: What “n” holds"));
  g_assert_cmpuint (count_answers (f), ==, 9);
  g_assert_nonnull (vt_space_runner_get_row_error (f->runner, 4));
  g_assert_null (vt_space_runner_get_row_error (f->runner, 3));
  g_assert_null (vt_space_runner_get_row_error (f->runner, 10));
  /* what is wrong for all rows ends it at once */
  vt_space_runner_set_model (f->runner, NULL, "nobody/nothing");
  trigger (f, "go", "click");
  g_assert_error (f->error, VT_ERROR, VT_ERROR_NOT_FOUND);
  g_assert_cmpstr (vt_space_runner_get_missing_model (f->runner), ==, "nobody/nothing");
  /* no rows, nothing to do */
  set_rows (f, 0, 0);
  trigger (f, "go", "click");
  g_assert_no_error (f->error);
}

/* Without steps, and stopped by a reset, after which nothing of it comes any more. */
static void
test_batch_plain (Fixture *f, gconstpointer json)
{
  g_autoptr (VtTable) table = NULL;

  set_rows (f, 1000, G_MAXUINT);
  trigger (f, "say", "click");
  g_assert_no_error (f->error);
  table = get_table (f);
  g_assert_cmpstr (vt_table_get_text (vt_table_get_row (table, 999), 0), ==, "t39!");
  vt_space_runner_trigger (f->runner, "go", "click");
  vt_space_runner_reset (f->runner);
  wait_for_end (f);
  vt_table_free (table);
  table = get_table (f);
  g_assert_cmpstr (vt_table_get_text (vt_table_get_row (table, 0), 0), ==, "");
}

/* --- clocks and memories ------------------------------------------------------------ */

static const char clocks[]
  = "{\"version\": 1, \"components\": ["
    "{\"id\": \"clock\", \"type\": \"timer\", \"value\": 0.05}, {\"id\": \"still\", \"type\": \"timer\", \"value\": 0.05, \"active\": false},"
    "{\"id\": \"n\", \"type\": \"textbox\"}, {\"id\": \"m\", \"type\": \"textbox\"}, {\"id\": \"stop\", \"type\": \"button\"},"
    "{\"id\": \"a\", \"type\": \"textbox\", \"value\": \"Hi\"}, {\"id\": \"memory\", \"type\": \"state\"},"
    "{\"id\": \"chat\", \"type\": \"chatbot\"}, {\"id\": \"say\", \"type\": \"button\"}, {\"id\": \"show\", \"type\": \"button\"}],"
    "\"events\": ["
    "{\"on\": [[\"clock\", \"tick\"]], \"outputs\": {\"n\": \"${n}x\"}}, {\"on\": [[\"still\", \"tick\"]], \"outputs\": {\"m\": \"x\"}},"
    "{\"on\": [[\"stop\", \"click\"]], \"outputs\": {\"clock\": 0}},"
    "{\"on\": [[\"say\", \"click\"]], \"outputs\": {\"memory\": [\"$memory\", {\"user\": \"$a\"}]}},"
    "{\"on\": [[\"show\", \"click\"]], \"outputs\": {\"chat\": \"$memory\"}}]}";

static void
let_time_pass (guint ms)
{
  gint64 end = g_get_monotonic_time () + ms * 1000;

  while (g_get_monotonic_time () < end)
    {
      g_main_context_iteration (NULL, FALSE);
      g_usleep (1000);
    }
}

static void
test_clock (Fixture *f, gconstpointer json)
{
  gsize n;

  let_time_pass (200);
  g_assert_cmpstr (get_text (f, "n"), ==, ""); /* nobody looks */
  vt_space_runner_set_live (f->runner, TRUE);
  for (guint i = 0; i < 100 && strlen (get_text (f, "n")) < 3; i++)
    let_time_pass (50);
  g_assert_cmpuint (strlen (get_text (f, "n")), >=, 3);
  g_assert_cmpstr (get_text (f, "m"), ==, "");
  trigger (f, "stop", "click");
  n = strlen (get_text (f, "n"));
  let_time_pass (200);
  g_assert_cmpuint (strlen (get_text (f, "n")), ==, n);
  vt_space_runner_set_live (f->runner, FALSE);
}

/* From run to run, whatever its type, until a reset. */
static void
test_memory (Fixture *f, gconstpointer json)
{
  guint n;
  const VtMessage *messages;

  trigger (f, "say", "click");
  set_text (f, "a", "again");
  trigger (f, "say", "click");
  trigger (f, "show", "click");
  messages = vt_value_chat (vt_space_runner_get_value (f->runner, "chat"), &n);
  g_assert_cmpuint (n, ==, 2);
  g_assert_cmpstr (messages[1].content, ==, "again");
  vt_space_runner_reset (f->runner);
  trigger (f, "show", "click");
  g_assert_cmpint (vt_value_type (vt_space_runner_get_value (f->runner, "memory")), ==, VT_VALUE_NONE);
}

/* --- examples -------------------------------------------------------------------- */

#define EXAMPLES(cache)                                                                                                \
  "{\"version\": 1, \"components\": ["                                                                                  \
  "{\"id\": \"a\", \"type\": \"textbox\"}, {\"id\": \"n\", \"type\": \"number\", \"value\": 2},"                            \
  "{\"id\": \"out\", \"type\": \"textbox\"}, {\"id\": \"go\", \"type\": \"button\"}],"                                        \
  "\"events\": [{\"on\": [[\"go\", \"click\"]], \"steps\": [{\"id\": \"x\", \"task\": \"text-generation\", \"model\": \"%s\"," \
  " \"inputs\": {\"text\": \"$a\"}, \"parameters\": {\"max_new_tokens\": \"$n\"}}], \"outputs\": {\"out\": \"$x.text\"}}],"  \
  " \"examples\": {\"inputs\": [\"a\"], \"rows\": [[\"t1\"], [\"t2\"]], \"cache_examples\": " cache "}}"

static void
set_up_examples (Fixture *f, gconstpointer format)
{
  g_autofree char *model = g_build_filename (g_getenv ("VITRINE_SRCDIR"), "tests", "vectors", "lm", "llama3", NULL);
  g_auto (GStrv) parts = g_strsplit (format, "%s", 2);
  g_autofree char *json = g_strconcat (parts[0], model, parts[1], NULL);

  set_up (f, json);
  vt_space_runner_set_model (f->runner, NULL, NULL);
}

/* The result is written by a thread. */
static gboolean
comes_back (Fixture *f, guint row)
{
  for (guint i = 0; i < 200; i++)
    {
      if (vt_space_runner_use_example (f->runner, row))
        return TRUE;
      g_usleep (10000);
    }
  return FALSE;
}

static void
test_examples (Fixture *f, gconstpointer json)
{
  g_autofree char *result = NULL;
  g_autoptr (VtValue) three = vt_value_new_number (3);

  g_assert_false (vt_space_runner_use_example (f->runner, 1));
  g_assert_cmpstr (get_text (f, "a"), ==, "t2");
  trigger (f, "go", "click");
  g_assert_no_error (f->error);
  result = g_strdup (get_text (f, "out"));
  g_assert_true (g_str_has_prefix (result, "t2 "));
  set_text (f, "out", "something else");
  g_assert_true (comes_back (f, 1));
  g_assert_cmpstr (get_text (f, "out"), ==, result);
  /* not what came of other inputs or settings */
  set_text (f, "a", "t1 ");
  trigger (f, "go", "click");
  set_text (f, "a", "t1");
  vt_space_runner_set_value (f->runner, "n", three, NULL);
  trigger (f, "go", "click");
  g_usleep (100000);
  g_assert_false (vt_space_runner_use_example (f->runner, 0));
  g_assert_false (vt_space_runner_use_example (f->runner, 7));
}

static void
test_examples_off (Fixture *f, gconstpointer json)
{
  g_assert_false (vt_space_runner_use_example (f->runner, 0));
  trigger (f, "go", "click");
  g_usleep (100000);
  g_assert_false (vt_space_runner_use_example (f->runner, 0));
}

int
main (int argc, char **argv)
{
  g_autofree char *home = g_dir_make_tmp ("vitrine-home-XXXXXX", NULL);
  int status;

  g_setenv ("XDG_CACHE_HOME", home, TRUE);
  g_test_init (&argc, &argv, NULL);
#define ADD(path, json, test) g_test_add (path, Fixture, json, set_up, test, tear_down)
  ADD ("/flow/fan", flow, test_fan);
  ADD ("/flow/parts", parts_of_a_message, test_parts);
  ADD ("/flow/choose", flow, test_choose);
  ADD ("/flow/bad", flow, test_bad);
  ADD ("/flow/drop", flow, test_drop);
  ADD ("/flow/queue", queue, test_queue);
  ADD ("/flow/cancel-event", queue, test_cancel_event);
  ADD ("/flow/batch", batch, test_batch);
  ADD ("/flow/batch-cancel", batch, test_batch_cancel);
  ADD ("/flow/batch-errors", batch, test_batch_errors);
  ADD ("/flow/batch-plain", batch, test_batch_plain);
  ADD ("/flow/clock", clocks, test_clock);
  ADD ("/flow/memory", clocks, test_memory);
  g_test_add ("/flow/examples", Fixture, EXAMPLES ("true"), set_up_examples, test_examples, tear_down);
  g_test_add ("/flow/examples-off", Fixture, EXAMPLES ("false"), set_up_examples, test_examples_off, tear_down);
  status = g_test_run ();
  vt_folder_remove (home);
  return status;
}
