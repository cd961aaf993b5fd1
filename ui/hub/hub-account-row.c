/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/hub/hub-account-row.h"

#include <glib/gi18n.h>

#include "engine/base/error.h"
#include "hub/account.h"
#include "ui/tell.h"

#define TOKENS_PAGE "https://huggingface.co/settings/tokens"

/* The row's own; its tasks hold the row. */
typedef struct
{
  VtHubClient *client;
  GtkButton *button;
  gboolean signed_in;
  char *token; /* (nullable): what is typed in the dialog */
} Account;

static void
account_free (gpointer data)
{
  Account *self = data;

  g_object_unref (self->client);
  g_free (self->token);
  g_free (self);
}

static Account *
account_of (gpointer row)
{
  return g_object_get_data (G_OBJECT (row), "account");
}

static void
show (GtkWidget *row, gboolean signed_in, const char *name)
{
  Account *self = account_of (row);
  /* Translators: %s is the name of a person's account */
  g_autofree char *text = name ? g_strdup_printf (_ ("Signed in as %s"), name)
                               : g_strdup (signed_in ? _ ("Signed in") : _ ("Needed only for models that are not for everybody"));
  g_autofree char *markup = g_markup_escape_text (text, -1);

  self->signed_in = signed_in;
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), markup);
  gtk_button_set_label (self->button, signed_in ? _ ("Sign Out") : _ ("Sign In…"));
  gtk_widget_set_sensitive (GTK_WIDGET (self->button), TRUE);
}

/* --- in a thread: the keyring may wait for the person, and the Hub takes its time --------- */

static void
look (GTask *task, gpointer row, gpointer client, GCancellable *cancellable)
{
  g_autofree char *token = vt_hub_client_dup_token (client, cancellable);

  g_task_return_boolean (task, token != NULL);
}

static void
sign_in (GTask *task, gpointer row, gpointer data, GCancellable *cancellable)
{
  Account *self = data;
  GError *error = NULL;
  char *name = vt_hub_account_sign_in (self->client, self->token, cancellable, &error);

  if (name)
    g_task_return_pointer (task, name, g_free);
  else
    g_task_return_error (task, error);
}

static void
sign_out (GTask *task, gpointer row, gpointer client, GCancellable *cancellable)
{
  GError *error = NULL;

  if (vt_hub_account_sign_out (client, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

/* --- what came of it ------------------------------------------------------------------- */

static void
on_looked (GObject *row, GAsyncResult *result, gpointer data)
{
  show (GTK_WIDGET (row), g_task_propagate_boolean (G_TASK (result), NULL), NULL);
}

static void
on_signed_in (GObject *row, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *name = g_task_propagate_pointer (G_TASK (result), &error);

  show (GTK_WIDGET (row), name != NULL, name);
  if (error)
    vt_tell (GTK_WIDGET (row), _ ("You Are Not Signed In"), error->message);
}

static void
on_signed_out (GObject *row, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;
  gboolean done = g_task_propagate_boolean (G_TASK (result), &error);

  show (GTK_WIDGET (row), !done, NULL);
  if (error)
    vt_tell (GTK_WIDGET (row), _ ("You Are Still Signed In"), error->message);
}

static void
start (GtkWidget *row, GTaskThreadFunc func, GAsyncReadyCallback callback)
{
  Account *self = account_of (row);
  g_autoptr (GTask) task = g_task_new (row, NULL, callback, NULL);
  Account *copy = g_new0 (Account, 1);

  gtk_widget_set_sensitive (GTK_WIDGET (self->button), FALSE);
  if (func == sign_in)
    {
      copy->client = g_object_ref (self->client);
      copy->token = g_steal_pointer (&self->token);
      g_task_set_task_data (task, copy, account_free);
    }
  else
    {
      g_free (copy);
      g_task_set_task_data (task, g_object_ref (self->client), g_object_unref);
    }
  g_task_run_in_thread (task, func);
}

/* --- the dialog -------------------------------------------------------------------------- */

static void
on_typed (GtkEditable *entry, GtkWidget *row)
{
  Account *self = account_of (row);

  g_free (self->token);
  self->token = g_strstrip (g_strdup (gtk_editable_get_text (entry)));
}

static void
on_response (AdwMessageDialog *dialog, const char *response, GtkWidget *row)
{
  GtkWidget *entry = g_object_get_data (G_OBJECT (dialog), "entry");

  /* Password entries of GTK 4.8 touch themselves after their end where they go with the focus. */
  g_signal_handlers_disconnect_by_func (entry, on_typed, row);
  gtk_window_set_focus (GTK_WINDOW (dialog), NULL);
  if (g_str_equal (response, "sign-in") && account_of (row)->token)
    start (row, sign_in, on_signed_in);
}

static void
ask (GtkWidget *row)
{
  GtkWidget *dialog = adw_message_dialog_new (GTK_WINDOW (gtk_widget_get_root (row)), _ ("Sign In to the Hugging Face Hub"),
                                              _ ("Make a token on the Hub, with the right to read, and put it here. Your "
                                                 "keyring keeps it, and it goes to the Hub alone."));
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12), *group = adw_preferences_group_new ();
  GtkWidget *entry = adw_password_entry_row_new ();

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (entry), _ ("Token"));
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), entry);
  gtk_box_append (GTK_BOX (box), gtk_link_button_new_with_label (TOKENS_PAGE, _ ("Tokens on the Hub")));
  gtk_box_append (GTK_BOX (box), group);
  adw_message_dialog_set_extra_child (ADW_MESSAGE_DIALOG (dialog), box);
  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "cancel", _ ("_Cancel"), "sign-in", _ ("_Sign In"), NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "sign-in", ADW_RESPONSE_SUGGESTED);
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  g_object_set_data (G_OBJECT (dialog), "entry", entry);
  g_clear_pointer (&account_of (row)->token, g_free);
  g_signal_connect_object (entry, "changed", G_CALLBACK (on_typed), row, 0);
  g_signal_connect_object (dialog, "response", G_CALLBACK (on_response), row, 0);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
on_clicked (GtkButton *button, GtkWidget *row)
{
  if (account_of (row)->signed_in)
    start (row, sign_out, on_signed_out);
  else
    ask (row);
}

GtkWidget *
vt_hub_account_row_new (VtApplication *app)
{
  GtkWidget *row = adw_action_row_new ();
  Account *self = g_new0 (Account, 1);

  self->client = g_object_ref (vt_model_library_get_client (vt_application_get_library (app)));
  self->button = GTK_BUTTON (gtk_button_new ());
  g_object_set_data_full (G_OBJECT (row), "account", self, account_free);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), _ ("Hugging Face account"));
  gtk_widget_set_valign (GTK_WIDGET (self->button), GTK_ALIGN_CENTER);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), GTK_WIDGET (self->button));
  g_signal_connect (self->button, "clicked", G_CALLBACK (on_clicked), row);
  show (row, FALSE, NULL);
  start (row, look, on_looked);
  return row;
}
