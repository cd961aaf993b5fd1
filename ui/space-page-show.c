/* space-page-show.c: before a show and after it: the look at everything, and the
 * history of runs.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "app/picture-recipe.h"
#include "ui/history/history-window.h"
#include "ui/preflight-dialog.h"
#include "ui/space-page-private.h"

static void
preflight_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  VtSpacePage *self = VT_SPACE_PAGE (widget);

  if (!vt_space_runner_is_running (self->runner))
    vt_preflight_dialog_show (GTK_WINDOW (gtk_widget_get_root (widget)), self->runner);
}

static void
fill_in (VtSpacePage *self, GHashTable *values)
{
  GHashTableIter iter;
  gpointer component, value;

  g_hash_table_iter_init (&iter, values);
  while (g_hash_table_iter_next (&iter, &component, &value))
    if (vt_space_runner_set_value (self->runner, component, value, NULL))
      vt_space_canvas_set_value (self->canvas, component, vt_space_runner_get_value (self->runner, component));
}

/* Puts what went into a run back onto the page. */
static void
on_again (VtSpacePage *self, const char *id)
{
  VtHistory *history = vt_application_get_history (self->app);
  const VtHistoryEntry *entry = vt_history_find (history, id);
  g_autoptr (GHashTable) inputs = entry ? vt_history_get_inputs (history, entry) : NULL;

  if (inputs)
    fill_in (self, inputs);
}

gboolean
vt_space_page_use_recipe (VtSpacePage *self, const char *recipe, GError **error)
{
  g_autoptr (GHashTable) values = vt_picture_recipe_values (self->space, recipe, error);

  if (values)
    fill_in (self, values);
  return values != NULL;
}

static void
history_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  VtSpacePage *self = VT_SPACE_PAGE (widget);
  GtkWidget *window = vt_history_window_new (GTK_WINDOW (gtk_widget_get_root (widget)),
                                             vt_application_get_history (self->app), self->space);

  g_signal_connect_object (window, "again", G_CALLBACK (on_again), self, G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (window));
}

void
vt_space_page_install_show_actions (GtkWidgetClass *klass)
{
  gtk_widget_class_install_action (klass, "space.preflight", NULL, preflight_action);
  gtk_widget_class_install_action (klass, "space.history", NULL, history_action);
  gtk_widget_class_add_binding_action (klass, GDK_KEY_F8, 0, "space.preflight", NULL);
  gtk_widget_class_add_binding_action (klass, GDK_KEY_h, GDK_CONTROL_MASK, "space.history", NULL);
}
