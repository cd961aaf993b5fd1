/* test-choices.c: the components of which several can be chosen.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <adwaita.h>
#include <string.h>

#include "app/space-document.h"
#include "component-fixture.h"

#define CHOICES "\"choices\": [\"cat\", [\"A dog\", \"dog\"], \"cow\"]"

static VtValue *
accept (const char *json, VtValue *value, GError **error)
{
  g_autofree char *document = g_strdup_printf ("{\"version\": 1, \"components\": [%s]}", json);
  g_autoptr (VtSpace) space = vt_space_new_from_texts (document, strlen (document), NULL, error);
  VtValue *accepted;

  g_assert_no_error (*error);
  accepted = vt_space_component_accept (vt_space_find_component (space, "it"), value, error);
  vt_value_unref (value);
  return accepted;
}

static void
expect_accepted (const char *json, VtValue *value, const char *expected)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (VtValue) accepted = accept (json, value, &error);
  g_autofree char *text = NULL;

  g_assert_no_error (error);
  text = vt_value_to_text (accepted);
  g_assert_cmpstr (text, ==, expected);
}

static void
expect_refused (const char *json, VtValue *value, const char *sentence)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (accept (json, value, &error));
  g_assert_nonnull (strstr (error->message, sentence));
}

#define GROUP "{\"id\": \"it\", \"type\": \"checkboxgroup\", " CHOICES
#define SEVERAL "{\"id\": \"it\", \"type\": \"dropdown\", \"multiselect\": true, \"max_choices\": 2, " CHOICES
#define ONE "{\"id\": \"it\", \"type\": \"dropdown\", " CHOICES

static void
test_accept (void)
{
  expect_accepted (GROUP "}", vt_value_new_text ("cat"), "[\"cat\"]");
  expect_accepted (GROUP "}", vt_value_new_text ("[\"dog\",\"cat\"]"), "[\"dog\",\"cat\"]");
  expect_refused (GROUP "}", vt_value_new_json ("[\"unicorn\"]"), "“unicorn” is none of the choices");
  expect_refused (GROUP "}", vt_value_new_json ("[3]"), "each choice is a text");
  expect_refused (GROUP "}", vt_value_new_json ("{}"), "an array of choices");
  expect_refused (SEVERAL "}", vt_value_new_json ("[\"dog\",\"cat\",\"cow\"]"), "at most 2 can be chosen");
  expect_accepted (ONE ", \"value\": [\"dog\"]}", vt_value_new_text ("cow"), "cow");
  expect_accepted (ONE ", \"value\": \"dog\"}", vt_value_new_json ("[\"cow\"]"), "cow");
}

static void
test_checkboxgroup (void)
{
  Fixture f;
  GtkCheckButton *first;

  fixture_open (&f, GROUP ", \"value\": [\"dog\"]}");
  fixture_expect_value (&f, VT_VALUE_JSON, "[\"dog\"]");
  first = GTK_CHECK_BUTTON (find_widget (f.window, GTK_TYPE_CHECK_BUTTON));
  gtk_check_button_set_active (first, TRUE);
  fixture_expect_value (&f, VT_VALUE_JSON, "[\"cat\",\"dog\"]");
  fixture_expect_events (&f, "change input select");
  fixture_set (&f, vt_value_new_json ("[\"cow\", \"unicorn\", 7]"));
  fixture_expect_value (&f, VT_VALUE_JSON, "[\"cow\"]");
  fixture_expect_events (&f, "change");
  fixture_set (&f, vt_value_new_number (3));
  fixture_expect_events (&f, "");
  fixture_set (&f, vt_value_new_none ());
  fixture_expect_value (&f, VT_VALUE_JSON, "[]");
  vt_component_view_set_busy (f.view, TRUE);
  g_assert_false (gtk_widget_is_sensitive (GTK_WIDGET (first)));
  fixture_close (&f);
}

static void
test_multiselect (void)
{
  Fixture f;
  GtkWidget *button, *popover, *first;

  fixture_open (&f, SEVERAL "}");
  fixture_expect_value (&f, VT_VALUE_JSON, "[]");
  button = find_widget (f.window, GTK_TYPE_MENU_BUTTON);
  popover = GTK_WIDGET (gtk_menu_button_get_popover (GTK_MENU_BUTTON (button)));
  first = find_widget (popover, GTK_TYPE_CHECK_BUTTON);
  gtk_check_button_set_active (GTK_CHECK_BUTTON (first), TRUE);
  fixture_expect_events (&f, "change input select");
  fixture_expect_value (&f, VT_VALUE_JSON, "[\"cat\"]");
  fixture_set (&f, vt_value_new_json ("[\"dog\",\"cow\"]"));
  g_assert_false (gtk_widget_get_sensitive (first));
  fixture_expect_events (&f, "change");
  vt_component_view_reset (f.view);
  fixture_expect_value (&f, VT_VALUE_JSON, "[]");
  g_assert_true (gtk_widget_get_sensitive (first));
  fixture_close (&f);
}

int
main (int argc, char *argv[])
{
  if (!gtk_init_check ())
    {
      g_print ("1..0 # SKIP there is no display\n");
      return 0;
    }
  g_test_init (&argc, &argv, NULL);
  adw_init ();
  g_test_add_func ("/choices/accept", test_accept);
  g_test_add_func ("/choices/checkboxgroup", test_checkboxgroup);
  g_test_add_func ("/choices/multiselect", test_multiselect);
  return g_test_run ();
}
