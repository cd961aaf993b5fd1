/* panel-column.h: the column of a builder's panel, which scrolls.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * vt_panel_column_new:
 * @spacing: pixels between the rows
 * @column: (out) (transfer none): where rows go
 *
 * Returns: (transfer none): what scrolls the column, a child of @panel, which unparents it when it goes.
 */
GtkWidget *vt_panel_column_new (GtkWidget *panel, int spacing, GtkBox **column);

G_END_DECLS
