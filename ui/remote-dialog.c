/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/remote-dialog.h"

#include <glib/gi18n.h>
#include <string.h>

#include "app/remote/remote-book.h"
#include "app/remote/remote-job.h"
#include "engine/base/error.h"

typedef struct
{
  VtApplication *app;
  GtkWidget *dialog;
  AdwEntryRow *server;    /* NULL where the address is given */
  AdwEntryRow *model;
  AdwComboRow *protocol;
  GtkWidget *key;
  GtkLabel *warning;
  GtkMenuButton *list;
  GtkWidget *names;       /* the list of the server's models */
  GtkLabel *told;         /* what the server said instead */
  char *reference;        /* (nullable) */
  char *address;          /* what the rows said last: they are gone when the answer comes */
  char *typed_key;
  VtRemoteChosen chosen;
  gpointer data;
  GDestroyNotify destroy;
  GCancellable *cancellable;
} Dialog;

static void
dialog_free (gpointer data)
{
  Dialog *self = data;

  if (self->destroy)
    self->destroy (self->data);
  g_cancellable_cancel (self->cancellable);
  g_object_unref (self->cancellable);
  g_object_unref (self->app);
  g_free (self->reference);
  g_free (self->address);
  g_free (self->typed_key);
  g_free (self);
}

static const char *
text_of (gpointer row)
{
  return row ? gtk_editable_get_text (GTK_EDITABLE (row)) : "";
}

/* The address as the rows have it now; transfer full. People leave the protocol out. */
static char *
dup_address (Dialog *self)
{
  g_autofree char *server = NULL, *model = NULL;
  const char *scheme;

  if (self->reference)
    return g_strdup (self->reference);
  server = g_strstrip (g_strdup (text_of (self->server)));
  model = g_strstrip (g_strdup (text_of (self->model)));
  scheme = strstr (server, "://") ? "" : g_str_has_prefix (server, "localhost") ? "http://" : "https://";
  if (adw_combo_row_get_selected (self->protocol) == 1)
    return g_strconcat (scheme, server, NULL);
  return g_strconcat (scheme, server, strchr (server, '#') ? "" : "#", strchr (server, '#') ? "" : model, NULL);
}

static char *
warning_of (const VtRemoteAddress *address)
{
  g_autofree char *first = NULL;

  if (address->is_here)
    return g_strdup (_ ("This server runs on this computer, so nothing leaves it."));
  /* Translators: %s is the name of a computer */
  first = g_strdup_printf (_ ("What is put in goes to %s, and whoever runs that computer can read it. Allow it only if you "
                              "know who that is."), address->host);
  return address->is_open ? g_strconcat (first, " ", _ ("The connection is not encrypted: others in the network can read it too."), NULL)
                          : g_steal_pointer (&first);
}

static void
refresh (Dialog *self)
{
  g_autofree char *text = dup_address (self);
  g_autoptr (VtRemoteAddress) address = vt_remote_address_parse (text, NULL);
  g_autofree char *key = g_strstrip (g_strdup (text_of (self->key)));
  g_autofree char *warning = address ? warning_of (address) : g_strdup (_ ("An address reads like https://gpu.school.example/v1."));
  gboolean openai = !self->protocol || adw_combo_row_get_selected (self->protocol) == 0;

  g_free (self->address);
  self->address = address ? g_strdup (address->text) : NULL;
  g_free (self->typed_key);
  self->typed_key = *key ? g_steal_pointer (&key) : NULL;
  gtk_label_set_label (self->warning, warning);
  adw_message_dialog_set_response_enabled (ADW_MESSAGE_DIALOG (self->dialog), "allow", address != NULL);
  if (self->model)
    gtk_widget_set_visible (GTK_WIDGET (self->model), openai);
  if (self->list)
    gtk_widget_set_sensitive (GTK_WIDGET (self->list), address != NULL);
}

/* --- the server's models ------------------------------------------------------- */

typedef struct
{
  VtHubClient *client;
  VtRemoteAddress *address;
  char *key;
} Question;

static void
question_free (gpointer data)
{
  Question *question = data;

  g_object_unref (question->client);
  g_clear_pointer (&question->address, vt_remote_address_free);
  g_free (question->key);
  g_free (question);
}

static void
ask_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Question *question = data;
  GError *error = NULL;
  GStrv names = vt_remote_job_list_models (question->address, question->key, question->client, cancellable, &error);

  if (names)
    g_task_return_pointer (task, names, (GDestroyNotify) g_strfreev);
  else
    g_task_return_error (task, error);
}

static void
on_models (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) names = g_task_propagate_pointer (G_TASK (result), &error);
  Dialog *self = data;
  GtkWidget *row;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return; /* the dialog is gone */
  gtk_label_set_label (self->told, error ? error->message : names[0] ? "" : _ ("The server names no models."));
  gtk_widget_set_visible (GTK_WIDGET (self->told), !names || !names[0]);
  while ((row = gtk_widget_get_first_child (self->names)))
    gtk_list_box_remove (GTK_LIST_BOX (self->names), row);
  for (char **name = names; name && *name; name++)
    {
      GtkWidget *label = gtk_label_new (*name);

      gtk_label_set_xalign (GTK_LABEL (label), 0);
      gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_MIDDLE);
      gtk_label_set_max_width_chars (GTK_LABEL (label), 40);
      gtk_list_box_append (GTK_LIST_BOX (self->names), label);
    }
}

static Question *
question_new (Dialog *self)
{
  Question *question = g_new0 (Question, 1);

  question->client = g_object_ref (vt_model_library_get_client (vt_application_get_library (self->app)));
  question->address = vt_remote_address_parse (self->address, NULL);
  question->key = g_strdup (self->typed_key);
  return question;
}

static void
on_list_open (GtkWidget *popover, Dialog *self)
{
  g_autoptr (GTask) task = g_task_new (NULL, self->cancellable, on_models, self);

  gtk_label_set_label (self->told, _ ("Asking the server…"));
  gtk_widget_set_visible (GTK_WIDGET (self->told), TRUE);
  g_task_set_task_data (task, question_new (self), question_free);
  g_task_run_in_thread (task, ask_in_thread);
}

static void
on_name (GtkListBox *names, GtkListBoxRow *row, Dialog *self)
{
  gtk_editable_set_text (GTK_EDITABLE (self->model), gtk_label_get_label (GTK_LABEL (gtk_list_box_row_get_child (row))));
  gtk_menu_button_popdown (self->list);
}

static GtkWidget *
make_list (Dialog *self)
{
  GtkWidget *popover = gtk_popover_new (), *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  GtkWidget *scrolled = g_object_new (GTK_TYPE_SCROLLED_WINDOW, "hscrollbar-policy", GTK_POLICY_NEVER,
                                      "propagate-natural-height", TRUE, "max-content-height", 260, NULL);

  self->list = GTK_MENU_BUTTON (gtk_menu_button_new ());
  self->names = gtk_list_box_new ();
  self->told = GTK_LABEL (g_object_new (GTK_TYPE_LABEL, "wrap", TRUE, "max-width-chars", 30, "xalign", 0.0, NULL));
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), self->names);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->told));
  gtk_box_append (GTK_BOX (box), scrolled);
  gtk_popover_set_child (GTK_POPOVER (popover), box);
  gtk_menu_button_set_popover (self->list, popover);
  gtk_menu_button_set_icon_name (self->list, "view-list-symbolic");
  gtk_widget_set_valign (GTK_WIDGET (self->list), GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (GTK_WIDGET (self->list), "flat");
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->list), _ ("Ask the server for its models"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->list), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Ask the server for its models"), -1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->names), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Models of the server"), -1);
  g_signal_connect (popover, "show", G_CALLBACK (on_list_open), self);
  g_signal_connect (self->names, "row-activated", G_CALLBACK (on_name), self);
  return GTK_WIDGET (self->list);
}

/* --- keeping it ---------------------------------------------------------------- */

static void
keep_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Question *question = data;
  GError *error = NULL;

  if (vt_remote_book_add (question->address, question->key, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
on_kept (GObject *source, GAsyncResult *result, gpointer data)
{
  Dialog *self = data;
  Question *question = g_task_get_task_data (G_TASK (result));
  VtModelLibrary *library = vt_application_get_library (self->app);
  g_autoptr (GError) error = NULL;

  if (g_task_propagate_boolean (G_TASK (result), &error)
      && vt_model_library_allow (library, question->address->text, NULL, &error) && self->chosen)
    self->chosen (question->address->text, self->data);
  if (error)
    g_message ("%s", error->message);
  dialog_free (self);
}

static void
on_response (AdwMessageDialog *dialog, const char *response, gpointer data)
{
  Dialog *self = data;
  g_autoptr (GTask) task = NULL;
  gpointer rows[] = { self->server, self->model, self->protocol, self->key };

  /* Rows that go say that they change. */
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    if (rows[i])
      g_signal_handlers_disconnect_by_data (rows[i], self);
  /* GTK 4.8's password entries touch themselves after their end where they go with the focus. */
  gtk_window_set_focus (GTK_WINDOW (dialog), NULL);
  g_cancellable_cancel (self->cancellable);
  if (!g_str_equal (response, "allow") || !self->address)
    {
      dialog_free (self);
      return;
    }
  task = g_task_new (NULL, NULL, on_kept, self);
  g_task_set_task_data (task, question_new (self), question_free);
  g_task_run_in_thread (task, keep_in_thread);
}

/* --- the rows ------------------------------------------------------------------ */

static void
add_entry (Dialog *self, AdwPreferencesGroup *group, AdwEntryRow **place, const char *title)
{
  GtkWidget *row = adw_entry_row_new ();

  *place = ADW_ENTRY_ROW (row);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_preferences_group_add (group, row);
  g_signal_connect_swapped (row, "changed", G_CALLBACK (refresh), self);
}

static void
add_key (Dialog *self, AdwPreferencesGroup *group)
{
  self->key = adw_password_entry_row_new ();
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->key), _ ("Key, if the server wants one"));
  adw_preferences_group_add (group, self->key);
  g_signal_connect_swapped (self->key, "changed", G_CALLBACK (refresh), self);
}

static GtkWidget *
make_rows (Dialog *self)
{
  static const char *const protocols[] = { N_ ("OpenAI (vLLM, llama.cpp, TGI …)"), N_ ("Hugging Face endpoint"), NULL };
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  AdwPreferencesGroup *group = ADW_PREFERENCES_GROUP (adw_preferences_group_new ());
  g_autoptr (GtkStringList) names = gtk_string_list_new (NULL);

  self->warning = GTK_LABEL (g_object_new (GTK_TYPE_LABEL, "wrap", TRUE, "xalign", 0.0, "max-width-chars", 44, NULL));
  if (!self->reference)
    {
      add_entry (self, group, &self->server, _ ("Address of the server"));
      self->protocol = ADW_COMBO_ROW (adw_combo_row_new ());
      for (guint i = 0; protocols[i]; i++)
        gtk_string_list_append (names, _ (protocols[i]));
      adw_combo_row_set_model (self->protocol, G_LIST_MODEL (names));
      adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->protocol), _ ("Speaks as"));
      adw_preferences_group_add (group, GTK_WIDGET (self->protocol));
      g_signal_connect_swapped (self->protocol, "notify::selected", G_CALLBACK (refresh), self);
      add_entry (self, group, &self->model, _ ("Model"));
      adw_entry_row_add_suffix (self->model, make_list (self));
    }
  add_key (self, group);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (group));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->warning));
  return box;
}

void
vt_remote_dialog_show (VtApplication *app, GtkWindow *parent, const char *reference, VtRemoteChosen chosen, gpointer data,
                       GDestroyNotify destroy)
{
  Dialog *self = g_new0 (Dialog, 1);
  g_autofree char *title = reference ? vt_remote_address_title (reference) : NULL;
  /* Translators: %s is the name of a model */
  g_autofree char *heading = reference ? g_strdup_printf (_ ("Use %s?"), title) : g_strdup (_ ("A Model on Another Computer"));

  self->app = g_object_ref (app);
  self->reference = g_strdup (reference);
  self->chosen = chosen;
  self->data = data;
  self->destroy = destroy;
  self->cancellable = g_cancellable_new ();
  self->dialog = adw_message_dialog_new (parent, heading, reference ? reference : _ ("A server of your school or company, or of a provider."));
  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (self->dialog), "cancel", _ ("_Not Now"), "allow", _ ("_Allow"), NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (self->dialog), "allow", ADW_RESPONSE_SUGGESTED);
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (self->dialog), "cancel");
  adw_message_dialog_set_extra_child (ADW_MESSAGE_DIALOG (self->dialog), make_rows (self));
  g_signal_connect (self->dialog, "response", G_CALLBACK (on_response), self);
  refresh (self);
  gtk_window_present (GTK_WINDOW (self->dialog));
}
