/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <string.h>

#include "app/folder.h"
#include "app/space-document.h"
#include "engine/base/error.h"

/* A small document that is right; the cases below put one wrong thing in it. */
#define COMPONENTS                                                                                                     \
  "{\"id\": \"prompt\", \"type\": \"textbox\", \"label\": \"Prompt\", \"label[de]\": \"Anfang\", \"lines\": 3},"        \
  "{\"id\": \"heat\", \"type\": \"slider\", \"minimum\": 0, \"maximum\": 2, \"value\": 0.7},"                           \
  "{\"id\": \"go\", \"type\": \"button\", \"value\": \"Write\"},"                                                       \
  "{\"id\": \"kind\", \"type\": \"radio\", \"choices\": [\"a\", [\"Bee\", \"b\"]], \"value\": \"b\"},"                  \
  "{\"id\": \"chat\", \"type\": \"chatbot\"},"                                                                          \
  "{\"id\": \"best\", \"type\": \"label\"},"                                                                            \
  "{\"id\": \"answer\", \"type\": \"textbox\", \"interactive\": false}"
#define STEP                                                                                                           \
  "{\"id\": \"s1\", \"task\": \"text-generation\", \"model\": \"a/b\", \"inputs\": {\"text\": \"$prompt\"},"            \
  " \"parameters\": {\"temperature\": \"$heat\", \"max_new_tokens\": 8}}"
#define EVENT "{\"on\": [[\"go\", \"click\"]], \"steps\": [" STEP "], \"outputs\": {\"answer\": \"$s1.text\"}}"
#define LAYOUT "{\"row\": [{\"column\": [\"prompt\", \"heat\", \"go\"]}, \"answer\"]}"
#define WHOLE                                                                                                          \
  "{\"version\": 1, \"components\": [" COMPONENTS "], \"layout\": " LAYOUT ", \"events\": [" EVENT "],"                 \
  " \"examples\": {\"inputs\": [\"prompt\", \"heat\"], \"rows\": [[\"Once\", 1]]}}"

static VtSpace *
load (const char *json)
{
  g_autoptr (GError) error = NULL;
  VtSpace *space = vt_space_new_from_texts (json, strlen (json), "---\ntitle: A title\n---\nNotes\n", &error);

  g_assert_no_error (error);
  return space;
}

static void
test_parts (void)
{
  g_autoptr (VtSpace) space = load (WHOLE);
  const VtSpaceEvent *event = vt_space_get_events (space)->pdata[0];
  const VtSpaceStep *step = event->steps->pdata[0];
  const VtSpaceLayout *layout = vt_space_get_layout (space);

  g_assert_cmpuint (vt_space_get_components (space)->len, ==, 7);
  g_assert_cmpstr (vt_space_get_title (space), ==, "A title");
  g_assert_cmpstr (vt_space_get_notes (space), ==, "Notes\n");
  g_assert_cmpstr (vt_space_get_models (space)[0], ==, "a/b");
  g_assert_null (vt_space_get_models (space)[1]);
  g_assert_cmpstr (vt_space_get_tasks (space)[0], ==, "text-generation");
  g_assert_true (vt_space_event_is_triggered_by (event, "go", "click"));
  g_assert_false (vt_space_event_is_triggered_by (event, "prompt", "submit"));
  g_assert_cmpint (((const VtSpaceWire *) step->inputs->pdata[0])->kind, ==, VT_WIRE_COMPONENT);
  g_assert_cmpint (((const VtSpaceWire *) event->outputs->pdata[0])->kind, ==, VT_WIRE_STEP);
  /* the document's row, and below it what it does not name: kind, chat, best */
  g_assert_cmpint (layout->kind, ==, VT_LAYOUT_COLUMN);
  g_assert_cmpuint (layout->children->len, ==, 4);
  g_assert_cmpstr (((const VtSpaceLayout *) layout->children->pdata[1])->id, ==, "kind");
  g_assert_cmpuint (vt_space_get_n_examples (space), ==, 1);
  g_assert_cmpfloat (vt_value_number (vt_space_get_example (space, 0, 1)), ==, 1);
}

static void
test_properties (void)
{
  g_autoptr (VtSpace) space = load (WHOLE);
  VtSpaceComponent *prompt = vt_space_find_component (space, "prompt");
  VtSpaceComponent *heat = vt_space_find_component (space, "heat");
  VtSpaceComponent *kind = vt_space_find_component (space, "kind");
  g_autoptr (VtValue) initial = vt_space_component_initial (heat);
  g_autofree char *name = vt_space_component_name (vt_space_find_component (space, "go"));
  guint n;
  g_autofree VtSpaceChoice *choices = vt_space_component_choices (kind, &n);

  g_assert_cmpfloat (vt_space_component_get_number (prompt, "lines"), ==, 3);
  g_assert_cmpfloat (vt_space_component_get_number (prompt, "max_lines"), ==, 20); /* declared default */
  g_assert_true (isnan (vt_space_component_get_number (prompt, "scale")));
  g_assert_true (vt_space_component_get_boolean (prompt, "visible"));
  g_assert_false (vt_space_component_get_boolean (vt_space_find_component (space, "answer"), "interactive"));
  g_assert_cmpfloat (vt_value_number (initial), ==, 0.7);
  g_assert_cmpstr (name, ==, "“Write”");
  g_assert_cmpuint (n, ==, 2);
  g_assert_cmpstr (choices[1].name, ==, "Bee");
  g_assert_cmpstr (choices[1].value, ==, "b");
}

static void
test_set (void)
{
  g_autoptr (VtSpace) space = load (WHOLE);
  VtSpaceComponent *prompt = vt_space_find_component (space, "prompt");
  g_autoptr (VtValue) five = vt_value_new_number (5);
  g_autoptr (VtValue) many = vt_value_new_number (5000);
  g_autoptr (GError) error = NULL;
  g_autofree char *json = NULL;

  g_assert_true (vt_space_component_set (prompt, "lines", five, NULL));
  g_assert_cmpfloat (vt_space_component_get_number (prompt, "lines"), ==, 5);
  g_assert_false (vt_space_component_set (prompt, "lines", many, &error));
  g_assert_error (error, VT_ERROR, VT_ERROR_INVALID);
  g_clear_error (&error);
  g_assert_false (vt_space_component_set (prompt, "colour", five, &error));
  g_assert_error (error, VT_ERROR, VT_ERROR_INVALID);
  json = vt_space_to_json (space);
  g_assert_nonnull (strstr (json, "\"lines\": 5"));
  g_assert_true (vt_space_component_set (prompt, "lines", NULL, NULL));
  g_assert_cmpfloat (vt_space_component_get_number (prompt, "lines"), ==, 1);
}

static void
assert_accepts (VtSpace *space, const char *id, const char *text, const char *expected)
{
  g_autoptr (VtValue) given = vt_value_new_text (text);
  g_autoptr (GError) error = NULL;
  g_autoptr (VtValue) got = vt_space_component_accept (vt_space_find_component (space, id), given, &error);
  g_autofree char *read = got != NULL ? vt_value_to_text (got) : NULL;

  g_assert_cmpstr (read, ==, expected);
  g_assert_true ((got == NULL) == (error != NULL));
}

static void
test_accept (void)
{
  g_autoptr (VtSpace) space = load (WHOLE);

  assert_accepts (space, "prompt", "Hello", "Hello");
  assert_accepts (space, "heat", "1.5", "1.5");
  assert_accepts (space, "heat", "2.5", NULL);
  assert_accepts (space, "heat", "warm", NULL);
  assert_accepts (space, "kind", "b", "b");
  assert_accepts (space, "kind", "Bee", NULL);
  assert_accepts (space, "best", "{\"dog\": 0.25, \"cat\": 0.75}", "cat 75%\ndog 25%");
  assert_accepts (space, "best", "{\"label\": \"x\", \"confidences\": [{\"label\": \"x\", \"confidence\": 1}]}", "x 100%");
  assert_accepts (space, "best", "[{\"label\": \"x\"}]", NULL);
  assert_accepts (space, "chat", "[{\"role\": \"user\", \"content\": \"Hi\"}]", "user: Hi");
  assert_accepts (space, "chat", "[{\"role\": \"user\"}]", NULL);
}

static void
test_language (void)
{
  /* The languages are read anew in each process: see main(). */
  g_autoptr (VtSpace) space = load (WHOLE);
  g_autoptr (GError) error = NULL;
  const char *readme = "---\ntitle: Chat\ntitle[de]: Gespräch\ntags: [a, b]\nnested: {x: [1]}\n---\n";
  g_autoptr (VtSpace) german = vt_space_new_from_texts (WHOLE, strlen (WHOLE), readme, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (vt_space_component_get_text (vt_space_find_component (space, "prompt"), "label"), ==, "Anfang");
  g_assert_cmpstr (vt_space_get_title (german), ==, "Gespräch");
  g_assert_cmpstr (vt_space_get_tags (german)[1], ==, "b");
}

/* What a version does not know, and the order of things, survive. */
static void
test_round_trip (void)
{
  const char *json
    = "{\"version\": 1, \"glass\": true, \"later\": {\"x\": [1, null, \"ü\"]}, \"components\": ["
      "{\"id\": \"a\", \"type\": \"textbox\", \"glow\": 3.5, \"value\": \"1e5\"}], \"layout\": {\"row\": [\"a\"], \"gap\": 12},"
      " \"events\": [{\"on\": [[\"a\", \"submit\"]], \"steps\": [], \"outputs\": {\"a\": \"$$5\"}, \"queue\": false, \"trigger_mode\": \"multiple\"}],"
      " \"examples\": {\"inputs\": [\"a\"], \"rows\": [[\"x\"]], \"cache\": true}}";
  g_autoptr (VtSpace) space = load (json);
  g_autofree char *once = vt_space_to_json (space);
  g_autoptr (VtSpace) again = load (once);
  g_autofree char *twice = vt_space_to_json (again);

  g_assert_cmpstr (once, ==, twice);
  g_assert_true (vt_space_get_glass (again));
  for (const char *const *part = (const char *const[]) { "\"later\": {\"x\": [1, null, \"ü\"]}", "\"glow\": 3.5",
                                                         "\"value\": \"1e5\"", "\"gap\": 12", "\"queue\": false", "\"trigger_mode\": \"multiple\"",
                                                         "\"cache\": true", "\"$$5\"", NULL };
       *part != NULL; part++)
    g_assert_nonnull (strstr (once, *part));
}

static void
test_save (void)
{
  g_autoptr (VtSpace) space = load (WHOLE);
  g_autoptr (GError) error = NULL;
  g_autofree char *folder = g_dir_make_tmp ("vitrine-space-XXXXXX", NULL);
  g_autofree char *inside = g_build_filename (folder, "mine", NULL);
  g_autofree char *json = vt_space_to_json (space);
  g_autofree char *loaded = NULL;
  g_autoptr (VtSpace) again = NULL;

  g_assert_true (vt_space_save (space, inside, &error));
  g_assert_no_error (error);
  again = vt_space_load (inside, &error);
  g_assert_no_error (error);
  loaded = vt_space_to_json (again);
  g_assert_cmpstr (json, ==, loaded);
  g_assert_cmpstr (vt_space_get_title (again), ==, "A title");
  g_assert_cmpstr (vt_space_get_name (again), ==, "mine");
  g_assert_cmpstr (vt_space_get_path (again), ==, inside);
  vt_folder_remove (folder);
}

static VtValue *
look_up (const char *source, const char *output, gpointer data)
{
  return g_hash_table_lookup (data, source);
}

static void
assert_condition (GHashTable *values, const char *json, gboolean holds)
{
  g_autoptr (VtJson) document = vt_json_parse (json, strlen (json), NULL);
  g_autoptr (GError) error = NULL;
  VtSpaceCondition *condition = vt_space_condition_new (vt_json_root (document), "if", &error);

  g_assert_no_error (error);
  g_test_message ("%s", json);
  g_assert_cmpint (vt_space_condition_holds (condition, look_up, values), ==, holds);
  vt_space_condition_free (condition);
}

static void
test_condition (void)
{
  g_autoptr (GHashTable) values = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, (GDestroyNotify) vt_value_unref);
  const VtLabel labels[] = { { "joy", 0.75 }, { "fear", 0.25 } };

  g_hash_table_insert (values, "yes", vt_value_new_boolean (TRUE));
  g_hash_table_insert (values, "no", vt_value_new_boolean (FALSE));
  g_hash_table_insert (values, "text", vt_value_new_text ("a poem"));
  g_hash_table_insert (values, "blank", vt_value_new_text (" "));
  g_hash_table_insert (values, "number", vt_value_new_number (0.5));
  g_hash_table_insert (values, "zero", vt_value_new_number (0));
  g_hash_table_insert (values, "labels", vt_value_new_labels (labels, 2));
  g_hash_table_insert (values, "none", vt_value_new_none ());
  assert_condition (values, "\"$yes\"", TRUE);
  assert_condition (values, "\"$no\"", FALSE);
  assert_condition (values, "\"$text\"", TRUE);
  assert_condition (values, "\"$blank\"", FALSE);
  assert_condition (values, "\"$zero\"", FALSE);
  assert_condition (values, "\"$none\"", FALSE);
  assert_condition (values, "[\"not\", \"$no\"]", TRUE);
  assert_condition (values, "[\"not\", \"$labels\"]", FALSE);
  assert_condition (values, "[\"$text\", \"is\", \"a poem\"]", TRUE);
  assert_condition (values, "[\"$text\", \"is\", \"poem\"]", FALSE);
  assert_condition (values, "[\"$text\", \"is not\", \"poem\"]", TRUE);
  assert_condition (values, "[\"$text\", \"contains\", \"poem\"]", TRUE);
  assert_condition (values, "[\"$none\", \"contains\", \"\"]", FALSE);
  assert_condition (values, "[\"$number\", \"is\", \"0.50\"]", TRUE);
  assert_condition (values, "[\"$yes\", \"is\", true]", TRUE);
  assert_condition (values, "[\"$yes\", \"is not\", \"$no\"]", TRUE);
  assert_condition (values, "[\"$number\", \">=\", 0.5]", TRUE);
  assert_condition (values, "[\"$number\", \">\", 0.5]", FALSE);
  assert_condition (values, "[\"$number\", \"<\", \"$yes\"]", FALSE);
  assert_condition (values, "[\"$labels\", \"is\", \"joy\"]", TRUE);
  assert_condition (values, "[\"$labels\", \"<=\", 0.75]", TRUE);
  assert_condition (values, "[\"$none\", \"<\", 1]", FALSE);
  assert_condition (values, "[\"$none\", \"is not\", \"x\"]", TRUE);
}

typedef struct
{
  const char *name;
  const char *find; /* in WHOLE, once */
  const char *put;
  const char *error; /* what the message holds */
} Wrong;

static const Wrong wrongs[] = {
  { "cut", "], \"layout\"", "", "line 1" },
  { "no-version", "\"version\": 1", "\"v\": 1", "version: it must be" },
  { "newer", "\"version\": 1", "\"version\": 7", "newer Vitrine" },
  { "components-object", "\"components\": [" COMPONENTS "]", "\"components\": {}", "components: it must be an array" },
  { "no-id", "\"id\": \"heat\", ", "", "components[1].id: an id is needed" },
  { "bad-id", "\"id\": \"heat\"", "\"id\": \"he at\"", "components[1].id: “he at” is no id" },
  { "number-id", "\"id\": \"heat\"", "\"id\": 5", "components[1].id" },
  { "double-id", "\"id\": \"heat\"", "\"id\": \"prompt\"", "components[1]: the id “prompt” is taken" },
  { "no-type", "\"type\": \"slider\", ", "", "components[1].type: a component needs a type" },
  { "unknown-type", "\"type\": \"slider\"", "\"type\": \"slide\"", "components[1].type: “slide” is no component" },
  { "text-lines", "\"lines\": 3", "\"lines\": \"3\"", "components[0].lines: it must be a number, not a text" },
  { "lines-range", "\"lines\": 3", "\"lines\": 0", "components[0].lines: The parameter “lines” takes a whole number" },
  { "lines-half", "\"lines\": 3", "\"lines\": 2.5", "components[0].lines" },
  { "label-number", "\"label\": \"Prompt\"", "\"label\": 7", "components[0].label: it must be a text" },
  { "interactive", "\"interactive\": false", "\"interactive\": 0", "components[6].interactive: it must be true or false" },
  { "range", "\"minimum\": 0", "\"minimum\": 2", "components[1]: “minimum” is 2, which is not below “maximum”" },
  { "value-range", "\"value\": 0.7", "\"value\": 7", "components[1].value: 7 is not between 0 and 2" },
  { "value-choice", "\"value\": \"b\"", "\"value\": \"c\"", "components[3].value: “c” is none of the choices" },
  { "choices", "[\"Bee\", \"b\"]", "[\"Bee\"]", "components[3]: “choices[1]” must be a text, or a pair" },
  { "choices-object", "[\"a\", [\"Bee\", \"b\"]]", "{}", "components[3]: “choices” must be an array" },
  { "layout-id", "\"answer\"]}, \"events\"", "\"nobody\"]}, \"events\"", "layout.row[1]: there is no component with the id “nobody”" },
  { "layout-twice", "\"answer\"]}, \"events\"", "\"prompt\"]}, \"events\"", "stands in it twice" },
  { "layout-kind", "{\"column\"", "{\"pile\"", "layout.row[0]: it is no layout" },
  { "layout-number", "\"answer\"]}, \"events\"", "4]}, \"events\"", "layout.row[1]: it must be a component's id or a layout" },
  { "layout-tabs", "{\"column\"", "{\"tab\"", "layout.row[0]: what stands in “tabs” is “tab”" },
  { "part", "\"$prompt\"", "\"$prompt.text\"", "there is no step with the id “prompt”" },
  { "layout-step", "{\"column\"", "{\"step\"", "layout.row[0]: what stands in “steps” is “step”" },
  { "layout-steps", "{\"column\"", "{\"steps\"", "layout.row[0].steps[0]: " },
  { "on", "[[\"go\", \"click\"]]", "[\"go\"]", "events[0].on[0]: it must be a pair" },
  { "on-id", "[\"go\", \"click\"]", "[\"stop\", \"click\"]", "events[0].on[0]: there is no component with the id “stop”" },
  { "on-event", "[\"go\", \"click\"]", "[\"go\", \"submit\"]", "events[0].on[0]: a button has no event “submit”; it has click" },
  { "task", "\"text-generation\"", "\"text-creation\"", "events[0].steps[0].task: There is no task “text-creation”" },
  { "no-task", "\"task\": \"text-generation\", ", "", "events[0].steps[0].task: a step needs a task" },
  { "model", "\"a/b\"", "3", "events[0].steps[0].model: it must be a text" },
  { "step-id", "\"id\": \"s1\"", "\"id\": \"heat\"", "events[0].steps[0]: the id “heat” is taken" },
  { "input-name", "{\"text\": \"$prompt\"}", "{\"txt\": \"$prompt\"}", "events[0].steps[0].inputs.txt: the task text-generation has no input" },
  { "input-id", "\"$prompt\"", "\"$promt\"", "events[0].steps[0].inputs.text: there is no component with the id “promt”" },
  { "input-type", "\"$prompt\"", "\"$best\"", "events[0].steps[0].inputs.text: a value of the type labels does not fit where text is wanted" },
  { "input-none", "\"inputs\": {\"text\": \"$prompt\"},", "", "needs exactly one of the inputs “text”, “messages”" },
  { "input-both", "{\"text\": \"$prompt\"}", "{\"text\": \"$prompt\", \"messages\": \"$chat\"}", "needs exactly one" },
  { "input-later", STEP, "{\"id\": \"s1\", \"task\": \"text-generation\", \"inputs\": {\"text\": \"$s2.text\"}},"
    "{\"id\": \"s2\", \"task\": \"text-generation\", \"inputs\": {\"text\": \"$s3.text\"}},"
    "{\"id\": \"s3\", \"task\": \"text-generation\", \"inputs\": {\"text\": \"$prompt\"}, \"if\": \"$s1.text\"}",
    "events[0].steps[2].if: “$s1.text” itself waits" },
  { "if-shape", "\"model\": \"a/b\"", "\"if\": [\"$prompt\", \"is\"]", "events[0].steps[0].if: a condition is" },
  { "if-word", "\"model\": \"a/b\"", "\"if\": [\"$prompt\", \"equals\", 1]", "“is not”" },
  { "if-literal", "\"model\": \"a/b\"", "\"if\": \"prompt\"", "events[0].steps[0].if: a condition is" },
  { "if-source", "\"model\": \"a/b\"", "\"if\": \"$nobody\"", "events[0].steps[0].if: there is no component" },
  { "first-empty", "\"$s1.text\"", "{\"first\": []}", "events[0].outputs.answer: “first” needs" },
  { "first-number", "\"$s1.text\"", "{\"first\": [5]}", "events[0].outputs.answer.first[0]: it must be a text" },
  { "first-type", "\"$s1.text\"", "{\"first\": [\"$chat\"]}", "does not fit" },
  { "mode", "\"outputs\"", "\"trigger_mode\": \"twice\", \"outputs\"", "events[0].trigger_mode: it must be" },
  { "each-nobody", "\"outputs\"", "\"each\": \"nobody\", \"outputs\"", "events[0].each: there is no component" },
  { "each-text", "\"outputs\"", "\"each\": \"prompt\", \"outputs\"", "events[0].each: a textbox has no rows" },
  { "column", "{\"answer\": \"$s1.text\"}", "{\"answer.A\": \"$s1.text\"}", "events[0].outputs.answer.A: a column" },
  { "input-self", "\"$prompt\"", "\"$s1.text\"", "events[0].steps[0].inputs.text: “$s1.text” itself waits" },
  { "hole", "\"$prompt\"", "\"A ${prompt\"", "events[0].steps[0].inputs.text: “${prompt” is no place for a value" },
  { "hole-id", "\"$prompt\"", "\"A ${promt}\"", "there is no component with the id “promt”" },
  { "param-name", "\"max_new_tokens\": 8", "\"max_tokens\": 8", "events[0].steps[0].parameters.max_tokens: the task" },
  { "param-value", "\"max_new_tokens\": 8", "\"max_new_tokens\": -8", "events[0].steps[0].parameters.max_new_tokens: The parameter" },
  { "param-type", "\"$heat\"", "\"$prompt\"", "events[0].steps[0].parameters.temperature: a value of the type text does not fit" },
  { "step-name", "\"$s1.text\"", "\"$s2.text\"", "events[0].outputs.answer: there is no step with the id “s2”" },
  { "step-output", "\"$s1.text\"", "\"$s1.words\"", "events[0].outputs.answer: the task text-generation has no output “words”" },
  { "step-whole", "\"$s1.text\"", "\"$s1\"", "events[0].outputs.answer: “$s1” is a step" },
  { "output-id", "{\"answer\": \"$s1.text\"}", "{\"reply\": \"$s1.text\"}", "events[0].outputs.reply: there is no component" },
  { "output-type", "{\"answer\": \"$s1.text\"}", "{\"best\": \"$s1.text\"}", "events[0].outputs.best: a value of the type text does not fit" },
  { "output-literal", "{\"answer\": \"$s1.text\"}", "{\"heat\": 12}", "events[0].outputs.heat: 12 is not between" },
  { "messages", "{\"text\": \"$prompt\"}", "{\"messages\": [\"$chat\", {\"user\": \"$best\"}]}", "inputs.messages[1]: a text is wanted here" },
  { "messages-part", "{\"text\": \"$prompt\"}", "{\"messages\": [\"$chat\", \"hello\"]}", "inputs.messages[1]: a part of a chat" },
  { "cycle", "[[\"go\", \"click\"]]", "[[\"answer\", \"change\"]]", "events[0]: its outputs change a component" },
  { "example-id", "\"inputs\": [\"prompt\", \"heat\"]", "\"inputs\": [\"prompt\", \"cold\"]", "examples.inputs[1]: there is no component" },
  { "example-length", "[[\"Once\", 1]]", "[[\"Once\"]]", "examples.rows[0]: it must be an array with a value for each of the 2" },
  { "example-type", "[[\"Once\", 1]]", "[[\"Once\", \"warm\"]]", "examples.rows[0][1]: it takes a number" },
};

static void
test_wrong (gconstpointer data)
{
  const Wrong *wrong = data;
  const char *at = strstr (WHOLE, wrong->find);
  g_autoptr (GString) json = g_string_new (NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (VtSpace) space = NULL;

  g_assert_nonnull (at);
  g_assert_null (strstr (at + 1, wrong->find));
  g_string_append_len (json, WHOLE, at - WHOLE);
  g_string_append (json, wrong->put);
  g_string_append (json, at + strlen (wrong->find));
  space = vt_space_new_from_texts (json->str, json->len, NULL, &error);
  g_assert_null (space);
  g_assert_nonnull (error);
  g_assert_true (error->domain == VT_ERROR);
  g_test_message ("%s", error->message);
  g_assert_nonnull (strstr (error->message, wrong->error));
  g_assert_true (g_str_has_suffix (error->message, "."));
}

/* The way from one event's output to another's change, and back. */
static void
test_long_cycle (void)
{
  const char *json = "{\"version\": 1, \"components\": [{\"id\": \"a\", \"type\": \"textbox\"}, {\"id\": \"b\", \"type\":"
                     " \"textbox\"}], \"events\": [{\"on\": [[\"a\", \"change\"]], \"outputs\": {\"b\": \"$a\"}},"
                     " {\"on\": [[\"b\", \"change\"]], \"outputs\": {\"a\": \"$b\"}}]}";
  g_autoptr (GError) error = NULL;

  g_assert_null (vt_space_new_from_texts (json, strlen (json), NULL, &error));
  g_assert_error (error, VT_ERROR, VT_ERROR_CORRUPT);
}

static void
test_readme_wrong (void)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (vt_space_new_from_texts (WHOLE, strlen (WHOLE), "---\ntitle: [a\nb: }\n---\n", &error));
  g_assert_error (error, VT_ERROR, VT_ERROR_CORRUPT);
  g_test_message ("%s", error->message);
  g_assert_nonnull (strstr (error->message, "README.md"));
}

static void
test_no_folder (void)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (vt_space_load ("/nonexistent/space", &error));
  g_assert_error (error, VT_ERROR, VT_ERROR_NOT_FOUND);
}

/* The spaces that come with the program: each is right and translated. */
static void
test_starters (void)
{
  g_autofree char *folder = g_build_filename (g_getenv ("VITRINE_SRCDIR"), "resources", "spaces", NULL);
  GDir *dir = g_dir_open (folder, 0, NULL);
  const char *name;
  guint n = 0;

  g_assert_nonnull (dir);
  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);
      g_autoptr (GError) error = NULL;
      g_autoptr (VtSpace) space = NULL;

      if (!g_file_test (path, G_FILE_TEST_IS_DIR))
        continue;
      space = vt_space_load (path, &error);
      g_assert_no_error (error);
      g_assert_cmpstr (vt_space_get_emoji (space), !=, "");
      g_assert_cmpstr (vt_space_get_short_description (space), !=, "");
      g_assert_nonnull (strstr (vt_space_get_notes (space), "## Für den Unterricht"));
      n++;
    }
  g_dir_close (dir);
  g_assert_cmpuint (n, >=, 4);
}

int
main (int argc, char **argv)
{
  g_setenv ("LANGUAGE", "de_DE:de", TRUE);
  g_setenv ("LC_ALL", "de_DE.UTF-8", TRUE);
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/space/parts", test_parts);
  g_test_add_func ("/space/properties", test_properties);
  g_test_add_func ("/space/set", test_set);
  g_test_add_func ("/space/accept", test_accept);
  g_test_add_func ("/space/language", test_language);
  g_test_add_func ("/space/condition", test_condition);
  g_test_add_func ("/space/round-trip", test_round_trip);
  g_test_add_func ("/space/save", test_save);
  g_test_add_func ("/space/long-cycle", test_long_cycle);
  g_test_add_func ("/space/readme-wrong", test_readme_wrong);
  g_test_add_func ("/space/no-folder", test_no_folder);
  g_test_add_func ("/space/starters", test_starters);
  for (guint i = 0; i < G_N_ELEMENTS (wrongs); i++)
    {
      g_autofree char *path = g_strconcat ("/space/wrong/", wrongs[i].name, NULL);

      g_test_add_data_func (path, &wrongs[i], test_wrong);
    }
  return g_test_run ();
}
