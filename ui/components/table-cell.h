/* table-cell.h: one cell of a table: a text that becomes an entry while it is
 * edited.
 *
 * Enter, F2, a double click, or typing begins; Enter and leaving take the text,
 * Escape gives it up. The arrows move between cells.
 *
 * Signals:
 *   "commit" (const char *text): the person changed the text
 *   "move" (int columns, int rows): the focus should go there; (0, 0) here, by a click
 *   "entered" (): it has the focus now
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define VT_TYPE_TABLE_CELL (vt_table_cell_get_type ())
G_DECLARE_FINAL_TYPE (VtTableCell, vt_table_cell, VT, TABLE_CELL, GtkWidget)

GtkWidget *vt_table_cell_new (gboolean wrap);

/* Shows @text of column @column in row @position; @name: of the column. */
void vt_table_cell_show (VtTableCell *self, guint column, guint position, const char *text, const char *name);
void vt_table_cell_set_numeric (VtTableCell *self, gboolean numeric);

/* A cell of yes or no turns over at Space, Enter and a double click. */
void vt_table_cell_set_boolean (VtTableCell *self, gboolean boolean);
void vt_table_cell_set_editable (VtTableCell *self, gboolean editable);

const char *vt_table_cell_get_text (VtTableCell *self);
guint vt_table_cell_get_column (VtTableCell *self);
guint vt_table_cell_get_position (VtTableCell *self);

/* @text: to begin with instead of the cell's, or %NULL. */
void vt_table_cell_edit (VtTableCell *self, const char *text);
gboolean vt_table_cell_is_edited (VtTableCell *self);

/* Ends it, taking the text or not. */
void vt_table_cell_end (VtTableCell *self, gboolean take);

G_END_DECLS
