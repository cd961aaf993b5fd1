/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/hub/sign-in.h"

#include <glib/gi18n.h>

#include "hub/account.h"

#define TOKENS_PAGE "https://huggingface.co/settings/tokens"

/* One question, from the dialog to the answer. */
typedef struct
{
  VtHubClient *client;
  GtkWidget *entry; /* NULL once the dialog is answered */
  char *token;
  VtSignInFunc func;
  GObject *object;
} SignIn;

static void
sign_in_free (gpointer data)
{
  SignIn *self = data;

  g_object_unref (self->client);
  g_object_unref (self->object);
  g_free (self->token);
  g_free (self);
}

/* The keyring may wait for the person, and the Hub takes its time. */
static void
ask_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  SignIn *self = data;
  GError *error = NULL;
  char *name = vt_hub_account_sign_in (self->client, self->token, cancellable, &error);

  if (name)
    g_task_return_pointer (task, name, g_free);
  else
    g_task_return_error (task, error);
}

static void
on_answer (GObject *source, GAsyncResult *result, gpointer data)
{
  SignIn *self = g_task_get_task_data (G_TASK (result));
  g_autoptr (GError) error = NULL;
  g_autofree char *name = g_task_propagate_pointer (G_TASK (result), &error);

  self->func (self->object, name, error);
}

static void
on_typed (GtkEditable *entry, SignIn *self)
{
  g_free (self->token);
  self->token = g_strstrip (g_strdup (gtk_editable_get_text (entry)));
}

static void
on_response (AdwMessageDialog *dialog, const char *response, SignIn *self)
{
  g_autoptr (GTask) task = NULL;

  /* Password entries of GTK 4.8 touch themselves after their end where they go with the focus. */
  g_signal_handlers_disconnect_by_data (self->entry, self);
  gtk_window_set_focus (GTK_WINDOW (dialog), NULL);
  self->entry = NULL;
  if (!g_str_equal (response, "sign-in") || !self->token)
    {
      self->func (self->object, NULL, NULL);
      sign_in_free (self);
      return;
    }
  task = g_task_new (NULL, NULL, on_answer, NULL);
  g_task_set_task_data (task, self, sign_in_free);
  g_task_run_in_thread (task, ask_in_thread);
}

static GtkWidget *
make_content (SignIn *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12), *group = adw_preferences_group_new ();

  self->entry = adw_password_entry_row_new ();
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->entry), _ ("Token"));
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), self->entry);
  gtk_box_append (GTK_BOX (box), gtk_link_button_new_with_label (TOKENS_PAGE, _ ("Tokens on the Hub")));
  gtk_box_append (GTK_BOX (box), group);
  g_signal_connect (self->entry, "changed", G_CALLBACK (on_typed), self);
  return box;
}

void
vt_sign_in_ask (GtkWindow *parent, VtHubClient *client, gboolean to_write, VtSignInFunc func, gpointer object)
{
  GtkWidget *dialog =
    adw_message_dialog_new (parent, _ ("Sign In to the Hugging Face Hub"),
                            to_write ? _ ("Make a token on the Hub, with the right to write, and put it here. Your keyring keeps it, "
                                          "and it goes to the Hub alone.")
                                     : _ ("Make a token on the Hub, with the right to read, and put it here. Your keyring keeps it, "
                                          "and it goes to the Hub alone."));
  SignIn *self = g_new0 (SignIn, 1);

  *self = (SignIn) { g_object_ref (client), NULL, NULL, func, g_object_ref (object) };
  adw_message_dialog_set_extra_child (ADW_MESSAGE_DIALOG (dialog), make_content (self));
  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "cancel", _ ("_Cancel"), "sign-in", _ ("_Sign In"), NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "sign-in", ADW_RESPONSE_SUGGESTED);
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  g_signal_connect (dialog, "response", G_CALLBACK (on_response), self);
  gtk_window_present (GTK_WINDOW (dialog));
}
