/* window-edit.c: from the page to the builder and back, new spaces, and leaving
 * without losing anything.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "ui/window-private.h"

#include <glib/gi18n.h>

#include "ui/builder/new-space.h"

/* --- leaving ------------------------------------------------------------------------ */

typedef struct
{
  VtWindow *window;
  VtWindowFunc go;
  gpointer data;
  GDestroyNotify destroy;
} Leaving;

static void
leaving_free (gpointer data)
{
  Leaving *leaving = data;

  if (leaving->destroy)
    leaving->destroy (leaving->data);
  g_object_unref (leaving->window);
  g_free (leaving);
}

static void
go (VtWindow *self, gpointer data)
{
  Leaving *leaving = data;

  leaving->go (self, leaving->data);
}

static void
on_response (AdwMessageDialog *dialog, const char *response, gpointer data)
{
  Leaving *leaving = data;
  VtWindow *self = leaving->window;

  if (g_str_equal (response, "save"))
    {
      vt_window_save (self, go, leaving, leaving_free);
      return;
    }
  if (g_str_equal (response, "discard"))
    {
      vt_window_close_builder (self);
      leaving->go (self, leaving->data);
    }
  leaving_free (leaving);
}

static void
ask (Leaving *leaving)
{
  VtSpace *space = vt_space_editor_get_space (leaving->window->editor);
  g_autofree char *heading = g_strdup_printf (_ ("Save the Changes to “%s”?"), vt_space_get_title (space));
  GtkWidget *dialog = adw_message_dialog_new (GTK_WINDOW (leaving->window), heading,
                                              _ ("What is not saved will be lost."));

  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "cancel", _ ("_Cancel"), "discard", _ ("_Do Not Save"),
                                    "save", _ ("_Save"), NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "discard", ADW_RESPONSE_DESTRUCTIVE);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "save", ADW_RESPONSE_SUGGESTED);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), "save");
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  g_signal_connect (dialog, "response", G_CALLBACK (on_response), leaving);
  gtk_window_present (GTK_WINDOW (dialog));
}

void
vt_window_leave (VtWindow *self, VtWindowFunc func, gpointer data, GDestroyNotify destroy)
{
  Leaving *leaving = g_new (Leaving, 1);

  *leaving = (Leaving) { g_object_ref (self), func, data, destroy };
  if (self->editor && !vt_space_editor_is_saved (self->editor))
    {
      ask (leaving);
      return;
    }
  func (self, data);
  leaving_free (leaving);
}

void
vt_window_close_builder (VtWindow *self)
{
  if (!self->editor)
    return;
  vt_space_journal_close (self->journal);
  g_signal_handlers_disconnect_by_data (self->editor, self);
  if (self->builder)
    adw_leaflet_remove (self->leaflet, GTK_WIDGET (self->builder));
  self->builder = NULL;
  g_clear_object (&self->journal);
  g_clear_object (&self->editor);
}

/* --- building ------------------------------------------------------------------------ */

void
vt_window_update_title (VtWindow *self)
{
  VtSpace *space = self->editor ? vt_space_editor_get_space (self->editor)
                   : self->page ? vt_space_page_get_space (self->page) : NULL;
  gboolean unsaved = self->editor && !vt_space_editor_is_saved (self->editor);
  g_autofree char *title = space ? g_strconcat (unsaved ? "• " : "", vt_space_get_title (space), NULL) : NULL;

  gtk_window_set_title (GTK_WINDOW (self), title ? title : _ ("Vitrine"));
}

static void
on_changed (VtWindow *self)
{
  self->page_is_old = TRUE;
  vt_window_update_title (self);
}

static void
show_builder (VtWindow *self)
{
  if (self->page)
    vt_space_page_stop (self->page);
  adw_leaflet_set_visible_child (self->leaflet, GTK_WIDGET (self->builder));
  vt_window_update_title (self);
  vt_builder_page_focus (self->builder);
}

/* No dialog: it would come in the middle of typing. */
static void
on_not_kept (VtSpaceJournal *journal, const GError *error, VtWindow *self)
{
  g_autofree char *message = g_strdup_printf (_ ("What is not saved would be lost now if the power failed. %s"), error->message);

  vt_window_toast (self, message);
}

void
vt_window_edit (VtWindow *self, VtSpaceEditor *editor, const VtSpaceDraft *draft)
{
  vt_window_close_builder (self);
  self->editor = g_object_ref (editor);
  self->journal = vt_space_journal_new (editor, draft);
  g_signal_connect_object (self->journal, "failed", G_CALLBACK (on_not_kept), self, 0);
  self->builder = VT_BUILDER_PAGE (vt_builder_page_new (vt_window_get_app (self), editor));
  self->page_is_old = TRUE;
  adw_leaflet_append (self->leaflet, GTK_WIDGET (self->builder));
  g_signal_connect_swapped (editor, "changed", G_CALLBACK (on_changed), self);
  g_signal_connect_swapped (editor, "saved-changed", G_CALLBACK (vt_window_update_title), self);
  vt_window_apply_zoom (self);
  show_builder (self);
}

static void
open_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  GError *error = NULL;
  VtSpaceEditor *editor = vt_space_editor_open (data, &error);

  if (editor)
    g_task_return_pointer (task, editor, g_object_unref);
  else
    g_task_return_error (task, error);
}

static void
on_opened (GObject *source, GAsyncResult *result, gpointer data)
{
  VtWindow *self = VT_WINDOW (source);
  g_autoptr (GError) error = NULL;
  g_autoptr (VtSpaceEditor) editor = g_task_propagate_pointer (G_TASK (result), &error);

  if (editor && self->page && !self->editor)
    {
      vt_window_edit (self, editor, NULL);
      self->page_is_old = FALSE;
    }
  else if (error)
    vt_window_toast (self, error->message);
}

static void
open_builder (VtWindow *self)
{
  VtSpace *space = vt_space_page_get_space (self->page);
  g_autoptr (GTask) task = g_task_new (self, NULL, on_opened, NULL);

  g_task_set_task_data (task, g_strdup (vt_space_get_path (space)), g_free);
  g_task_run_in_thread (task, open_in_thread);
}

static void
edit_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  VtWindow *self = VT_WINDOW (widget);
  GtkWidget *shown = adw_leaflet_get_visible_child (self->leaflet);

  if (shown == GTK_WIDGET (self->builder) && self->builder)
    {
      if (!self->page || self->page_is_old)
        vt_window_show_page (self, vt_space_editor_get_space (self->editor));
      else
        adw_leaflet_set_visible_child (self->leaflet, GTK_WIDGET (self->page));
      vt_window_update_title (self);
    }
  else if (self->builder && shown == GTK_WIDGET (self->page))
    show_builder (self);
  else if (self->page && shown == GTK_WIDGET (self->page))
    open_builder (self);
}

/* --- new spaces ------------------------------------------------------------------------- */

static void
on_created (VtWindow *self, VtSpaceEditor *editor)
{
  vt_window_close_page (self);
  vt_window_edit (self, editor, NULL);
}

static void
ask_what (VtWindow *self, gpointer data)
{
  GtkWidget *dialog = vt_new_space_new (vt_window_get_app (self), GTK_WINDOW (self));

  g_signal_connect_object (dialog, "created", G_CALLBACK (on_created), self, G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
new_space_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  vt_window_leave (VT_WINDOW (widget), ask_what, NULL, NULL);
}

void
vt_window_install_edit_actions (GtkWidgetClass *klass)
{
  gtk_widget_class_install_action (klass, "win.edit", NULL, edit_action);
  gtk_widget_class_install_action (klass, "win.new-space", NULL, new_space_action);
  gtk_widget_class_add_binding_action (klass, GDK_KEY_e, GDK_CONTROL_MASK, "win.edit", NULL);
  gtk_widget_class_add_binding_action (klass, GDK_KEY_n, GDK_CONTROL_MASK, "win.new-space", NULL);
}
