/* table.h: rows and columns, as a dataframe holds them: read from and written to
 * JSON (Gradio's `{"headers": […], "data": [[…]]}`) and CSV (RFC 4180), and
 * changed cell by cell.
 *
 * A row always has a cell for each column. Not thread-safe.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "engine/formats/json-write.h"

G_BEGIN_DECLS

#define VT_TABLE_MAX_CELLS 4000000u
#define VT_TABLE_MAX_COLUMNS 1000u

/**
 * VtCellKind:
 * @VT_CELL_EMPTY: null in JSON, nothing in CSV
 *
 * What a cell holds; its text is what people read: "0.5", "true".
 */
typedef enum
{
  VT_CELL_EMPTY,
  VT_CELL_TEXT,
  VT_CELL_NUMBER,
  VT_CELL_BOOLEAN,
} VtCellKind;

/**
 * VtColumnType:
 * @VT_COLUMN_AUTO: numbers where a text reads as one
 *
 * What is made of a text that is typed into a column; Gradio's datatypes, those
 * that are texts ("str", "date", "markdown") being one.
 */
typedef enum
{
  VT_COLUMN_AUTO,
  VT_COLUMN_TEXT,
  VT_COLUMN_NUMBER,
  VT_COLUMN_BOOLEAN,
} VtColumnType;

typedef struct _VtTable VtTable;

/* One row; it stays the same while others come, go and are sorted. */
typedef struct _VtTableRow VtTableRow;

/* An empty one, without columns. */
VtTable *vt_table_new (void);
void vt_table_free (VtTable *self);

/**
 * vt_table_from_json:
 * @node: `{"headers": […], "data": [[…]]}`, an array of arrays, or an array of
 *   objects, whose keys are the headers then
 *
 * Short rows are filled up with empty cells; arrays and objects in cells become
 * their JSON text.
 *
 * Returns: (transfer full): or %NULL with VT_ERROR_INVALID (no table) or
 *   VT_ERROR_LIMIT; the sentence begins in lower case, for a place to stand before it
 */
VtTable *vt_table_from_json (const VtJsonNode *node, GError **error);

/**
 * vt_table_from_csv:
 * @text: (array length=size): of any encoding; what is not UTF-8 becomes U+FFFD
 * @separator: between cells, or 0 to find out: a tab, semicolon or comma
 * @headers: whether the first line holds the headers
 *
 * Returns: (transfer full): or %NULL with VT_ERROR_LIMIT
 */
VtTable *vt_table_from_csv (const char *text, gsize size, char separator, gboolean headers, GError **error);

/* Which of tab, semicolon and comma stands most often in the first line of @text. */
char vt_table_guess_separator (const char *text);

/* All of it as JSON, as CSV with headers, and without them between @separator;
 * transfer full. */
char *vt_table_to_json (const VtTable *self);
char *vt_table_to_csv (const VtTable *self, char separator, gboolean headers);

guint vt_table_n_rows (const VtTable *self);
guint vt_table_n_columns (const VtTable *self);

const char *vt_table_get_header (const VtTable *self, guint column);
void vt_table_set_header (VtTable *self, guint column, const char *header);

VtColumnType vt_table_get_type (const VtTable *self, guint column);
void vt_table_set_type (VtTable *self, guint column, VtColumnType type);

/* "str", "number", "bool", "date", "markdown"; AUTO for all else. */
VtColumnType vt_table_type_from_name (const char *name);

VtTableRow *vt_table_get_row (const VtTable *self, guint index);

/* "" for an empty cell. Lives until the cell changes. */
const char *vt_table_get_text (const VtTableRow *row, guint column);
VtCellKind vt_table_get_kind (const VtTableRow *row, guint column);

/* Whether the cell is a number, or a text that is one. */
gboolean vt_table_get_number (const VtTableRow *row, guint column, double *number);

/* Whether no cell of @column that holds something is not a number, and one does. */
gboolean vt_table_is_numeric (const VtTable *self, guint column);

/* What a person typed, made into what the column takes: "" becomes empty, "1,5"
 * a number in a column of numbers. %FALSE, and no change, if it does not take it. */
gboolean vt_table_set_text (VtTable *self, VtTableRow *row, guint column, const char *text);

/* Empty rows and columns; %FALSE where the table would be too large. */
gboolean vt_table_insert_row (VtTable *self, guint index);
gboolean vt_table_insert_column (VtTable *self, guint index, const char *header);
void vt_table_remove_row (VtTable *self, guint index);
void vt_table_remove_column (VtTable *self, guint index);

/* <0, 0, >0: numbers before texts, both before what is empty. */
int vt_table_compare (const VtTableRow *a, const VtTableRow *b, guint column);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (VtTable, vt_table_free)

G_END_DECLS
