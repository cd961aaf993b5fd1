/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/tell.h"

#include <glib/gi18n.h>

void
vt_tell (GtkWidget *widget, const char *heading, const char *sentence)
{
  GtkRoot *root = gtk_widget_get_root (widget);
  GtkWidget *dialog = adw_message_dialog_new (GTK_IS_WINDOW (root) ? GTK_WINDOW (root) : NULL, heading, sentence);

  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "close", _ ("_Close"), NULL);
  gtk_window_present (GTK_WINDOW (dialog));
}
