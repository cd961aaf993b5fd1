/* rows-use.h: where rows of a data set can go in a space: into its examples, or into a table of
 * it, whose rows an event may go through.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "app/space-editor.h"
#include "app/table.h"

G_BEGIN_DECLS

/**
 * VtRowsPlace:
 * @table: (nullable): the component that holds the table; %NULL for the examples
 * @title: what people call the table; "" for the examples
 * @names: (element-type utf8): what is filled: ids of components, or headers of the table
 * @titles: (element-type utf8): what people call each
 */
typedef struct
{
  char *table;
  char *title;
  GPtrArray *names;
  GPtrArray *titles;
} VtRowsPlace;

/* (transfer full) (element-type VtRowsPlace): the examples, where a person can fill in something,
 * and each table that has columns. */
GPtrArray *vt_rows_places (VtSpace *space);

/**
 * vt_rows_use:
 * @rows: their pictures and sounds by whole paths
 * @columns: (array): for each of the place's names the column of @rows, or -1 for none
 *
 * One step of the editor. Examples are added to those that are there, a table is replaced. A row that an
 * input does not take is left out.
 *
 * Returns: how many rows were used; 0 with VT_ERROR_INVALID where none was
 */
guint vt_rows_use (VtSpaceEditor *editor, const VtRowsPlace *place, const VtTable *rows, const int *columns, GError **error);

G_END_DECLS
