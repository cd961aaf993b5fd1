/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/hub/hub-account-row.h"

#include <glib/gi18n.h>

#include "engine/base/error.h"
#include "hub/account.h"
#include "ui/hub/sign-in.h"
#include "ui/tell.h"

/* The row's own; its tasks hold the row. */
typedef struct
{
  VtHubClient *client;
  GtkButton *button;
  gboolean signed_in;
} Account;

static void
account_free (gpointer data)
{
  Account *self = data;

  g_object_unref (self->client);
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
                               : g_strdup (signed_in ? _ ("Signed in") : _ ("Needed for models that are not for everybody, and to publish"));
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
on_signed_in (GObject *row, const char *name, const GError *error)
{
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

  gtk_widget_set_sensitive (GTK_WIDGET (self->button), FALSE);
  g_task_set_task_data (task, g_object_ref (self->client), g_object_unref);
  g_task_run_in_thread (task, func);
}

static void
on_clicked (GtkButton *button, GtkWidget *row)
{
  Account *self = account_of (row);

  if (self->signed_in)
    {
      start (row, sign_out, on_signed_out);
      return;
    }
  gtk_widget_set_sensitive (GTK_WIDGET (self->button), FALSE);
  vt_sign_in_ask (GTK_WINDOW (gtk_widget_get_root (row)), self->client, FALSE, on_signed_in, row);
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
