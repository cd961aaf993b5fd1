/* component-fixture.c: a component's widget from a line of JSON, for tests.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "component-fixture.h"

#include <string.h>

#include "app/space-document.h"

static void
on_event (VtComponentView *view, const char *event, Fixture *self)
{
  g_ptr_array_add (self->events, g_strdup (event));
}

void
fixture_open (Fixture *self, const char *json)
{
  g_autofree char *document = g_strdup_printf ("{\"version\": 1, \"components\": [%s]}", json);
  g_autoptr (GError) error = NULL;
  g_autoptr (VtSpace) space = vt_space_new_from_texts (document, strlen (document), NULL, &error);

  g_assert_no_error (error);
  self->events = g_ptr_array_new_with_free_func (g_free);
  self->view = vt_component_view_new (vt_space_find_component (space, "it"));
  self->window = gtk_window_new ();
  gtk_window_set_child (GTK_WINDOW (self->window), GTK_WIDGET (self->view));
  g_signal_connect (self->view, "event", G_CALLBACK (on_event), self);
}

void
fixture_close (Fixture *self)
{
  g_object_ref (self->view);
  gtk_window_destroy (GTK_WINDOW (self->window));
  run_loop (0);
  /* what a thread still reads for it holds it until that is dropped */
  for (guint i = 0; i < 200 && G_OBJECT (self->view)->ref_count > 1; i++)
    run_loop (10);
  g_assert_finalize_object (self->view);
  g_ptr_array_unref (self->events);
}

void
fixture_expect_events (Fixture *self, const char *events)
{
  g_autofree char *seen = NULL;

  g_ptr_array_add (self->events, NULL);
  seen = g_strjoinv (" ", (char **) self->events->pdata);
  g_assert_cmpstr (seen, ==, events);
  g_ptr_array_set_size (self->events, 0);
}

void
fixture_set (Fixture *self, VtValue *value)
{
  vt_component_view_set_value (self->view, value);
  vt_value_unref (value);
}

void
fixture_expect_value (Fixture *self, VtValueType type, const char *text)
{
  g_autoptr (VtValue) value = vt_component_view_get_value (self->view);
  g_autofree char *seen = vt_value_to_text (value);

  g_assert_cmpint (vt_value_type (value), ==, type);
  g_assert_cmpstr (seen, ==, text);
}

GtkWidget *
find_widget (GtkWidget *root, GType type)
{
  if (g_type_is_a (G_OBJECT_TYPE (root), type))
    return root;
  for (GtkWidget *child = gtk_widget_get_first_child (root); child; child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find_widget (child, type);
      if (found)
        return found;
    }
  return NULL;
}

static gboolean
on_timeout (gpointer data)
{
  *(gboolean *) data = TRUE;
  return G_SOURCE_REMOVE;
}

void
run_loop (guint milliseconds)
{
  gboolean over = FALSE;

  if (milliseconds > 0)
    g_timeout_add (milliseconds, on_timeout, &over);
  while (milliseconds > 0 && !over)
    g_main_context_iteration (NULL, TRUE);
  while (g_main_context_pending (NULL))
    g_main_context_iteration (NULL, FALSE);
}
