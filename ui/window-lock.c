/* window-lock.c: a window for visitors: they see the demo and nothing else, until
 * the person who locked it comes back; what one visitor left goes for the next.
 *
 * The lock keeps visitors on the page. It is no safe: whoever can end the
 * program or start another one is not held by it.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "ui/window-private.h"

#include <glib/gi18n.h>

/* What visitors cannot do. */
static const char *const closed_actions[] = {
  "win.back", "win.hub", "win.open", "win.open-space", "win.new-space", "win.edit", "win.export", "win.publish",
  "win.fullscreen", "window.close",
};

static const char *const closed_app_actions[] = { "quit", "preferences", "new-window" };

static void
set_locked (VtWindow *self, gboolean locked)
{
  for (guint i = 0; i < G_N_ELEMENTS (closed_actions); i++)
    gtk_widget_action_set_enabled (GTK_WIDGET (self), closed_actions[i], !locked);
  for (guint i = 0; i < G_N_ELEMENTS (closed_app_actions); i++)
    g_simple_action_set_enabled (G_SIMPLE_ACTION (g_action_map_lookup_action (
                                   G_ACTION_MAP (vt_window_get_app (self)), closed_app_actions[i])), !locked);
  adw_leaflet_set_can_navigate_back (self->leaflet, !locked);
  self->is_locked = locked;
  if (self->page)
    vt_space_page_set_locked (self->page, locked);
  if (locked)
    gtk_window_fullscreen (GTK_WINDOW (self));
  else
    gtk_window_unfullscreen (GTK_WINDOW (self));
}

static gboolean
on_idle_time (gpointer data)
{
  VtWindow *self = data;
  gint64 quiet = g_get_monotonic_time () - self->last_touch;

  if (self->page && self->was_touched && quiet >= (gint64) self->idle_minutes * 60 * G_USEC_PER_SEC)
    {
      self->was_touched = FALSE;
      gtk_widget_activate_action (GTK_WIDGET (self->page), "space.reset", NULL);
    }
  return G_SOURCE_CONTINUE;
}

static gboolean
on_touch (GtkEventController *controller, GdkEvent *event, gpointer data)
{
  VtWindow *self = VT_WINDOW (gtk_event_controller_get_widget (controller));
  GdkEventType type = gdk_event_get_event_type (event);

  if (type == GDK_KEY_PRESS || type == GDK_BUTTON_PRESS || type == GDK_TOUCH_BEGIN)
    {
      self->was_touched = TRUE;
      self->last_touch = g_get_monotonic_time ();
    }
  return GDK_EVENT_PROPAGATE;
}

static void
watch_visitors (VtWindow *self, guint minutes)
{
  self->idle_minutes = minutes;
  g_clear_handle_id (&self->idle_source, g_source_remove);
  if (minutes > 0)
    self->idle_source = g_timeout_add_seconds (5, on_idle_time, self);
}

static GtkWidget *
make_password (const char *label)
{
  GtkWidget *entry = gtk_password_entry_new ();

  gtk_password_entry_set_show_peek_icon (GTK_PASSWORD_ENTRY (entry), TRUE);
  g_object_set (entry, "placeholder-text", label, "activates-default", TRUE, NULL);
  gtk_accessible_update_property (GTK_ACCESSIBLE (entry), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  return entry;
}

static void
on_lock_response (AdwMessageDialog *dialog, const char *response, gpointer data)
{
  VtWindow *self = data;
  GtkEditable *password = g_object_get_data (G_OBJECT (dialog), "password");
  GtkSpinButton *minutes = g_object_get_data (G_OBJECT (dialog), "minutes");

  if (!g_str_equal (response, "lock"))
    return;
  g_free (self->password);
  self->password = g_strdup (gtk_editable_get_text (password));
  watch_visitors (self, gtk_spin_button_get_value_as_int (minutes));
  set_locked (self, TRUE);
  vt_window_toast (self, _ ("Locked. Ctrl+L lets you out again."));
}

static void
ask_to_lock (VtWindow *self)
{
  GtkWidget *dialog = adw_message_dialog_new (GTK_WINDOW (self), _ ("Lock for Visitors?"),
                                              _ ("They see this demo in full screen and can change nothing else. "
                                                 "Ctrl+L, and the password if you set one, lets you out again."));
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *label = g_object_new (GTK_TYPE_LABEL, "label", _ ("Start over after minutes without a visitor (0: never)"),
                                   "wrap", TRUE, "xalign", 0.0, "hexpand", TRUE, NULL);
  GtkWidget *minutes = gtk_spin_button_new_with_range (0, 60, 1);
  GtkWidget *password = make_password (_ ("Password (may stay empty)"));

  gtk_spin_button_set_value (GTK_SPIN_BUTTON (minutes), 2);
  gtk_accessible_update_relation (GTK_ACCESSIBLE (minutes), GTK_ACCESSIBLE_RELATION_LABELLED_BY, label, NULL, -1);
  gtk_box_append (GTK_BOX (row), label);
  gtk_box_append (GTK_BOX (row), minutes);
  gtk_box_append (GTK_BOX (box), password);
  gtk_box_append (GTK_BOX (box), row);
  adw_message_dialog_set_extra_child (ADW_MESSAGE_DIALOG (dialog), box);
  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "cancel", _ ("_Cancel"), "lock", _ ("_Lock"), NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "lock", ADW_RESPONSE_SUGGESTED);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), "lock");
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  g_object_set_data_full (G_OBJECT (dialog), "password", g_object_ref (password), g_object_unref);
  g_object_set_data_full (G_OBJECT (dialog), "minutes", g_object_ref (minutes), g_object_unref);
  g_signal_connect_object (dialog, "response", G_CALLBACK (on_lock_response), self, 0);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
unlock (VtWindow *self)
{
  watch_visitors (self, 0);
  set_locked (self, FALSE);
}

static void
on_unlock_response (AdwMessageDialog *dialog, const char *response, gpointer data)
{
  VtWindow *self = data;
  GtkEditable *password = g_object_get_data (G_OBJECT (dialog), "password");

  if (!g_str_equal (response, "unlock"))
    return;
  if (g_strcmp0 (gtk_editable_get_text (password), self->password) == 0)
    unlock (self);
  else
    vt_window_toast (self, _ ("That is not the password."));
}

static void
ask_to_unlock (VtWindow *self)
{
  GtkWidget *dialog = adw_message_dialog_new (GTK_WINDOW (self), _ ("Unlock"), NULL);
  GtkWidget *password = make_password (_ ("Password"));

  adw_message_dialog_set_extra_child (ADW_MESSAGE_DIALOG (dialog), password);
  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "cancel", _ ("_Cancel"), "unlock", _ ("_Unlock"), NULL);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), "unlock");
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  g_object_set_data_full (G_OBJECT (dialog), "password", g_object_ref (password), g_object_unref);
  g_signal_connect_object (dialog, "response", G_CALLBACK (on_unlock_response), self, 0);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
lock_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  VtWindow *self = VT_WINDOW (widget);

  if (self->is_locked && (!self->password || !*self->password))
    unlock (self);
  else if (self->is_locked)
    ask_to_unlock (self);
  else if (self->page && adw_leaflet_get_visible_child (self->leaflet) == GTK_WIDGET (self->page))
    ask_to_lock (self);
}

void
vt_window_install_lock_actions (GtkWidgetClass *klass)
{
  gtk_widget_class_install_action (klass, "win.lock", NULL, lock_action);
  gtk_widget_class_add_binding_action (klass, GDK_KEY_l, GDK_CONTROL_MASK, "win.lock", NULL);
}

void
vt_window_init_lock (VtWindow *self)
{
  GtkEventController *touches = gtk_event_controller_legacy_new ();

  gtk_event_controller_set_propagation_phase (touches, GTK_PHASE_CAPTURE);
  g_signal_connect (touches, "event", G_CALLBACK (on_touch), NULL);
  gtk_widget_add_controller (GTK_WIDGET (self), touches);
}

void
vt_window_clear_lock (VtWindow *self)
{
  g_clear_handle_id (&self->idle_source, g_source_remove);
  g_clear_pointer (&self->password, g_free);
}
