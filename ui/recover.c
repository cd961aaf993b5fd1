/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/recover.h"

#include <glib/gi18n.h>

#include "app/space-journal.h"
#include "ui/window.h"

static void
open_draft (VtApplication *app, const VtSpaceDraft *draft)
{
  GtkWindow *active = gtk_application_get_active_window (GTK_APPLICATION (app));
  g_autoptr (GError) error = NULL;
  g_autoptr (VtSpaceEditor) editor = vt_space_draft_open (draft, &error);
  VtWindow *window;

  if (VT_IS_WINDOW (active) && vt_window_is_free (VT_WINDOW (active)))
    window = VT_WINDOW (active);
  else
    window = VT_WINDOW (vt_window_new (app));
  gtk_window_present (GTK_WINDOW (window));
  if (editor)
    vt_window_edit (window, editor, draft);
  else
    vt_window_toast (window, error->message);
}

static void
on_response (AdwMessageDialog *dialog, const char *response, VtApplication *app)
{
  GPtrArray *drafts = g_object_get_data (G_OBJECT (dialog), "drafts");

  for (guint i = 0; i < drafts->len; i++)
    if (g_str_equal (response, "recover"))
      open_draft (app, drafts->pdata[i]);
    else if (g_str_equal (response, "discard"))
      vt_space_draft_remove (drafts->pdata[i]);
}

static char *
list_of (GPtrArray *drafts)
{
  g_autoptr (GString) text = g_string_new (_ ("Vitrine ended before these were saved:"));

  for (guint i = 0; i < drafts->len; i++)
    {
      const VtSpaceDraft *draft = drafts->pdata[i];

      g_string_append_printf (text, "\n%s", draft->title ? draft->title : "?");
    }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

void
vt_recover_drafts (VtApplication *app, GtkWindow *parent)
{
  g_autoptr (GPtrArray) drafts = vt_space_drafts ();
  g_autofree char *body = drafts->len > 0 ? list_of (drafts) : NULL;
  GtkWidget *dialog;

  if (!body)
    return;
  dialog = adw_message_dialog_new (parent, _ ("Recover Unsaved Changes?"), body);
  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "later", _ ("_Not Now"), "discard", _ ("_Discard"),
                                    "recover", _ ("_Recover"), NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "discard", ADW_RESPONSE_DESTRUCTIVE);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "recover", ADW_RESPONSE_SUGGESTED);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), "recover");
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "later");
  g_object_set_data_full (G_OBJECT (dialog), "drafts", g_steal_pointer (&drafts), (GDestroyNotify) g_ptr_array_unref);
  g_signal_connect_object (dialog, "response", G_CALLBACK (on_response), app, 0);
  gtk_window_present (GTK_WINDOW (dialog));
}
