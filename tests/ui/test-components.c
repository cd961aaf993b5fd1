/* test-components.c: every component sets, gets, tells and goes.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <adwaita.h>
#include <math.h>

#include "app/space-document.h"
#include "component-fixture.h"
#include "ui/components/follow-end.h"
#include "ui/components/highlight-parts.h"
#include "ui/components/palette.h"
#include "ui/components/range.h"
#include "ui/components/text-update.h"

static VtValue *
chat (const char *const *messages)
{
  VtMessage list[8];
  guint n = 0;

  for (; messages[2 * n]; n++)
    list[n] = (VtMessage) { messages[2 * n], messages[2 * n + 1] };
  return vt_value_new_chat (list, n);
}

static void
test_textbox (void)
{
  Fixture f;
  GtkTextBuffer *buffer;

  fixture_open (&f, "{\"id\": \"it\", \"type\": \"textbox\", \"label\": \"Prompt\", \"value\": \"red\"}");
  g_assert_cmpstr (vt_component_view_get_id (f.view), ==, "it");
  g_assert_cmpstr (vt_component_view_get_component_type (f.view), ==, "textbox");
  g_assert_cmpstr (vt_component_view_get_title (f.view), ==, "Prompt");
  fixture_expect_value (&f, VT_VALUE_TEXT, "red");
  fixture_set (&f, vt_value_new_text ("red, blue"));
  fixture_expect_events (&f, "change");
  fixture_set (&f, vt_value_new_text ("red, blue"));
  fixture_expect_events (&f, "");
  fixture_set (&f, vt_value_new_number (0.5));
  fixture_expect_value (&f, VT_VALUE_TEXT, "0.5");
  fixture_expect_events (&f, "change");
  buffer = gtk_text_view_get_buffer (GTK_TEXT_VIEW (find_widget (f.window, GTK_TYPE_TEXT_VIEW)));
  gtk_text_buffer_set_text (buffer, "typed", -1);
  fixture_expect_value (&f, VT_VALUE_TEXT, "typed");
  g_assert_true (g_str_has_suffix (f.events->pdata[f.events->len - 1], "input"));
  vt_component_view_reset (f.view);
  fixture_expect_value (&f, VT_VALUE_TEXT, "red");
  fixture_close (&f);
}

/* A growing text keeps cursor and selection where they are. */
static void
test_text_update (void)
{
  g_autoptr (GtkTextBuffer) buffer = gtk_text_buffer_new (NULL);
  GtkTextIter start, end;
  g_autofree char *text = NULL;

  vt_text_update (buffer, "größer");
  gtk_text_buffer_get_iter_at_offset (buffer, &start, 1);
  gtk_text_buffer_get_iter_at_offset (buffer, &end, 3);
  gtk_text_buffer_select_range (buffer, &start, &end);
  vt_text_update (buffer, "größer und größer");
  g_assert_true (gtk_text_buffer_get_selection_bounds (buffer, &start, &end));
  g_assert_cmpint (gtk_text_iter_get_offset (&start), ==, 1);
  g_assert_cmpint (gtk_text_iter_get_offset (&end), ==, 3);
  vt_text_update (buffer, "groß");
  text = vt_text_get (buffer);
  g_assert_cmpstr (text, ==, "groß");
  vt_text_update (buffer, "");
  g_assert_cmpint (gtk_text_buffer_get_char_count (buffer), ==, 0);
}

static void
test_max_length (void)
{
  Fixture f;
  GtkTextBuffer *buffer;

  fixture_open (&f, "{\"id\": \"it\", \"type\": \"textbox\", \"max_length\": 5}");
  buffer = gtk_text_view_get_buffer (GTK_TEXT_VIEW (find_widget (f.window, GTK_TYPE_TEXT_VIEW)));
  gtk_text_buffer_insert_at_cursor (buffer, "größ", -1);
  gtk_text_buffer_insert_at_cursor (buffer, "äöü", -1);
  fixture_expect_value (&f, VT_VALUE_TEXT, "größä");
  gtk_text_buffer_insert_at_cursor (buffer, "x", -1);
  fixture_expect_value (&f, VT_VALUE_TEXT, "größä");
  fixture_close (&f);
}

static void
test_output_view (void)
{
  Fixture f;
  GtkTextView *view;
  GtkWidget *copy;

  fixture_open (&f, "{\"id\": \"it\", \"type\": \"textbox\", \"interactive\": false}");
  view = GTK_TEXT_VIEW (find_widget (f.window, GTK_TYPE_TEXT_VIEW));
  copy = find_widget (GTK_WIDGET (f.view), GTK_TYPE_BUTTON);
  g_assert_false (gtk_text_view_get_editable (view));
  g_assert_false (gtk_widget_get_visible (copy));
  fixture_set (&f, vt_value_new_text ("blue"));
  g_assert_true (gtk_widget_get_visible (copy));
  vt_component_view_set_busy (f.view, TRUE);
  g_assert_true (gtk_widget_get_sensitive (GTK_WIDGET (view)));
  fixture_close (&f);
}

static void
write_lines (Fixture *f, guint n)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < n; i++)
    g_string_append_printf (text, "line %u\n", i);
  fixture_set (f, vt_value_new_text (text->str));
  run_loop (40);
}

static double
from_bottom (GtkAdjustment *adjustment)
{
  return gtk_adjustment_get_upper (adjustment) - gtk_adjustment_get_page_size (adjustment)
         - gtk_adjustment_get_value (adjustment);
}

/* As the Home and End keys do it; the way there is animated, and on a busy machine
 * it takes a second press. */
static void
scroll_by_hand (GtkWidget *scrolled, GtkScrollType where)
{
  GtkAdjustment *adjustment = gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (scrolled));
  double away = 2;
  gboolean done;

  for (guint i = 0; i < 30 && away >= 1; i++)
    {
      g_signal_emit_by_name (scrolled, "scroll-child", where, FALSE, &done);
      run_loop (300);
      away = where == GTK_SCROLL_START ? gtk_adjustment_get_value (adjustment) : from_bottom (adjustment);
    }
}

/* The layout comes with a frame, which a busy machine draws late. */
static void
expect_at_bottom (GtkAdjustment *adjustment)
{
  for (guint i = 0; i < 50 && from_bottom (adjustment) > 1; i++)
    run_loop (100);
  g_assert_cmpfloat (from_bottom (adjustment), <=, 1);
}

/* The end stays in sight while a text grows, unless the person scrolled up. */
static void
test_follow_end (void)
{
  Fixture f;
  GtkWidget *scrolled;
  GtkAdjustment *adjustment;

  fixture_open (&f, "{\"id\": \"it\", \"type\": \"textbox\", \"interactive\": false, \"lines\": 5, \"max_lines\": 5}");
  gtk_window_set_default_size (GTK_WINDOW (f.window), 300, 200);
  gtk_window_present (GTK_WINDOW (f.window));
  write_lines (&f, 40);
  scrolled = find_widget (f.window, GTK_TYPE_SCROLLED_WINDOW);
  adjustment = gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (scrolled));
  g_assert_cmpfloat (gtk_adjustment_get_value (adjustment), >, 100);
  expect_at_bottom (adjustment);
  scroll_by_hand (scrolled, GTK_SCROLL_START);
  write_lines (&f, 60);
  g_assert_cmpfloat (gtk_adjustment_get_value (adjustment), <, 1);
  scroll_by_hand (scrolled, GTK_SCROLL_END);
  expect_at_bottom (adjustment);
  run_loop (900);
  for (guint n = 61; n < 90; n++)
    write_lines (&f, n);
  expect_at_bottom (adjustment);
  g_assert_cmpfloat (gtk_adjustment_get_value (adjustment), >, 1000);
  fixture_close (&f);
}

static void
test_busy (void)
{
  Fixture f;
  GtkTextView *view;

  fixture_open (&f, "{\"id\": \"it\", \"type\": \"textbox\"}");
  view = GTK_TEXT_VIEW (find_widget (f.window, GTK_TYPE_TEXT_VIEW));
  g_assert_true (gtk_text_view_get_editable (view));
  vt_component_view_set_busy (f.view, TRUE);
  g_assert_true (vt_component_view_get_busy (f.view));
  g_assert_false (gtk_text_view_get_editable (view));
  vt_component_view_set_busy (f.view, FALSE);
  g_assert_true (gtk_text_view_get_editable (view));
  fixture_close (&f);
}

static void
test_number (void)
{
  Fixture f;

  fixture_open (&f, "{\"id\": \"it\", \"type\": \"number\", \"minimum\": -1, \"maximum\": 8}");
  fixture_expect_value (&f, VT_VALUE_NONE, "");
  fixture_set (&f, vt_value_new_number (0.7));
  fixture_expect_value (&f, VT_VALUE_NUMBER, "0.7");
  fixture_set (&f, vt_value_new_text ("3"));
  fixture_expect_value (&f, VT_VALUE_NUMBER, "3");
  fixture_expect_events (&f, "change change");
  fixture_set (&f, vt_value_new_text ("three"));
  fixture_set (&f, vt_value_new_number (NAN));
  fixture_set (&f, vt_value_new_number (INFINITY));
  fixture_expect_value (&f, VT_VALUE_NUMBER, "3");
  fixture_expect_events (&f, "");
  fixture_set (&f, vt_value_new_number (99));
  fixture_expect_value (&f, VT_VALUE_NUMBER, "8");
  gtk_spin_button_set_value (GTK_SPIN_BUTTON (find_widget (f.window, GTK_TYPE_SPIN_BUTTON)), 5);
  fixture_expect_events (&f, "change change input");
  fixture_set (&f, vt_value_new_none ());
  fixture_expect_value (&f, VT_VALUE_NONE, "");
  fixture_close (&f);
}

/* The person types into the empty entry, and the number counts at once. */
static void
test_number_typed (void)
{
  Fixture f;

  fixture_open (&f, "{\"id\": \"it\", \"type\": \"number\"}");
  gtk_editable_set_text (GTK_EDITABLE (find_widget (f.window, GTK_TYPE_SPIN_BUTTON)), "42");
  fixture_expect_value (&f, VT_VALUE_NUMBER, "42");
  fixture_close (&f);
}

static void
test_slider (void)
{
  Fixture f;
  GtkRange *scale;

  fixture_open (&f, "{\"id\": \"it\", \"type\": \"slider\", \"minimum\": 0, \"maximum\": 2, \"step\": 0.1,"
                    " \"value\": 0.7}");
  scale = GTK_RANGE (find_widget (f.window, GTK_TYPE_SCALE));
  fixture_expect_value (&f, VT_VALUE_NUMBER, "0.7");
  fixture_set (&f, vt_value_new_number (1.5));
  fixture_expect_events (&f, "change");
  gtk_range_set_value (scale, 1.234);
  fixture_expect_value (&f, VT_VALUE_NUMBER, "1.2");
  fixture_expect_events (&f, "change input");
  fixture_set (&f, vt_value_new_number (-7));
  fixture_expect_value (&f, VT_VALUE_NUMBER, "0");
  fixture_set (&f, vt_value_new_json ("[]"));
  fixture_set (&f, vt_value_new_number (NAN));
  fixture_expect_value (&f, VT_VALUE_NUMBER, "0");
  vt_component_view_reset (f.view);
  fixture_expect_value (&f, VT_VALUE_NUMBER, "0.7");
  vt_component_view_set_busy (f.view, TRUE);
  g_assert_false (gtk_widget_is_sensitive (GTK_WIDGET (scale)));
  fixture_close (&f);
}

static void
test_range_digits (void)
{
  g_assert_cmpint (vt_range_digits (1), ==, 0);
  g_assert_cmpint (vt_range_digits (0.1), ==, 1);
  g_assert_cmpint (vt_range_digits (0.05), ==, 2);
  g_assert_cmpint (vt_range_digits (1e-9), ==, 9);
  g_assert_cmpint (vt_range_digits (1e-30), ==, 12);
}

static void
test_checkbox (void)
{
  Fixture f;
  GtkCheckButton *check;

  fixture_open (&f, "{\"id\": \"it\", \"type\": \"checkbox\", \"label\": \"Loud\"}");
  check = GTK_CHECK_BUTTON (find_widget (f.window, GTK_TYPE_CHECK_BUTTON));
  g_assert_cmpstr (gtk_check_button_get_label (check), ==, "Loud");
  fixture_set (&f, vt_value_new_boolean (TRUE));
  g_assert_true (gtk_check_button_get_active (check));
  fixture_expect_events (&f, "change");
  gtk_check_button_set_active (check, FALSE);
  fixture_expect_events (&f, "change input select");
  fixture_set (&f, vt_value_new_text ("yes"));
  fixture_expect_events (&f, "");
  fixture_close (&f);
}

#define CHOICES "\"choices\": [\"cat\", [\"A dog\", \"dog\"], \"cow\"]"

static void
test_dropdown (void)
{
  Fixture f;
  GtkDropDown *list;

  fixture_open (&f, "{\"id\": \"it\", \"type\": \"dropdown\", " CHOICES "}");
  list = GTK_DROP_DOWN (find_widget (f.window, GTK_TYPE_DROP_DOWN));
  fixture_expect_value (&f, VT_VALUE_TEXT, "cat");
  fixture_set (&f, vt_value_new_text ("dog"));
  g_assert_cmpint (gtk_drop_down_get_selected (list), ==, 1);
  fixture_expect_events (&f, "change");
  gtk_drop_down_set_selected (list, 2);
  fixture_expect_value (&f, VT_VALUE_TEXT, "cow");
  fixture_expect_events (&f, "change input select");
  fixture_set (&f, vt_value_new_text ("unicorn"));
  fixture_expect_value (&f, VT_VALUE_TEXT, "cow");
  fixture_set (&f, vt_value_new_none ());
  fixture_expect_value (&f, VT_VALUE_NONE, "");
  fixture_close (&f);
}

static void
test_dropdown_custom (void)
{
  Fixture f;

  fixture_open (&f, "{\"id\": \"it\", \"type\": \"dropdown\", \"allow_custom_value\": true, " CHOICES "}");
  fixture_set (&f, vt_value_new_text ("dog"));
  fixture_expect_value (&f, VT_VALUE_TEXT, "dog");
  fixture_set (&f, vt_value_new_text ("unicorn"));
  fixture_expect_value (&f, VT_VALUE_TEXT, "unicorn");
  fixture_close (&f);
}

static void
test_radio (void)
{
  Fixture f;
  GtkCheckButton *first;

  fixture_open (&f, "{\"id\": \"it\", \"type\": \"radio\", " CHOICES "}");
  first = GTK_CHECK_BUTTON (find_widget (f.window, GTK_TYPE_CHECK_BUTTON));
  fixture_expect_value (&f, VT_VALUE_NONE, "");
  fixture_set (&f, vt_value_new_text ("dog"));
  fixture_expect_value (&f, VT_VALUE_TEXT, "dog");
  fixture_expect_events (&f, "change");
  gtk_check_button_set_active (first, TRUE);
  fixture_expect_value (&f, VT_VALUE_TEXT, "cat");
  fixture_expect_events (&f, "change input select");
  fixture_set (&f, vt_value_new_text ("unicorn"));
  fixture_expect_value (&f, VT_VALUE_TEXT, "cat");
  fixture_set (&f, vt_value_new_none ());
  fixture_expect_value (&f, VT_VALUE_NONE, "");
  fixture_close (&f);
}

static void
test_button (void)
{
  Fixture f;
  GtkWidget *button;

  fixture_open (&f, "{\"id\": \"it\", \"type\": \"button\", \"value\": \"Write\", \"variant\": \"primary\"}");
  button = find_widget (f.window, GTK_TYPE_BUTTON);
  fixture_expect_value (&f, VT_VALUE_TEXT, "Write");
  g_assert_true (gtk_widget_has_css_class (button, "suggested-action"));
  g_signal_emit_by_name (button, "clicked");
  fixture_expect_events (&f, "click");
  vt_component_view_set_busy (f.view, TRUE);
  g_assert_false (gtk_widget_is_sensitive (button));
  vt_component_view_set_busy (f.view, FALSE);
  g_assert_true (gtk_widget_is_sensitive (button));
  fixture_set (&f, vt_value_new_text ("Again"));
  g_assert_cmpstr (gtk_button_get_label (GTK_BUTTON (button)), ==, "Again");
  fixture_close (&f);
}

static void
test_stop_button (void)
{
  Fixture f;

  fixture_open (&f, "{\"id\": \"it\", \"type\": \"button\", \"variant\": \"stop\"}");
  vt_component_view_set_busy (f.view, TRUE);
  g_assert_true (gtk_widget_is_sensitive (find_widget (f.window, GTK_TYPE_BUTTON)));
  fixture_close (&f);
}

static void
test_label (void)
{
  static const VtLabel labels[] = { { "positive", 0.91 }, { "negative", 0.09 }, { "odd", NAN } };
  Fixture f;
  GtkProgressBar *bar;

  fixture_open (&f, "{\"id\": \"it\", \"type\": \"label\", \"num_top_classes\": 2}");
  g_assert_null (find_widget (f.window, GTK_TYPE_PROGRESS_BAR));
  fixture_set (&f, vt_value_new_labels (labels, 3));
  fixture_expect_events (&f, "change");
  bar = GTK_PROGRESS_BAR (find_widget (f.window, GTK_TYPE_PROGRESS_BAR));
  g_assert_cmpfloat_with_epsilon (gtk_progress_bar_get_fraction (bar), 0.91, 1e-9);
  fixture_set (&f, vt_value_new_text ("cat"));
  fixture_expect_value (&f, VT_VALUE_TEXT, "cat");
  fixture_set (&f, vt_value_new_number (3));
  fixture_expect_value (&f, VT_VALUE_TEXT, "cat");
  fixture_set (&f, vt_value_new_none ());
  g_assert_null (find_widget (f.window, GTK_TYPE_PROGRESS_BAR));
  fixture_close (&f);
}

static void
check_parts (const char *json, gboolean combine, const char *expected)
{
  g_autoptr (GPtrArray) parts = vt_highlight_parts_parse (json, combine);
  g_autoptr (GString) seen = g_string_new (NULL);

  for (guint i = 0; i < parts->len; i++)
    {
      VtHighlightPart *part = parts->pdata[i];
      g_string_append_printf (seen, "[%s", part->text);
      if (part->label)
        g_string_append_printf (seen, "|%s", part->label);
      if (part->has_score)
        g_string_append_printf (seen, "|%g", part->score);
      g_string_append (seen, "]");
    }
  g_assert_cmpstr (seen->str, ==, expected);
}

static void
test_highlight_parts (void)
{
  check_parts ("[[\"The \", null], [\"cat\", \"noun\"], [\"s\", \"noun\"], [\"!\", 0.5]]", FALSE,
               "[The ][cat|noun][s|noun][!|0.5]");
  check_parts ("[[\"cat\", \"noun\"], [\"s\", \"noun\"]]", TRUE, "[cats|noun]");
  check_parts ("{\"text\": \"Äpfel aus Rom\", \"entities\": [{\"entity\": \"LOC\", \"start\": 10, \"end\": 13}]}",
               FALSE, "[Äpfel aus ][Rom|LOC]");
  check_parts ("{\"text\": \"Rom\", \"entities\": [{\"start\": -1, \"end\": 99}, {\"start\": 2, \"end\": 1}, 7]}",
               FALSE, "[Rom]");
  check_parts ("[7, [], [null], [\"a\"], [\"b\", {}], [\"c\", -99]]", FALSE, "[a][b][c|-1]");
  check_parts ("[", FALSE, "");
  check_parts ("null", FALSE, "");
}

static void
test_highlightedtext (void)
{
  Fixture f;

  fixture_open (&f, "{\"id\": \"it\", \"type\": \"highlightedtext\", \"show_legend\": true,"
                    " \"color_map\": {\"noun\": \"green\", \"bad\": 7, \"worse\": \"no colour\"}}");
  fixture_set (&f, vt_value_new_json ("[[\"a <b> & c\", \"noun\"], [\"d\", -0.4]]"));
  fixture_expect_events (&f, "change");
  fixture_set (&f, vt_value_new_json ("{}"));
  fixture_set (&f, vt_value_new_text ("no JSON"));
  fixture_expect_value (&f, VT_VALUE_JSON, "{}");
  fixture_close (&f);
}

/* Whatever the ground, its text reaches WCAG's contrast of 4.5. */
static void
test_palette (void)
{
  char hex[8];

  for (guint i = 0; i < 9; i++)
    {
      GdkRGBA ground = i < 8 ? vt_palette_color (i) : (GdkRGBA) { 0, 0.2f, 0.1f, 1 };
      GdkRGBA ink = vt_palette_text_on (&ground);
      g_assert_cmpstr (vt_palette_hex (&ink, hex), ==, i < 8 ? "#000000" : "#ffffff");
    }
}

static void
test_markdown (void)
{
  Fixture f;

  fixture_open (&f, "{\"id\": \"it\", \"type\": \"markdown\", \"value\": \"# Hello\"}");
  fixture_expect_value (&f, VT_VALUE_TEXT, "# Hello");
  fixture_set (&f, vt_value_new_text ("# Hello\n\nyou"));
  fixture_expect_events (&f, "change");
  fixture_close (&f);
}

static void
test_chatbot (void)
{
  Fixture f;
  GtkWidget *bubble;

  fixture_open (&f, "{\"id\": \"it\", \"type\": \"chatbot\"}");
  fixture_expect_value (&f, VT_VALUE_CHAT, "");
  fixture_set (&f, chat ((const char *[]) { "user", "Hi", "assistant", "Hel", NULL }));
  fixture_expect_events (&f, "change");
  bubble = find_widget (f.window, g_type_from_name ("VtChatBubble"));
  fixture_set (&f, chat ((const char *[]) { "user", "Hi", "assistant", "Hello", NULL }));
  g_assert_true (bubble == find_widget (f.window, g_type_from_name ("VtChatBubble")));
  fixture_expect_events (&f, "change");
  fixture_set (&f, chat ((const char *[]) { "system", "Be kind", "robot", "?", NULL }));
  fixture_set (&f, vt_value_new_text ("no chat"));
  vt_component_view_set_busy (f.view, TRUE);
  fixture_set (&f, vt_value_new_none ());
  g_assert_null (find_widget (f.window, g_type_from_name ("VtChatBubble")));
  fixture_close (&f);
}

static GtkWidget *
find_by_tooltip (GtkWidget *root, const char *tip)
{
  if (g_strcmp0 (gtk_widget_get_tooltip_text (root), tip) == 0 && gtk_widget_get_visible (root))
    return root;
  for (GtkWidget *child = gtk_widget_get_first_child (root); child; child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find_by_tooltip (child, tip);
      if (found)
        return found;
    }
  return NULL;
}

static void
test_chatbot_retry (void)
{
  Fixture f;

  fixture_open (&f, "{\"id\": \"it\", \"type\": \"chatbot\"}");
  fixture_set (&f, chat ((const char *[]) { "user", "Hi", "assistant", "Hello", NULL }));
  g_assert_null (find_by_tooltip (f.window, "Answer Again"));
  vt_component_view_listen (f.view, "retry");
  fixture_expect_events (&f, "change");
  g_signal_emit_by_name (find_by_tooltip (f.window, "Answer Again"), "clicked");
  fixture_expect_events (&f, "change input retry");
  g_signal_emit_by_name (find_by_tooltip (f.window, "Clear the Chat"), "clicked");
  fixture_expect_events (&f, "change input clear");
  fixture_expect_value (&f, VT_VALUE_CHAT, "");
  fixture_close (&f);
}

/* Every type that the document knows has a widget, and each takes any value. */
static void
test_any_value (void)
{
  VtValue *values[] = {
    vt_value_new_none (), vt_value_new_text ("\n\t\"<&"), vt_value_new_number (-1e308), vt_value_new_boolean (TRUE),
    vt_value_new_labels (NULL, 0), vt_value_new_chat (NULL, 0), vt_value_new_json ("[[[1]]]"),
    vt_value_new_list (NULL, 0), vt_value_new_file ("/nowhere"),
  };

  for (guint i = 0; vt_component_classes[i]; i++)
    {
      g_autofree char *json = g_strdup_printf ("{\"id\": \"it\", \"type\": \"%s\"}", vt_component_classes[i]->type);
      Fixture f;

      fixture_open (&f, json);
      g_assert_cmpstr (G_OBJECT_TYPE_NAME (f.view), !=, "VtUnsupported");
      for (guint j = 0; j < G_N_ELEMENTS (values); j++)
        {
          g_autoptr (VtValue) now = NULL;
          vt_component_view_set_value (f.view, values[j]);
          now = vt_component_view_get_value (f.view);
          g_assert_nonnull (now);
        }
      vt_component_view_set_interactive (f.view, FALSE);
      vt_component_view_set_busy (f.view, TRUE);
      vt_component_view_reset (f.view);
      fixture_close (&f);
    }
  for (guint j = 0; j < G_N_ELEMENTS (values); j++)
    vt_value_unref (values[j]);
}

static void
test_common (void)
{
  Fixture f;
  GtkWidget *label;

  fixture_open (&f, "{\"id\": \"it\", \"type\": \"textbox\", \"label\": \"Prompt\", \"show_label\": false,"
                    " \"info\": \"Some words\", \"visible\": false, \"interactive\": false}");
  label = gtk_widget_get_first_child (GTK_WIDGET (f.view));
  g_assert_false (gtk_widget_get_visible (label));
  g_assert_cmpstr (vt_component_view_get_title (f.view), ==, "Prompt");
  g_assert_false (gtk_widget_get_visible (GTK_WIDGET (f.view)));
  g_assert_false (vt_component_view_get_interactive (f.view));
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
  g_test_add_func ("/components/textbox", test_textbox);
  g_test_add_func ("/components/textbox/update", test_text_update);
  g_test_add_func ("/components/textbox/max-length", test_max_length);
  g_test_add_func ("/components/textbox/output", test_output_view);
  g_test_add_func ("/components/textbox/follow-end", test_follow_end);
  g_test_add_func ("/components/textbox/busy", test_busy);
  g_test_add_func ("/components/number", test_number);
  g_test_add_func ("/components/number/typed", test_number_typed);
  g_test_add_func ("/components/slider", test_slider);
  g_test_add_func ("/components/range/digits", test_range_digits);
  g_test_add_func ("/components/checkbox", test_checkbox);
  g_test_add_func ("/components/dropdown", test_dropdown);
  g_test_add_func ("/components/dropdown/custom", test_dropdown_custom);
  g_test_add_func ("/components/radio", test_radio);
  g_test_add_func ("/components/button", test_button);
  g_test_add_func ("/components/button/stop", test_stop_button);
  g_test_add_func ("/components/label", test_label);
  g_test_add_func ("/components/highlightedtext", test_highlightedtext);
  g_test_add_func ("/components/highlightedtext/parts", test_highlight_parts);
  g_test_add_func ("/components/palette", test_palette);
  g_test_add_func ("/components/markdown", test_markdown);
  g_test_add_func ("/components/chatbot", test_chatbot);
  g_test_add_func ("/components/chatbot/retry", test_chatbot_retry);
  g_test_add_func ("/components/any-value", test_any_value);
  g_test_add_func ("/components/common", test_common);
  return g_test_run ();
}
