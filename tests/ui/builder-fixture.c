/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "builder-fixture.h"

/* Components of all kinds, in rows of three in a long column. */
static char *
document (guint n)
{
  static const char *const types[] = { "textbox", "slider", "checkbox", "number", "button", "markdown" };
  GString *components = g_string_new (NULL), *layout = g_string_new (NULL);
  char *json;

  for (guint i = 0; i < n; i++)
    {
      const char *type = types[i % G_N_ELEMENTS (types)];

      g_string_append_printf (components, "%s{\"id\": \"c%u\", \"type\": \"%s\", \"%s\": \"Number %u\"}", i ? "," : "", i, type,
                              g_str_equal (type, "button") || g_str_equal (type, "markdown") ? "value" : "label", i);
      g_string_append_printf (layout, "%s%s\"c%u\"", i ? (i % 3 ? "," : "]},") : "", i % 3 ? "" : "{\"row\": [", i);
    }
  if (n > 0)
    g_string_append (layout, "]}");
  json = g_strdup_printf ("{\"version\": 1, \"components\": [%s], \"layout\": {\"column\": [%s]}, \"events\": []}\n",
                          components->str, layout->str);
  g_string_free (components, TRUE);
  g_string_free (layout, TRUE);
  return json;
}

void
vt_builder_fixture_settle (void)
{
  for (guint i = 0; i < 50 && g_main_context_iteration (NULL, FALSE); i++)
    ;
}

gboolean
vt_builder_fixture_init (VtBuilderFixture *self, guint n_components)
{
  g_autofree char *json = document (n_components);
  g_autoptr (GError) error = NULL;

  if (!gtk_init_check ())
    {
      g_test_skip ("there is no display");
      return FALSE;
    }
  self->app = vt_application_new ();
  g_application_set_flags (G_APPLICATION (self->app), G_APPLICATION_NON_UNIQUE);
  g_application_register (G_APPLICATION (self->app), NULL, &error);
  g_assert_no_error (error);
  self->editor = vt_space_editor_new (json, "---\ntitle: Test\n---\n", &error);
  g_assert_no_error (error);
  self->page = VT_BUILDER_PAGE (vt_builder_page_new (self->app, self->editor));
  g_object_ref_sink (self->page);
  self->window = gtk_window_new ();
  gtk_window_set_default_size (GTK_WINDOW (self->window), 1280, 800);
  gtk_window_set_child (GTK_WINDOW (self->window), GTK_WIDGET (self->page));
  gtk_window_present (GTK_WINDOW (self->window));
  vt_builder_fixture_settle ();
  return TRUE;
}

void
vt_builder_fixture_clear (VtBuilderFixture *self)
{
  VtSpace *space = g_object_ref (vt_space_editor_get_space (self->editor));

  gtk_window_destroy (GTK_WINDOW (self->window));
  for (guint i = 0; i < 20; i++)
    vt_builder_fixture_settle ();
  g_assert_finalize_object (self->page);
  g_assert_finalize_object (self->editor);
  g_assert_finalize_object (space);
  g_object_unref (self->app);
}
