/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/get-model.h"

#include <glib/gi18n.h>

#include "app/remote/remote-address.h"
#include "ui/model-text.h"
#include "ui/remote-dialog.h"
#include "ui/tell.h"

/* One request, from the question to the last byte. */
typedef struct
{
  VtApplication *app; /* held, so that closing the last window pauses and does not crash */
  char *reference;
} Request;

static void
request_free (Request *request)
{
  g_application_release (G_APPLICATION (request->app));
  g_object_unref (request->app);
  g_free (request->reference);
  g_free (request);
}

static void
on_fetched (GObject *source, GAsyncResult *result, gpointer data)
{
  Request *request = data;
  g_autoptr (GError) error = NULL;
  g_autofree char *path = vt_model_library_fetch_finish (VT_MODEL_LIBRARY (source), result, &error);

  /* The cards and the page show a failure by the model's status. */
  if (!path && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    g_message ("%s", error->message);
  request_free (request);
}

static void
fetch (Request *request)
{
  vt_model_library_fetch_async (vt_application_get_library (request->app), request->reference, NULL, on_fetched,
                                request);
}

static void
on_licence_response (AdwMessageDialog *dialog, const char *response, gpointer data)
{
  Request *request = data;
  g_autoptr (GError) error = NULL;

  if (!g_str_equal (response, "accept"))
    {
      request_free (request);
      return;
    }
  if (!vt_model_library_accept_licence (vt_application_get_library (request->app), request->reference, &error))
    g_warning ("%s", error->message);
  fetch (request);
}

static void
ask_licence (Request *request, GtkWindow *parent, const VtStarterLicence *licence)
{
  guint64 bytes = vt_model_library_get_bytes (vt_application_get_library (request->app), request->reference);
  g_autofree char *size = g_format_size (bytes);
  g_autofree char *heading = g_strdup_printf (_ ("Get %s?"), vt_model_title (request->reference));
  g_autofree char *body =
    g_strdup_printf (_ ("The spaces here need this model. It takes %s, is fetched once, and then works offline.\n\n%s"),
                     size, _ (licence->notice));
  GtkWidget *dialog = adw_message_dialog_new (parent, heading, body);
  GtkWidget *link = gtk_link_button_new_with_label (licence->url, licence->name);

  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "later", _ ("_Not Now"), "accept",
                                    _ ("_Agree and Get It"), NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "accept", ADW_RESPONSE_SUGGESTED);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), "accept");
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "later");
  gtk_widget_set_visible (link, licence->url != NULL);
  adw_message_dialog_set_extra_child (ADW_MESSAGE_DIALOG (dialog), link);
  g_signal_connect (dialog, "response", G_CALLBACK (on_licence_response), request);
  gtk_window_present (GTK_WINDOW (dialog));
}

void
vt_get_model (VtApplication *app, GtkWindow *parent, const char *reference)
{
  GSettings *settings = vt_application_get_settings (app);
  const VtStarterLicence *licence =
    vt_model_library_pending_licence (vt_application_get_library (app), reference);
  g_autoptr (VtRemoteAddress) address = vt_remote_address_is (reference) ? vt_remote_address_parse (reference, NULL) : NULL;
  Request *request;

  if (settings && g_settings_get_boolean (settings, "offline") && !(address && address->is_here))
    {
      vt_tell (GTK_WIDGET (parent), _ ("Vitrine Is Offline"),
               _ ("You have told it never to contact another computer. To get models, change that in Preferences."));
      return;
    }
  if (address)
    {
      vt_remote_dialog_show (app, parent, reference, NULL, NULL, NULL);
      return;
    }
  request = g_new0 (Request, 1);
  request->app = g_object_ref (app);
  request->reference = g_strdup (reference);
  g_application_hold (G_APPLICATION (app));
  if (licence)
    ask_licence (request, parent, licence);
  else
    fetch (request);
}

void
vt_stop_getting_model (VtApplication *app, const char *reference)
{
  vt_model_library_cancel (vt_application_get_library (app), reference);
}
