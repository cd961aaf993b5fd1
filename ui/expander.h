/* expander.h: a GtkExpander without two faults of GTK 4.8: it has no accessible
 * name, and moving the focus past a folded one looks for the window of a child
 * that is in none (a critical).
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

GtkWidget *vt_expander_new (const char *label, GtkWidget *child, gboolean expanded);

/* Another label for one that was made here. */
void vt_expander_set_label (GtkWidget *expander, const char *label);

G_END_DECLS
