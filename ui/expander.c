/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/expander.h"

void
vt_expander_set_label (GtkWidget *expander, const char *label)
{
  gtk_expander_set_label (GTK_EXPANDER (expander), label);
  gtk_accessible_update_property (GTK_ACCESSIBLE (expander), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
}

GtkWidget *
vt_expander_new (const char *label, GtkWidget *child, gboolean expanded)
{
  GtkWidget *expander = gtk_expander_new (label);

  gtk_accessible_update_property (GTK_ACCESSIBLE (expander), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  gtk_expander_set_expanded (GTK_EXPANDER (expander), expanded);
  gtk_expander_set_child (GTK_EXPANDER (expander), child);
  g_object_bind_property (expander, "expanded", child, "visible", G_BINDING_SYNC_CREATE);
  return expander;
}
