/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/builder/panel-column.h"

GtkWidget *
vt_panel_column_new (GtkWidget *panel, int spacing, GtkBox **column)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, spacing);
  GtkWidget *scrolled = gtk_scrolled_window_new ();

  gtk_widget_add_css_class (box, "builder-panel");
  gtk_widget_set_focusable (scrolled, FALSE);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scrolled), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), box);
  gtk_widget_set_parent (scrolled, panel);
  *column = GTK_BOX (box);
  return scrolled;
}
