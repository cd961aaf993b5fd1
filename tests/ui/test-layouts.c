/* test-layouts.c: a space's page: steps, sidebars, tabs, and who gets the events.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <adwaita.h>
#include <string.h>

#include "app/space-document.h"
#include "component-fixture.h"
#include "ui/sidebar-view.h"
#include "ui/space-canvas.h"
#include "ui/steps-view.h"

#define PAGE "{\"version\": 1, \"components\": [{\"id\": \"a\", \"type\": \"textbox\"}," \
             "{\"id\": \"b\", \"type\": \"checkbox\", \"label\": \"B\"}, {\"id\": \"c\", \"type\": \"textbox\"}], \"layout\": "

typedef struct
{
  GtkWidget *window;
  VtSpaceCanvas *canvas;
} Page;

static void
page_open (Page *self, const char *json, int width)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (VtSpace) space = vt_space_new_from_texts (json, strlen (json), NULL, &error);

  g_assert_no_error (error);
  self->canvas = VT_SPACE_CANVAS (vt_space_canvas_new (space));
  self->window = gtk_window_new ();
  gtk_window_set_default_size (GTK_WINDOW (self->window), width, 600);
  gtk_window_set_child (GTK_WINDOW (self->window), GTK_WIDGET (self->canvas));
  gtk_window_present (GTK_WINDOW (self->window));
  run_loop (150);
}

static void
page_close (Page *self)
{
  g_object_ref (self->canvas);
  gtk_window_destroy (GTK_WINDOW (self->window));
  run_loop (0);
  g_assert_finalize_object (self->canvas);
}

static gboolean
is_shown (Page *self, const char *id)
{
  return gtk_widget_get_mapped (GTK_WIDGET (vt_space_canvas_find (self->canvas, id)));
}

static int
left_of (Page *self, const char *id)
{
  graphene_rect_t box;

  g_assert_true (gtk_widget_compute_bounds (GTK_WIDGET (vt_space_canvas_find (self->canvas, id)),
                                            GTK_WIDGET (self->canvas), &box));
  return (int) box.origin.x;
}

/* Of what is filled in, the frame around the text. */
static int
text_height (Page *self, const char *id)
{
  return gtk_widget_get_height (find_widget (GTK_WIDGET (vt_space_canvas_find (self->canvas, id)), GTK_TYPE_SCROLLED_WINDOW));
}

static void
test_equal_height (void)
{
#define ROW "{\"version\": 1, \"components\": [{\"id\": \"a\", \"type\": \"textbox\", \"lines\": 9, \"min_width\": 100}," \
            "{\"id\": \"b\", \"type\": \"textbox\", \"lines\": 2, \"min_width\": 100}], \"layout\": {\"row\": [\"a\", \"b\"]%s}}"
  for (int equal = 0; equal < 2; equal++)
    {
      g_autofree char *json = g_strdup_printf (ROW, equal ? ", \"equal_height\": true" : "");
      Page page;

      page_open (&page, json, 800);
      g_assert_cmpint (text_height (&page, "a"), >, 60);
      if (equal)
        g_assert_cmpint (text_height (&page, "a"), ==, text_height (&page, "b"));
      else
        g_assert_cmpint (text_height (&page, "a"), >, text_height (&page, "b"));
      page_close (&page);
    }
}

static void
test_steps (void)
{
  Page page;
  VtStepsView *steps;

  page_open (&page, PAGE "{\"steps\": [{\"step\": [\"a\"], \"label\": \"One\", \"text\": \"Type *it*.\"},"
                         "{\"step\": [\"b\"]}, {\"step\": [\"c\"], \"label\": \"Three\"}]}}", 400);
  steps = VT_STEPS_VIEW (find_widget (page.window, VT_TYPE_STEPS_VIEW));
  g_assert_cmpuint (vt_steps_view_get_n_pages (steps), ==, 3);
  g_assert_true (is_shown (&page, "a") && !is_shown (&page, "b"));
  gtk_widget_activate_action (GTK_WIDGET (vt_space_canvas_find (page.canvas, "a")), "steps.turn", "i", 1);
  run_loop (500);
  g_assert_true (is_shown (&page, "b") && !is_shown (&page, "a"));
  gtk_widget_activate_action (GTK_WIDGET (steps), "steps.turn", "i", 1);
  gtk_widget_activate_action (GTK_WIDGET (steps), "steps.turn", "i", 1);
  g_assert_cmpuint (vt_steps_view_get_page (steps), ==, 2);
  gtk_widget_activate_action (GTK_WIDGET (steps), "steps.turn", "i", -1);
  gtk_widget_activate_action (GTK_WIDGET (steps), "steps.turn", "i", -1);
  gtk_widget_activate_action (GTK_WIDGET (steps), "steps.turn", "i", -1);
  g_assert_cmpuint (vt_steps_view_get_page (steps), ==, 0);
  page_close (&page);
}

#define SIDEBAR PAGE "{\"column\": [{\"sidebar\": [\"b\"], \"label\": \"Settings\"}, \"a\", \"c\"]}}"

static void
test_sidebar (void)
{
  Page page;
  VtSidebarView *sidebar;
  int left;

  page_open (&page, SIDEBAR, 800);
  sidebar = VT_SIDEBAR_VIEW (find_widget (page.window, VT_TYPE_SIDEBAR_VIEW));
  left = left_of (&page, "a");
  g_assert_cmpint (left, >, 200);
  g_assert_true (is_shown (&page, "b"));
  vt_sidebar_view_set_open (sidebar, FALSE);
  run_loop (100);
  g_assert_false (is_shown (&page, "b"));
  g_assert_cmpint (left_of (&page, "a"), <, 100);
  page_close (&page);
}

static void
test_sidebar_narrow (void)
{
  Page page;

  page_open (&page, SIDEBAR, 400);
  g_assert_cmpint (left_of (&page, "a"), ==, 0);
  page_close (&page);
}

static void
test_many_tabs (void)
{
  Page page;

  page_open (&page, PAGE "{\"tabs\": [{\"tab\": [\"a\"], \"label\": \"A rather long title\"},"
                         "{\"tab\": [\"b\"], \"label\": \"Another rather long title\"},"
                         "{\"tab\": [\"c\"], \"label\": \"And one more long title\"}]}}", 400);
  g_assert_cmpint (gtk_widget_get_width (page.window), <=, 400);
  page_close (&page);
}

static void
expect_text (Page *page, const char *id, const char *text)
{
  g_autoptr (VtValue) value = vt_component_view_get_value (vt_space_canvas_find (page->canvas, id));
  g_autofree char *seen = vt_value_to_text (value);

  g_assert_cmpstr (seen, ==, text);
}

static void
on_event (VtSpaceCanvas *canvas, const char *component, const char *event, GString *seen)
{
  g_string_append_printf (seen, "%s.%s ", component, event);
}

/* What is emptied says so, and the button itself stays. */
static void
test_clear_button (void)
{
  Page page;
  g_autoptr (GString) seen = g_string_new (NULL);

  page_open (&page, "{\"version\": 1, \"components\": [{\"id\": \"a\", \"type\": \"textbox\", \"value\": \"one\"},"
                    "{\"id\": \"b\", \"type\": \"textbox\", \"value\": \"two\"}, {\"id\": \"c\", \"type\": \"clearbutton\","
                    " \"components\": [\"a\"]}, {\"id\": \"all\", \"type\": \"clearbutton\"}, {\"id\": \"t\", \"type\": \"timer\"}]}", 400);
  g_signal_connect (page.canvas, "event", G_CALLBACK (on_event), seen);
  g_signal_emit_by_name (find_widget (GTK_WIDGET (vt_space_canvas_find (page.canvas, "c")), GTK_TYPE_BUTTON), "clicked");
  expect_text (&page, "a", "");
  expect_text (&page, "b", "two");
  g_assert_cmpstr (seen->str, ==, "a.change c.click ");
  g_signal_emit_by_name (find_widget (GTK_WIDGET (vt_space_canvas_find (page.canvas, "all")), GTK_TYPE_BUTTON), "clicked");
  expect_text (&page, "b", "");
  expect_text (&page, "c", "Clear");
  expect_text (&page, "t", "1");
  g_assert_false (is_shown (&page, "t"));
  page_close (&page);
}

static guint
count (GtkWidget *root, GType type)
{
  guint n = g_type_is_a (G_OBJECT_TYPE (root), type);

  for (GtkWidget *child = gtk_widget_get_first_child (root); child; child = gtk_widget_get_next_sibling (child))
    n += count (child, type);
  return n;
}

/* The later components of a long page come by and by, in their places, and at
 * once where something is asked of them. */
static void
test_long_page (void)
{
  Page page;
  g_autoptr (GString) json = g_string_new ("{\"version\": 1, \"components\": [");
  g_autoptr (VtSpace) space = NULL;
  g_autoptr (VtValue) value = vt_value_new_text ("late");
  GtkWidget *canvas, *previous = NULL;

  for (guint i = 0; i < 100; i++)
    g_string_append_printf (json, "%s{\"id\": \"c%u\", \"type\": \"textbox\", \"value\": \"%u\"}", i ? "," : "", i, i);
  g_string_append (json, "], \"events\": [{\"on\": [[\"c98\", \"submit\"]], \"steps\": [], \"outputs\": {\"c1\": \"$c98\"}}]}");
  space = vt_space_new_from_texts (json->str, json->len, NULL, NULL);
  canvas = g_object_ref_sink (vt_space_canvas_new (space));
  g_assert_cmpuint (count (canvas, VT_TYPE_COMPONENT_VIEW), <, 50);
  vt_space_canvas_set_value (VT_SPACE_CANVAS (canvas), "c90", value);
  vt_space_canvas_set_busy (VT_SPACE_CANVAS (canvas), TRUE);
  g_assert_finalize_object (canvas);
  page_open (&page, json->str, 400);
  vt_space_canvas_set_value (page.canvas, "c90", value);
  vt_space_canvas_set_busy (page.canvas, TRUE);
  for (guint i = 0; i < 50 && count (GTK_WIDGET (page.canvas), VT_TYPE_COMPONENT_VIEW) < 100; i++)
    run_loop (100);
  g_assert_cmpuint (count (GTK_WIDGET (page.canvas), VT_TYPE_COMPONENT_VIEW), ==, 100);
  expect_text (&page, "c89", "89");
  expect_text (&page, "c90", "late");
  g_assert_true (vt_component_view_get_busy (vt_space_canvas_find (page.canvas, "c95")));
  for (guint i = 0; i < 100; i++)
    {
      g_autofree char *id = g_strdup_printf ("c%u", i);
      GtkWidget *view = GTK_WIDGET (vt_space_canvas_find (page.canvas, id));

      g_assert_true (gtk_widget_get_prev_sibling (view) == previous);
      previous = view;
    }
  page_close (&page);
}

/* What a screen reader says of it: a name, or the text in it. */
static gboolean
has_words (GtkWidget *widget)
{
  if (gtk_test_accessible_has_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_LABEL)
      || gtk_test_accessible_has_relation (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_RELATION_LABELLED_BY))
    return TRUE;
  return find_widget (widget, GTK_TYPE_LABEL) != NULL;
}

/* Every button, entry and text of @root has a name. */
static void
expect_names (GtkWidget *root, const char *id)
{
  gboolean named = GTK_IS_BUTTON (root) || GTK_IS_TEXT_VIEW (root) || GTK_IS_ENTRY (root) || GTK_IS_SPIN_BUTTON (root);

  if (named && gtk_widget_get_mapped (root) && !GTK_IS_SPIN_BUTTON (gtk_widget_get_parent (root))
      && !GTK_IS_MENU_BUTTON (gtk_widget_get_parent (root)) && !has_words (root))
    g_error ("a %s of the component %s has no name", G_OBJECT_TYPE_NAME (root), id);
  for (GtkWidget *child = gtk_widget_get_first_child (root); child; child = gtk_widget_get_next_sibling (child))
    expect_names (child, id);
}

/* The page with every component fits a telephone, tab by tab. */
static void
test_every_component (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (VtSpace) space = vt_space_load (VT_SPACES "/every-component", &error);
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  GtkWidget *window = gtk_window_new (), *canvas, *stack;

  g_assert_no_error (error);
  canvas = vt_space_canvas_new (space);
  gtk_window_set_default_size (GTK_WINDOW (window), 400, 600);
  gtk_window_set_child (GTK_WINDOW (window), canvas);
  gtk_window_present (GTK_WINDOW (window));
  for (guint i = 0; i < vt_space_get_components (space)->len; i++)
    {
      VtSpaceComponent *component = vt_space_get_components (space)->pdata[i];
      int minimum;

      g_assert_nonnull (vt_space_canvas_find (VT_SPACE_CANVAS (canvas), component->id));
      gtk_widget_measure (GTK_WIDGET (vt_space_canvas_find (VT_SPACE_CANVAS (canvas), component->id)),
                          GTK_ORIENTATION_HORIZONTAL, -1, &minimum, NULL, NULL, NULL);
      if (minimum > 330)
        g_error ("%s needs %d pixels", component->id, minimum);
      g_hash_table_add (seen, (gpointer) component->klass->type);
    }
  stack = find_widget (canvas, GTK_TYPE_STACK);
  for (GtkWidget *tab = gtk_widget_get_first_child (stack); tab; tab = gtk_widget_get_next_sibling (tab))
    {
      gtk_stack_set_visible_child (GTK_STACK (stack), tab);
      run_loop (100);
      g_assert_cmpint (gtk_widget_get_width (window), <=, 400);
      for (guint i = 0; i < vt_space_get_components (space)->len; i++)
        {
          VtSpaceComponent *component = vt_space_get_components (space)->pdata[i];
          expect_names (GTK_WIDGET (vt_space_canvas_find (VT_SPACE_CANVAS (canvas), component->id)), component->id);
        }
    }
  g_assert_true (g_hash_table_contains (seen, "dataframe") && g_hash_table_contains (seen, "gallery"));
  gtk_window_destroy (GTK_WINDOW (window));
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
  g_test_add_func ("/layouts/equal-height", test_equal_height);
  g_test_add_func ("/layouts/steps", test_steps);
  g_test_add_func ("/layouts/sidebar", test_sidebar);
  g_test_add_func ("/layouts/sidebar/narrow", test_sidebar_narrow);
  g_test_add_func ("/layouts/tabs", test_many_tabs);
  g_test_add_func ("/layouts/clear-button", test_clear_button);
  g_test_add_func ("/layouts/long-page", test_long_page);
  g_test_add_func ("/layouts/every-component", test_every_component);
  return g_test_run ();
}
