/* test-editor.c: spaces as they are edited: each edit, undo and redo, what
 * survives, problems, templates.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <string.h>

#include "app/space-edit-card.h"
#include "app/space-edit-events.h"
#include "app/space-edit-offers.h"
#include "app/space-edit.h"
#include "app/space-problems.h"
#include "app/space-templates.h"
#include "engine/base/error.h"
#include "editor-fixture.h"
#include "random-edits.h"

/* The layout on one line. */
static char *
layout (VtSpaceEditor *editor)
{
  g_autoptr (VtJson) json = vt_json_parse (vt_space_editor_get_json (editor), strlen (vt_space_editor_get_json (editor)), NULL);
  VtJsonWriter writer = { .text = g_string_new (NULL) };

  vt_json_write_node (&writer, vt_json_get (vt_json_root (json), "layout"));
  return g_string_free (writer.text, FALSE);
}

#define assert_layout(editor, expected)           \
  G_STMT_START                                    \
  {                                               \
    g_autofree char *found = layout (editor);     \
    g_assert_cmpstr (found, ==, expected);        \
  }                                               \
  G_STMT_END

static const VtSpaceEvent *
event (VtSpaceEditor *editor, guint index)
{
  return vt_space_get_events (vt_space_editor_get_space (editor))->pdata[index];
}

static void
test_undo (void)
{
  g_autoptr (VtSpaceEditor) editor = editor_new ();
  g_autofree char *id = NULL;
  g_autoptr (VtValue) three = vt_value_new_number (3);

  g_assert_null (vt_space_editor_get_undo (editor));
  id = vt_space_edit_add (editor, "number", "How many", NULL, NULL);
  g_assert_cmpstr (id, ==, "number");
  good (vt_space_edit_set_property (editor, "number", "value", three, &refusal));
  g_assert_cmpstr (vt_space_editor_get_undo (editor), ==, "Change a property");
  g_assert_cmpstr (vt_space_editor_get_undo_subject (editor), ==, "“How many”");
  g_assert_true (vt_space_editor_undo (editor));
  g_assert_true (vt_space_editor_undo (editor));
  g_assert_cmpstr (vt_space_editor_get_json (editor), ==, DOCUMENT);
  g_assert_false (vt_space_editor_undo (editor));
  g_assert_cmpstr (vt_space_editor_get_redo (editor), ==, "Add a component");
  g_assert_true (vt_space_editor_redo (editor));
  g_assert_nonnull (vt_space_find_component (vt_space_editor_get_space (editor), "number"));
  g_assert_cmpstr (vt_space_editor_get_redo_subject (editor), ==, "“How many”");
  good (vt_space_edit_remove (editor, "number", &refusal));
  g_assert_null (vt_space_editor_get_redo (editor));
  g_assert_cmpstr (vt_space_editor_get_undo_subject (editor), ==, "“How many”"); /* as it was called */
  good (vt_space_edit_nudge (editor, "go", VT_PLACE_ABOVE, &refusal));
  g_assert_cmpstr (vt_space_editor_get_undo_subject (editor), ==, "“Run”");
  good (vt_space_edit_remove_event (editor, 0, &refusal));
  g_assert_null (vt_space_editor_get_undo_subject (editor));
}

static void
test_typing_is_one_step (void)
{
  g_autoptr (VtSpaceEditor) editor = editor_new ();
  const char *const typed[] = { "P", "Pr", "Pro", "Prom" };

  for (guint i = 0; i < G_N_ELEMENTS (typed); i++)
    {
      g_autoptr (VtValue) value = vt_value_new_text (typed[i]);

      good (vt_space_edit_set_property (editor, "answer", "label", value, &refusal));
    }
  g_assert_true (vt_space_editor_undo (editor));
  g_assert_cmpstr (vt_space_editor_get_json (editor), ==, DOCUMENT);
  g_assert_true (vt_space_editor_redo (editor));
  g_assert_cmpstr (vt_space_component_get_text (vt_space_find_component (vt_space_editor_get_space (editor), "answer"),
                                                "label"), ==, "Prom");
  vt_space_editor_begin_group (editor, "Two at once");
  good (vt_space_edit_remove (editor, "heat", &refusal));
  good (vt_space_edit_remove (editor, "go", &refusal));
  vt_space_editor_end_group (editor);
  g_assert_cmpstr (vt_space_editor_get_undo (editor), ==, "Two at once");
  g_assert_true (vt_space_editor_undo (editor));
  g_assert_nonnull (vt_space_find_component (vt_space_editor_get_space (editor), "heat"));
}

static void
test_layout (void)
{
  g_autoptr (VtSpaceEditor) editor = editor_new ();
  VtSpacePlace place = { VT_PLACE_LEFT, "prompt" };

  /* heat stood nowhere, so it comes below all that the document names */
  good (vt_space_edit_move (editor, "answer", &place, &refusal));
  assert_layout (editor, "{\"column\":[{\"column\":[{\"row\":[\"answer\",\"prompt\"]},\"go\"],\"odd\":true},\"heat\"]}");
  place = (VtSpacePlace) { VT_PLACE_ABOVE, "go" };
  good (vt_space_edit_move (editor, "heat", &place, &refusal));
  assert_layout (editor, "{\"column\":[{\"column\":[{\"row\":[\"answer\",\"prompt\"]},\"heat\",\"go\"],\"odd\":true}]}");
  good (vt_space_edit_wrap (editor, "heat", "accordion", "More", &refusal));
  good (vt_space_edit_wrap (editor, "go", "tabs", "One", &refusal));
  assert_layout (editor, "{\"column\":[{\"column\":[{\"row\":[\"answer\",\"prompt\"]},{\"accordion\":[\"heat\"],\"label\":\"More\"},"
                         "{\"tabs\":[{\"tab\":[\"go\"],\"label\":\"One\"}]}],\"odd\":true}]}");
  place = (VtSpacePlace) { VT_PLACE_INTO, "@0.2" };
  good (vt_space_edit_move (editor, "prompt", &place, &refusal));
  good (vt_space_edit_add_tab (editor, "@0.2", "Two", &refusal));
  place = (VtSpacePlace) { VT_PLACE_INTO, "@0.2.1" };
  good (vt_space_edit_move (editor, "answer", &place, &refusal));
  assert_layout (editor, "{\"column\":[{\"column\":[{\"accordion\":[\"heat\"],\"label\":\"More\"},"
                         "{\"tabs\":[{\"tab\":[\"go\",\"prompt\"],\"label\":\"One\"},{\"tab\":[\"answer\"],\"label\":\"Two\"}]}],\"odd\":true}]}");
  good (vt_space_edit_unwrap (editor, "@0.1", &refusal));
  assert_layout (editor, "{\"column\":[{\"column\":[{\"accordion\":[\"heat\"],\"label\":\"More\"},"
                         "\"go\",\"prompt\",\"answer\"],\"odd\":true}]}");
  while (vt_space_editor_undo (editor))
    ;
  g_assert_cmpstr (vt_space_editor_get_json (editor), ==, DOCUMENT);
}

static void
test_layout_refuses (void)
{
  g_autoptr (VtSpaceEditor) editor = editor_new ();
  g_autoptr (GError) error = NULL;
  VtSpacePlace place = { VT_PLACE_INTO, "prompt" };

  g_assert_false (vt_space_edit_move (editor, "@0", &place, &error)); /* into itself */
  g_assert_error (error, VT_ERROR, VT_ERROR_INVALID);
  g_clear_error (&error);
  place.node = "nowhere";
  g_assert_false (vt_space_edit_move (editor, "prompt", &place, &error));
  g_assert_error (error, VT_ERROR, VT_ERROR_NOT_FOUND);
  g_assert_cmpstr (vt_space_editor_get_json (editor), ==, DOCUMENT);
}

static void
test_nudge (void)
{
  g_autoptr (VtSpaceEditor) editor = editor_new ();

  good (vt_space_edit_nudge (editor, "go", VT_PLACE_ABOVE, &refusal));
  assert_layout (editor, "{\"column\":[{\"row\":[{\"column\":[\"go\",\"prompt\"],\"odd\":true},\"answer\"]},\"heat\"]}");
  good (vt_space_edit_nudge (editor, "go", VT_PLACE_RIGHT, &refusal)); /* out of its column, past it */
  assert_layout (editor, "{\"column\":[{\"row\":[{\"column\":[\"prompt\"],\"odd\":true},\"go\",\"answer\"]},\"heat\"]}");
  good (vt_space_edit_nudge (editor, "go", VT_PLACE_RIGHT, &refusal));
  assert_layout (editor, "{\"column\":[{\"row\":[{\"column\":[\"prompt\"],\"odd\":true},\"answer\",\"go\"]},\"heat\"]}");
  good (vt_space_edit_nudge (editor, "go", VT_PLACE_BELOW, &refusal)); /* out of its row */
  assert_layout (editor, "{\"column\":[{\"row\":[{\"column\":[\"prompt\"],\"odd\":true},\"answer\"]},\"go\",\"heat\"]}");
}

static void
test_remove_and_rename (void)
{
  g_autoptr (VtSpaceEditor) editor = editor_new ();
  g_autoptr (GError) error = NULL;
  const VtSpaceStep *step;

  good (vt_space_edit_rename (editor, "prompt", "beginning", &refusal));
  step = event (editor, 0)->steps->pdata[0];
  g_assert_cmpstr (((VtSpaceWire *) step->inputs->pdata[0])->json, ==, "\"Say ${beginning}!\"");
  g_assert_true (vt_space_event_is_triggered_by (event (editor, 0), "beginning", "submit"));
  g_assert_cmpstr (((VtSpaceComponent *) vt_space_get_example_inputs (vt_space_editor_get_space (editor))->pdata[0])->id, ==,
                   "beginning");
  g_assert_false (vt_space_edit_rename (editor, "beginning", "s1", &error)); /* a step has it */
  g_assert_error (error, VT_ERROR, VT_ERROR_INVALID);
  g_clear_error (&error);
  g_assert_false (vt_space_edit_rename (editor, "beginning", "ä b", &error));
  g_assert_error (error, VT_ERROR, VT_ERROR_INVALID);

  good (vt_space_edit_remove (editor, "heat", &refusal));
  step = event (editor, 0)->steps->pdata[0];
  g_assert_cmpuint (step->parameters->len, ==, 0);
  g_assert_cmpuint (vt_space_get_example_inputs (vt_space_editor_get_space (editor))->len, ==, 1);
  good (vt_space_edit_remove (editor, "@", &refusal)); /* everything */
  g_assert_cmpuint (vt_space_get_components (vt_space_editor_get_space (editor))->len, ==, 0);
  g_assert_cmpuint (event (editor, 0)->triggers->len, ==, 0);
  g_assert_nonnull (strstr (vt_space_editor_get_json (editor), "\"future\": {\"keep\": [1, 2.5]}"));
}

static void
test_properties (void)
{
  g_autoptr (VtSpaceEditor) editor = editor_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (VtValue) five = vt_value_new_number (5);
  g_autoptr (VtValue) words = vt_value_new_text ("words");

  g_assert_false (vt_space_edit_set_property (editor, "heat", "maximum", words, &error));
  g_assert_error (error, VT_ERROR, VT_ERROR_INVALID);
  g_clear_error (&error);
  g_assert_false (vt_space_edit_set_property (editor, "heat", "value", five, &error)); /* beyond its maximum */
  g_assert_nonnull (error);
  g_clear_error (&error);
  good (vt_space_edit_set_property (editor, "prompt", "label", words, &refusal));
  g_assert_nonnull (strstr (vt_space_editor_get_json (editor), "\"label[de]\": \"Anfang\""));
  g_assert_nonnull (strstr (vt_space_editor_get_json (editor), "\"unknown\": 1000"));
  good (vt_space_edit_set_property (editor, "prompt", "label", NULL, &refusal));
  g_assert_null (strstr (vt_space_editor_get_json (editor), "\"label\":"));
}

static void
test_clipboard (void)
{
  g_autoptr (VtSpaceEditor) editor = editor_new ();
  g_autoptr (VtSpaceEditor) other = editor_new ();
  g_autofree char *clip = vt_space_edit_copy (editor, "@0.0");
  g_autofree char *id = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_cmpstr (vt_space_edit_outermost (vt_space_editor_get_space (editor)), ==, "@0"); /* heat stands nowhere */
  g_assert_true (vt_space_edit_can_paste (clip));
  g_assert_false (vt_space_edit_can_paste ("[1]"));
  id = vt_space_edit_paste (other, clip, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (id, ==, "prompt2");
  g_assert_nonnull (vt_space_find_component (vt_space_editor_get_space (other), "go2"));
  assert_layout (other, "{\"column\":[{\"row\":[{\"column\":[\"prompt\",\"go\"],\"odd\":true},\"answer\"]},\"heat\","
                        "{\"column\":[\"prompt2\",\"go2\"],\"odd\":true}]}");
  g_clear_pointer (&id, g_free);
  id = vt_space_edit_duplicate (other, "answer", NULL);
  g_assert_cmpstr (id, ==, "answer2");
  g_assert_null (vt_space_edit_paste (other, "{}", NULL, &error));
  g_assert_error (error, VT_ERROR, VT_ERROR_INVALID);
}

static void
test_events (void)
{
  g_autoptr (VtSpaceEditor) editor = editor_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) offers = NULL;
  const VtSpaceEvent *of;

  /* a second step takes from the first, and the answer from it */
  good (vt_space_edit_add_step (editor, 0, "text-generation", "c/d", &refusal));
  of = event (editor, 0);
  g_assert_cmpuint (of->steps->len, ==, 2);
  g_assert_cmpstr (((VtSpaceWire *) ((VtSpaceStep *) of->steps->pdata[1])->inputs->pdata[0])->json, ==, "\"$s1.text\"");
  g_assert_cmpstr (((VtSpaceWire *) of->outputs->pdata[0])->json, ==, "\"$step.text\"");
  offers = vt_space_edit_offers (editor, 0, 1, VT_VALUE_TEXT);
  g_assert_cmpstr (((VtWireOffer *) offers->pdata[0])->json, ==, "\"$s1.text\"");
  /* numbers fit where texts are wanted, and no text where a number is */
  g_clear_pointer (&offers, g_ptr_array_unref);
  offers = vt_space_edit_offers (editor, 0, 1, VT_VALUE_NUMBER);
  g_assert_cmpuint (offers->len, ==, 1);
  g_assert_cmpstr (((VtWireOffer *) offers->pdata[0])->component->id, ==, "heat");

  g_assert_false (vt_space_edit_set_parameter (editor, 0, 0, "temperature", "\"$prompt\"", &error));
  g_assert_error (error, VT_ERROR, VT_ERROR_CORRUPT);
  g_clear_error (&error);
  good (vt_space_edit_set_parameter (editor, 0, 0, "max_new_tokens", "8", &refusal));
  good (vt_space_edit_move_step (editor, 0, 1, 0, &refusal));
  of = event (editor, 0); /* what now runs first can take nothing from what comes later */
  g_assert_cmpstr (((VtSpaceStep *) of->steps->pdata[0])->id, ==, "step");
  g_assert_cmpstr (((VtSpaceWire *) ((VtSpaceStep *) of->steps->pdata[0])->inputs->pdata[0])->json, ==, "null");
  good (vt_space_edit_remove_step (editor, 0, 0, &refusal));
  g_assert_cmpuint (event (editor, 0)->outputs->len, ==, 0);
  good (vt_space_edit_set_output (editor, 0, "answer", "\"$s1.text\"", &refusal));
  good (vt_space_edit_set_input (editor, 0, 0, "messages", "[{\"user\": \"$prompt\"}]", &refusal));
  g_assert_cmpuint (((VtSpaceStep *) event (editor, 0)->steps->pdata[0])->inputs->len, ==, 1);
  g_assert_cmpint (vt_space_edit_add_event (editor, "answer", "change", &error), ==, 1);
  g_assert_false (vt_space_edit_set_output (editor, 1, "answer", "\"x\"", &error)); /* would start itself */
  g_assert_error (error, VT_ERROR, VT_ERROR_CORRUPT);
  good (vt_space_edit_set_trigger (editor, 1, 1, "heat", "release", &refusal));
  good (vt_space_edit_set_trigger (editor, 1, 0, NULL, NULL, &refusal));
  g_assert_true (vt_space_event_is_triggered_by (event (editor, 1), "heat", "release"));
  good (vt_space_edit_move_output (editor, 0, "answer", "prompt", &refusal));
  g_assert_cmpstr (((VtSpaceWire *) event (editor, 0)->outputs->pdata[0])->name, ==, "prompt");
}

/* Conditions, columns and firsts go or are renamed with what they name. */
static void
test_conditions (void)
{
  g_autoptr (VtSpaceEditor) editor = editor_new ();
  const VtSpaceStep *step;

  good (vt_space_edit_set_condition (editor, 0, 0, "[\"$heat\",\">\",1]", &refusal));
  good (vt_space_edit_rename (editor, "heat", "warmth", &refusal));
  step = event (editor, 0)->steps->pdata[0];
  g_assert_cmpstr (step->condition->left->source, ==, "warmth");
  good (vt_space_edit_set_output (editor, 0, "answer", "{\"first\":[\"$s1.text\",\"$prompt\"]}", &refusal));
  good (vt_space_edit_remove (editor, "warmth", &refusal));
  step = event (editor, 0)->steps->pdata[0];
  g_assert_null (step->condition);
  good (vt_space_edit_remove_step (editor, 0, 0, &refusal));
  g_assert_cmpstr (((VtSpaceWire *) event (editor, 0)->outputs->pdata[0])->json, ==, "{\"first\":[\"$prompt\"]}");
  good (vt_space_edit_remove (editor, "prompt", &refusal));
  g_assert_cmpuint (event (editor, 0)->outputs->len, ==, 0);
}

static void
test_columns (void)
{
  g_autoptr (VtSpaceEditor) editor = editor_new ();
  g_autofree char *id = vt_space_edit_add (editor, "dataframe", "Reviews", NULL, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (VtSpaceEditor) rows = NULL;
  g_auto (GStrv) parts = g_strsplit (vt_space_editor_get_json (editor), "\"on\":", 2);
  g_autofree char *json = g_strconcat (parts[0], "\"each\": \"dataframe\", \"on\":", parts[1], NULL);

  g_assert_cmpstr (id, ==, "dataframe");
  rows = vt_space_editor_new (json, README, &error);
  g_assert_no_error (error);
  good (vt_space_edit_set_input (rows, 0, 0, "text", "\"${dataframe.The review}\"", &refusal));
  good (vt_space_edit_set_output (rows, 0, "dataframe.The verdict", "\"$s1.text\"", &refusal));
  good (vt_space_edit_rename (rows, "dataframe", "reviews", &refusal));
  g_assert_nonnull (strstr (vt_space_editor_get_json (rows), "\"reviews.The verdict\": \"$s1.text\""));
  g_assert_nonnull (strstr (vt_space_editor_get_json (rows), "${reviews.The review}"));
  good (vt_space_edit_remove (rows, "reviews", &refusal));
  g_assert_null (strstr (vt_space_editor_get_json (rows), "reviews"));
}

static const VtWireOffer *
find_offer (GPtrArray *offers, const char *json)
{
  for (guint i = 0; i < offers->len; i++)
    if (g_str_equal (((VtWireOffer *) offers->pdata[i])->json, json))
      return offers->pdata[i];
  return NULL;
}

/* An event that goes through a table is offered its cells, and loses them with it. */
static void
test_each (void)
{
  g_autoptr (VtSpaceEditor) editor = editor_new ();
  g_autofree char *id = vt_space_edit_add (editor, "dataframe", "Reviews", NULL, NULL);
  g_autoptr (VtValue) headers = vt_value_new_json ("[\"Review\", \"Stars now\"]");
  g_autoptr (GPtrArray) offers = NULL;
  g_autofree char *before = NULL;

  good (vt_space_edit_set_property (editor, id, "headers", headers, &refusal));
  before = g_strdup (vt_space_editor_get_json (editor));
  offers = vt_space_edit_offers (editor, 0, 0, VT_VALUE_TEXT);
  g_assert_null (find_offer (offers, "\"$dataframe.Review\""));
  good (vt_space_edit_set_each (editor, 0, id, &refusal));
  g_clear_pointer (&offers, g_ptr_array_unref);
  offers = vt_space_edit_offers (editor, 0, 0, VT_VALUE_TEXT);
  g_assert_cmpstr (find_offer (offers, "\"$dataframe.Review\"")->column, ==, "Review");
  g_assert_nonnull (find_offer (offers, "\"${dataframe.Stars now}\""));
  g_clear_pointer (&offers, g_ptr_array_unref);
  offers = vt_space_edit_offers (editor, 0, 0, VT_VALUE_NUMBER); /* "7" is one */
  g_assert_nonnull (find_offer (offers, "\"$dataframe.Review\""));
  good (vt_space_edit_set_input (editor, 0, 0, "text", "\"$dataframe.Review\"", &refusal));
  good (vt_space_edit_set_output (editor, 0, "dataframe.My verdict", "\"$s1.text\"", &refusal));
  good (vt_space_edit_move_output (editor, 0, "dataframe.My verdict", "dataframe.Verdict", &refusal));
  g_assert_cmpstr (((VtSpaceWire *) event (editor, 0)->outputs->pdata[1])->column, ==, "Verdict");
  good (vt_space_edit_add_step (editor, 0, "text-generation", NULL, &refusal)); /* the next step takes a cell as well */
  g_assert_cmpstr (((VtSpaceWire *) ((VtSpaceStep *) event (editor, 0)->steps->pdata[1])->inputs->pdata[0])->json, ==,
                   "\"$dataframe.Review\"");
  good (vt_space_edit_set_each (editor, 0, NULL, &refusal));
  g_assert_null (event (editor, 0)->each);
  g_assert_cmpuint (event (editor, 0)->outputs->len, ==, 1);
  g_assert_cmpstr (((VtSpaceWire *) ((VtSpaceStep *) event (editor, 0)->steps->pdata[0])->inputs->pdata[0])->json, ==, "null");
  while (g_strcmp0 (vt_space_editor_get_json (editor), before) != 0)
    g_assert_true (vt_space_editor_undo (editor));

  good (vt_space_edit_set_trigger_mode (editor, 0, "multiple", &refusal));
  g_assert_cmpint (event (editor, 0)->mode, ==, VT_TRIGGER_MULTIPLE);
  good (vt_space_edit_set_trigger_mode (editor, 0, NULL, &refusal));
  g_assert_cmpstr (vt_space_editor_get_json (editor), ==, before);
}

/* Parts of what a component holds; and one of several, where steps may be left out. */
static void
test_parts_and_firsts (void)
{
  g_autoptr (VtSpaceEditor) editor = editor_new ();
  g_autofree char *id = vt_space_edit_add (editor, "multimodaltextbox", "Message", NULL, NULL);
  g_autoptr (GPtrArray) offers = vt_space_edit_offers (editor, 0, 0, VT_VALUE_TEXT);
  g_autofree char *both = NULL;
  g_autofree char *one = NULL;
  g_autofree char *three = NULL;
  const VtSpaceEvent *of;
  const VtSpaceWire *answer;

  g_assert_cmpstr (find_offer (offers, "\"$multimodaltextbox.text\"")->part->name, ==, "text");
  g_assert_null (find_offer (offers, "\"$multimodaltextbox.file\""));
  good (vt_space_edit_set_input (editor, 0, 0, "text", "\"$multimodaltextbox.text\"", &refusal));
  good (vt_space_edit_add_step (editor, 0, "text-generation", "c/d", &refusal));
  good (vt_space_edit_set_input (editor, 0, 1, "text", "\"$prompt\"", &refusal));
  good (vt_space_edit_set_condition (editor, 0, 1, "[\"$heat\",\">\",1]", &refusal));
  of = event (editor, 0);
  g_assert_true (vt_space_step_may_be_left_out (of, of->steps->pdata[1]));
  g_assert_false (vt_space_step_may_be_left_out (of, of->steps->pdata[0]));
  answer = of->outputs->pdata[0];
  both = vt_wire_set_alternative (answer, 1, "\"$s1.text\"");
  g_assert_cmpstr (both, ==, "{\"first\":[\"$step.text\",\"$s1.text\"]}");
  good (vt_space_edit_set_output (editor, 0, "answer", both, &refusal));
  answer = event (editor, 0)->outputs->pdata[0];
  three = vt_wire_set_alternative (answer, 2, "\"$prompt\"");
  g_assert_cmpstr (three, ==, "{\"first\":[\"$step.text\",\"$s1.text\",\"$prompt\"]}");
  one = vt_wire_set_alternative (answer, 0, NULL);
  g_assert_cmpstr (one, ==, "\"$s1.text\"");

  /* of values side by side nothing stays without one of them */
  g_free (vt_space_edit_add (editor, "image", "Photo", NULL, NULL));
  g_free (vt_space_edit_add (editor, "gallery", "Both", NULL, NULL));
  good (vt_space_edit_set_output (editor, 0, "gallery", "{\"list\":[\"$image\",\"$image\"]}", &refusal));
  g_assert_cmpuint (event (editor, 0)->outputs->len, ==, 2);
  good (vt_space_edit_remove (editor, "image", &refusal));
  g_assert_cmpuint (event (editor, 0)->outputs->len, ==, 1);
}

static void
test_card (void)
{
  g_autoptr (VtSpaceEditor) editor = editor_new ();
  const char *const tags[] = { "a b", "yes", NULL };
  const char *nasty = "Was: \"x\" # \\ 'y'\n- z";

  good (vt_space_edit_set_card (editor, "title", nasty, &refusal));
  good (vt_space_edit_set_card (editor, "emoji", "🦊", &refusal));
  good (vt_space_edit_set_card_list (editor, "tags", tags, &refusal));
  g_assert_cmpstr (vt_space_get_title (vt_space_editor_get_space (editor)), ==, nasty);
  g_assert_cmpstr (vt_space_get_emoji (vt_space_editor_get_space (editor)), ==, "🦊");
  g_assert_cmpstr (vt_space_get_tags (vt_space_editor_get_space (editor))[1], ==, "yes");
  g_assert_nonnull (strstr (vt_space_editor_get_readme (editor), "keep: {a: [1]}\n# a comment\n"));
  good (vt_space_edit_set_notes (editor, "# New\n", &refusal));
  g_assert_cmpstr (vt_space_get_notes (vt_space_editor_get_space (editor)), ==, "# New\n");
  good (vt_space_edit_set_card (editor, "title", "", &refusal));
  g_assert_cmpstr (vt_space_get_title (vt_space_editor_get_space (editor)), ==, "space");
  while (vt_space_editor_undo (editor))
    ;
  g_assert_cmpstr (vt_space_editor_get_readme (editor), ==, README);
}

static void
test_examples (void)
{
  g_autoptr (VtSpaceEditor) editor = editor_new ();
  g_autoptr (GHashTable) values = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, (GDestroyNotify) vt_value_unref);

  g_hash_table_insert (values, "prompt", vt_value_new_text ("Twice"));
  g_hash_table_insert (values, "heat", vt_value_new_number (0.5));
  good (vt_space_edit_add_example (editor, values, &refusal));
  g_assert_cmpuint (vt_space_get_n_examples (vt_space_editor_get_space (editor)), ==, 2);
  g_assert_cmpstr (vt_value_text (vt_space_get_example (vt_space_editor_get_space (editor), 1, 0)), ==, "Twice");
  good (vt_space_edit_remove_example (editor, 0, &refusal));
  good (vt_space_edit_remove_example (editor, 0, &refusal));
  g_assert_cmpuint (vt_space_get_n_examples (vt_space_editor_get_space (editor)), ==, 0);
  good (vt_space_edit_add_example (editor, values, &refusal)); /* chooses the inputs itself */
  g_assert_cmpuint (vt_space_get_example_inputs (vt_space_editor_get_space (editor))->len, ==, 2);
}

static gboolean
has_problem (VtSpaceEditor *editor, const char *sentence, const char *component, gboolean fix)
{
  g_autoptr (GPtrArray) problems = vt_space_find_problems (vt_space_editor_get_space (editor), NULL);

  for (guint i = 0; i < problems->len; i++)
    {
      const VtSpaceProblem *problem = problems->pdata[i];

      if (!g_str_has_prefix (problem->sentence, sentence) || g_strcmp0 (problem->component, component) != 0)
        continue;
      if (fix)
        good (problem->fix (editor, problem, &refusal));
      return TRUE;
    }
  return FALSE;
}

static void
test_problems (void)
{
  g_autoptr (VtSpaceEditor) editor = editor_new ();

  g_assert_false (has_problem (editor, "", NULL, FALSE)); /* it is in order */
  good (vt_space_edit_set_output (editor, 0, "answer", NULL, &refusal));
  g_assert_true (has_problem (editor, "The result of", NULL, FALSE));
  g_assert_true (has_problem (editor, "“%s” gets no value", "answer", TRUE));
  g_assert_false (has_problem (editor, "", NULL, FALSE));
  good (vt_space_edit_set_input (editor, 0, 0, "text", NULL, &refusal));
  g_assert_true (has_problem (editor, "The step “%s” gets nothing", NULL, FALSE));
  good (vt_space_edit_set_model (editor, 0, 0, NULL, &refusal));
  g_assert_true (has_problem (editor, "The step “%s” has no model", NULL, FALSE));
  good (vt_space_edit_set_parameter (editor, 0, 0, "temperature", NULL, &refusal));
  g_assert_true (has_problem (editor, "What people enter in", "heat", TRUE));
  g_assert_null (vt_space_find_component (vt_space_editor_get_space (editor), "heat"));
  good (vt_space_edit_remove_event (editor, 0, &refusal));
  g_assert_true (has_problem (editor, "Nothing happens when", "go", TRUE));
  g_assert_true (has_problem (editor, "The event of “%s” does nothing", NULL, TRUE));
  g_assert_cmpuint (vt_space_get_events (vt_space_editor_get_space (editor))->len, ==, 0);
}

static const char *
untranslated (const char *text)
{
  return text;
}

/* Every task that there are components for gives a page in which nothing is missing but a model. */
static void
test_templates (void)
{
  const VtTemplateWords words = { "New", "Says it", "Go", "More", untranslated };
  g_autoptr (VtSpaceEditor) blank = vt_space_new_blank (&words);
  guint n = 0;

  g_assert_cmpstr (vt_space_get_title (vt_space_editor_get_space (blank)), ==, "New");
  for (const VtTaskClass *const *task = vt_task_classes; *task != NULL; task++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (VtSpaceEditor) editor = vt_space_new_for_task (*task, "owner/model", &words, &error);
      g_autoptr (GPtrArray) problems = NULL;

      if (editor == NULL)
        {
          g_assert_error (error, VT_ERROR, VT_ERROR_UNSUPPORTED);
          g_test_message ("%s: %s", (*task)->name, error->message);
          continue;
        }
      n++;
      problems = vt_space_find_problems (vt_space_editor_get_space (editor), NULL);
      for (guint i = 0; i < problems->len; i++)
        g_test_message ("%s: %s", (*task)->name, ((VtSpaceProblem *) problems->pdata[i])->sentence);
      g_assert_cmpuint (problems->len, ==, 0);
      g_assert_false (vt_space_editor_is_saved (editor));
    }
  g_assert_cmpuint (n, >, 0);
}

/* What a task finds in a picture is drawn over it, and its JSON is not what people look for. */
static void
test_template_shows (void)
{
  static const char *const tasks[] = { "object-detection", "image-segmentation" };
  const VtTemplateWords words = { "New", "Says it", "Go", "More", untranslated };

  for (guint i = 0; i < G_N_ELEMENTS (tasks); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (VtSpaceEditor) editor = vt_space_new_for_task (vt_task_find (tasks[i], NULL), "owner/model", &words, &error);

      g_assert_no_error (error);
      g_assert_nonnull (strstr (vt_space_editor_get_json (editor), "\"annotatedimage\""));
      g_assert_null (strstr (vt_space_editor_get_json (editor), "\"type\": \"json\""));
    }
}

/* Random edits: each state loads again, undoing all restores the first byte for
 * byte, and redoing all the last. */
static void
test_random (void)
{
  const char *count = g_getenv ("VITRINE_EDITS");
  guint n = count != NULL ? (guint) g_ascii_strtoull (count, NULL, 10) : 400;

  for (guint seed = 1; seed <= 4; seed++)
    {
      VtSpaceEditor *editor = editor_new ();
      g_autoptr (GRand) dice = g_rand_new_with_seed (seed);
      g_autofree char *last = NULL;
      g_autofree char *last_readme = NULL;

      for (guint i = 0; i < n; i++)
        {
          g_autoptr (VtSpace) again = NULL;
          g_autoptr (GError) error = NULL;

          vt_random_edit (editor, dice);
          if (i % 16 == 0)
            {
              again = vt_space_new_from_texts (vt_space_editor_get_json (editor), strlen (vt_space_editor_get_json (editor)),
                                               vt_space_editor_get_readme (editor), &error);
              g_assert_no_error (error);
            }
          if (g_rand_int_range (dice, 0, 20) == 0)
            vt_space_editor_undo (editor);
          if (g_rand_int_range (dice, 0, 40) == 0)
            vt_space_editor_redo (editor);
        }
      last = g_strdup (vt_space_editor_get_json (editor));
      last_readme = g_strdup (vt_space_editor_get_readme (editor));
      while (vt_space_editor_undo (editor))
        ;
      g_assert_cmpstr (vt_space_editor_get_json (editor), ==, DOCUMENT);
      g_assert_cmpstr (vt_space_editor_get_readme (editor), ==, README);
      while (vt_space_editor_redo (editor))
        ;
      if (vt_space_editor_get_redo (editor) == NULL && g_strcmp0 (last, vt_space_editor_get_json (editor)) == 0)
        g_assert_cmpstr (last_readme, ==, vt_space_editor_get_readme (editor));
      g_assert_finalize_object (editor);
    }
}

static void
test_many_steps (void)
{
  g_autoptr (VtSpaceEditor) editor = editor_new ();
  gint64 start = g_get_monotonic_time ();

  for (guint i = 0; i < 10000; i++)
    {
      g_autofree char *text = g_strdup_printf ("Label %u", i);
      g_autoptr (VtValue) value = vt_value_new_text (text);

      good (vt_space_edit_set_property (editor, "answer", "label", value, &refusal));
      vt_space_editor_end_step (editor);
    }
  g_test_message ("10,000 edits took %.1f s", (double) (g_get_monotonic_time () - start) / G_TIME_SPAN_SECOND);
  start = g_get_monotonic_time ();
  for (guint i = 0; i < 10000; i++)
    g_assert_true (vt_space_editor_undo (editor));
  g_test_message ("undoing them %.1f s", (double) (g_get_monotonic_time () - start) / G_TIME_SPAN_SECOND);
  g_assert_cmpstr (vt_space_editor_get_json (editor), ==, DOCUMENT);
}

/* The card names what the steps name, and keeps what a person wrote. */
static void
test_models (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (VtSpaceEditor) editor = vt_space_editor_new (DOCUMENT, "---\ntitle: T\nmodels:\n- mine/own\n- a/b\n---\n", &error);

  g_assert_no_error (error);
  good (vt_space_edit_add_step (editor, 0, "text-generation", "c/d@main:x.gguf", &refusal));
  g_assert_nonnull (strstr (vt_space_editor_get_readme (editor), "models:\n- mine/own\n- a/b\n- c/d\n---"));
  good (vt_space_edit_set_model (editor, 0, 0, "/home/me/model.gguf", &refusal));
  g_assert_nonnull (strstr (vt_space_editor_get_readme (editor), "models:\n- mine/own\n- c/d\n---"));
  good (vt_space_edit_remove_step (editor, 0, 1, &refusal));
  g_assert_nonnull (strstr (vt_space_editor_get_readme (editor), "models:\n- mine/own\n---"));
  while (vt_space_editor_undo (editor))
    ;
  g_assert_cmpstr (vt_space_editor_get_json (editor), ==, DOCUMENT);
  g_assert_nonnull (strstr (vt_space_editor_get_readme (editor), "- mine/own\n- a/b\n---"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/editor/undo", test_undo);
  g_test_add_func ("/editor/typing-is-one-step", test_typing_is_one_step);
  g_test_add_func ("/editor/layout", test_layout);
  g_test_add_func ("/editor/layout-refuses", test_layout_refuses);
  g_test_add_func ("/editor/nudge", test_nudge);
  g_test_add_func ("/editor/remove-and-rename", test_remove_and_rename);
  g_test_add_func ("/editor/properties", test_properties);
  g_test_add_func ("/editor/clipboard", test_clipboard);
  g_test_add_func ("/editor/events", test_events);
  g_test_add_func ("/editor/conditions", test_conditions);
  g_test_add_func ("/editor/columns", test_columns);
  g_test_add_func ("/editor/each", test_each);
  g_test_add_func ("/editor/firsts", test_parts_and_firsts);
  g_test_add_func ("/editor/card", test_card);
  g_test_add_func ("/editor/examples", test_examples);
  g_test_add_func ("/editor/problems", test_problems);
  g_test_add_func ("/editor/templates", test_templates);
  g_test_add_func ("/editor/templates/shows", test_template_shows);
  g_test_add_func ("/editor/random", test_random);
  g_test_add_func ("/editor/many-steps", test_many_steps);
  g_test_add_func ("/editor/models", test_models);
  return g_test_run ();
}
