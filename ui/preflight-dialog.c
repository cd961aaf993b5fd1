/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/preflight-dialog.h"

#include <glib/gi18n.h>

/* What the dialog's callbacks share; lives until the look has ended. */
typedef struct
{
  GtkWidget *dialog; /* (nullable): until it is closed */
  GtkListBox *list;
  GtkSpinner *spinner;
  GCancellable *cancellable;
} Look;

static const struct
{
  const char *icon;
  const char *style;
  const char *word; /* for a screen reader */
} results[] = {
  [VT_PREFLIGHT_GOOD] = { "emblem-ok-symbolic", "success", N_ ("Good") },
  [VT_PREFLIGHT_DOUBTFUL] = { "dialog-warning-symbolic", "warning", N_ ("Doubtful") },
  [VT_PREFLIGHT_BAD] = { "dialog-error-symbolic", "error", N_ ("Bad") },
};

static const char *
translate (const char *text)
{
  return _ (text);
}

static void
on_check (const VtPreflightCheck *check, gpointer data)
{
  Look *look = data;
  g_autofree char *text = vt_preflight_check_to_text (check, translate);
  GtkWidget *box, *icon, *label;

  if (!look->dialog)
    return;
  box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  icon = gtk_image_new_from_icon_name (results[check->result].icon);
  label = g_object_new (GTK_TYPE_LABEL, "label", text, "xalign", 0.0, "wrap", TRUE, "hexpand", TRUE, NULL);
  gtk_widget_add_css_class (icon, results[check->result].style);
  gtk_accessible_update_property (GTK_ACCESSIBLE (icon), GTK_ACCESSIBLE_PROPERTY_LABEL, _ (results[check->result].word), -1);
  g_object_set (box, "margin-top", 9, "margin-bottom", 9, "margin-start", 12, "margin-end", 12, NULL);
  gtk_box_append (GTK_BOX (box), icon);
  gtk_box_append (GTK_BOX (box), label);
  gtk_list_box_append (look->list, box);
}

static void
on_done (GObject *source, GAsyncResult *result, gpointer data)
{
  static const char *const headings[] = {
    [VT_PREFLIGHT_GOOD] = N_ ("Ready for the Show"),
    [VT_PREFLIGHT_DOUBTFUL] = N_ ("It Will Do"),
    [VT_PREFLIGHT_BAD] = N_ ("Not Ready Yet"),
  };
  Look *look = data;
  g_autoptr (GPtrArray) checks = vt_preflight_finish (result, NULL);

  if (look->dialog && checks)
    {
      gtk_spinner_stop (look->spinner);
      gtk_widget_set_visible (GTK_WIDGET (look->spinner), FALSE);
      adw_message_dialog_set_heading (ADW_MESSAGE_DIALOG (look->dialog), _ (headings[vt_preflight_worst (checks)]));
    }
  if (look->dialog)
    g_object_remove_weak_pointer (G_OBJECT (look->dialog), (gpointer *) &look->dialog);
  g_object_unref (look->cancellable);
  g_free (look);
}

static GtkWidget *
make_content (Look *look)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  GtkWidget *list = gtk_list_box_new ();

  look->spinner = GTK_SPINNER (gtk_spinner_new ());
  gtk_spinner_start (look->spinner);
  look->list = GTK_LIST_BOX (list);
  gtk_list_box_set_selection_mode (look->list, GTK_SELECTION_NONE);
  gtk_widget_add_css_class (list, "boxed-list");
  gtk_accessible_update_property (GTK_ACCESSIBLE (list), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("What was looked at"), -1);
  gtk_box_append (GTK_BOX (box), list);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (look->spinner));
  return box;
}

void
vt_preflight_dialog_show (GtkWindow *parent, VtSpaceRunner *runner)
{
  Look *look = g_new0 (Look, 1);

  look->dialog = adw_message_dialog_new (parent, _ ("Looking at Everything…"),
                                         _ ("The models are read, loaded and tried once, so that the first visitor "
                                            "need not wait."));
  look->cancellable = g_cancellable_new ();
  adw_message_dialog_set_extra_child (ADW_MESSAGE_DIALOG (look->dialog), make_content (look));
  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (look->dialog), "close", _ ("_Close"), NULL);
  g_object_add_weak_pointer (G_OBJECT (look->dialog), (gpointer *) &look->dialog);
  g_signal_connect_object (look->dialog, "response", G_CALLBACK (g_cancellable_cancel), look->cancellable,
                           G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (look->dialog));
  vt_preflight_async (runner, VT_PREFLIGHT_VERIFY | VT_PREFLIGHT_WARM_UP | VT_PREFLIGHT_CAPTURE, look->cancellable, on_check, on_done, look);
}
