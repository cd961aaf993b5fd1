/* table-view.h: a table on the screen: columns that sort at a click on their head,
 * cells to edit, as smooth with ten thousand rows as with ten.
 *
 * Sorting changes the view only, not the table.
 *
 * Signals:
 *   "edited" (): the person changed a cell
 *   "selected" (): the person went to another cell
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gtk/gtk.h>

#include "app/table.h"

G_BEGIN_DECLS

#define VT_TYPE_TABLE_VIEW (vt_table_view_get_type ())
G_DECLARE_FINAL_TYPE (VtTableView, vt_table_view, VT, TABLE_VIEW, GtkWidget)

/* @wrap: whether long texts break; @numbers: whether rows are numbered;
 * @max_height: in pixels, beyond which it scrolls. */
GtkWidget *vt_table_view_new (gboolean wrap, gboolean numbers, int max_height);

/* The widget that the keyboard goes to. */
GtkWidget *vt_table_view_get_target (VtTableView *self);

/* Takes @table. Columns with the same headers and types keep their widgets. */
void vt_table_view_set_table (VtTableView *self, VtTable *table);

/* Transfer none; whoever changes it says so by the calls below. */
VtTable *vt_table_view_get_table (VtTableView *self);

/* From @index on, @removed rows were replaced by @added ones. */
void vt_table_view_rows_changed (VtTableView *self, guint index, guint removed, guint added);
void vt_table_view_columns_changed (VtTableView *self);

/* Only what is in cells changed. */
void vt_table_view_cells_changed (VtTableView *self);

void vt_table_view_set_editable (VtTableView *self, gboolean editable);

/* The cell that had the focus last; %FALSE if there is none. @row: its place in
 * the table. */
gboolean vt_table_view_get_current (VtTableView *self, guint *row, guint *column);

/* Moves the focus there, as far as there are such cells; @row as above. */
void vt_table_view_focus_cell (VtTableView *self, guint row, guint column);

/* Whether a cell is being edited, so that keys belong to its entry. */
gboolean vt_table_view_is_edited (VtTableView *self);

G_END_DECLS
