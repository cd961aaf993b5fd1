/* rows-csv.c: a CSV file, whose first line has the names of its columns.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <string.h>

#include "app/rows/rows-class.h"
#include "app/rows/rows-lines.h"
#include "app/table.h"

#define LOOK_AT 20 /* rows, to see what a column holds */

typedef struct
{
  VtRowsLines *lines;
  char separator;
} Csv;

/* The record @index as a table of one row; %NULL at the end. */
static gboolean
read_record (Csv *csv, gint64 index, VtTable **table, GCancellable *cancellable, GError **error)
{
  const char *text;
  gsize size;
  gboolean end;

  *table = NULL;
  if (!vt_rows_lines_read (csv->lines, index, &text, &size, &end, cancellable, error))
    return FALSE;
  if (!end)
    *table = vt_table_from_csv (text, size, csv->separator, FALSE, error);
  return end || *table != NULL;
}

static const char *
get_text (const VtTable *table, guint column)
{
  if (vt_table_n_rows (table) == 0 || column >= vt_table_n_columns (table))
    return "";
  return vt_table_get_text (vt_table_get_row (table, 0), column);
}

/* What the first rows have in the column. */
static VtRowsKind
look_at (Csv *csv, guint column)
{
  gboolean any = FALSE;

  for (guint i = 1; i <= LOOK_AT; i++)
    {
      g_autoptr (VtTable) table = NULL;
      g_autofree char *path = NULL;
      const char *text;
      VtRowsKind kind;
      double number;

      if (!read_record (csv, i, &table, NULL, NULL) || table == NULL)
        break;
      text = get_text (table, column);
      path = vt_rows_lines_find_file (csv->lines, text);
      if (path != NULL && vt_rows_kind_of_name (path, &kind))
        return kind;
      if (*text == '\0')
        continue;
      if (!vt_table_get_number (vt_table_get_row (table, 0), column, &number))
        return VT_ROWS_TEXT;
      any = TRUE;
    }
  return any ? VT_ROWS_NUMBER : VT_ROWS_TEXT;
}

static gboolean
open_csv (VtRows *self, const char *path, GError **error)
{
  VtRowsLines *lines = vt_rows_lines_new (path, error);
  g_autoptr (VtTable) head = NULL;
  g_autofree char *first = NULL;
  const char *text = "";
  gsize size = 0;
  gboolean end;
  Csv *csv;

  if (lines == NULL)
    return FALSE;
  self->state = csv = g_new0 (Csv, 1);
  csv->lines = lines;
  if (!vt_rows_lines_read (lines, 0, &text, &size, &end, NULL, error))
    return FALSE;
  first = g_strndup (text, end ? 0 : size);
  csv->separator = vt_table_guess_separator (first);
  vt_rows_lines_set_separator (lines, csv->separator);
  if (!read_record (csv, 0, &head, NULL, error))
    return FALSE;
  for (guint i = 0; head != NULL && i < vt_table_n_columns (head); i++)
    vt_rows_add_column (self, get_text (head, i), look_at (csv, i), NULL);
  return TRUE;
}

static gint64
count (VtRows *self)
{
  gint64 n = vt_rows_lines_count (((Csv *) self->state)->lines);

  return n > 0 ? n - 1 : n;
}

static void
fill_row (VtRows *self, VtRowsRow *row, const VtTable *table)
{
  Csv *csv = self->state;

  for (guint i = 0; i < self->columns->len; i++)
    {
      const VtRowsColumn *column = self->columns->pdata[i];
      const char *text = get_text (table, i);
      char *path = column->kind == VT_ROWS_IMAGE || column->kind == VT_ROWS_AUDIO
                     ? vt_rows_lines_find_file (csv->lines, text) : NULL;

      vt_rows_set_cell (row, i, path != NULL ? path : g_strdup (text), NULL);
    }
}

static gboolean
read_csv (VtRows *self, gint64 first, guint n, GPtrArray *rows, GCancellable *cancellable, GError **error)
{
  for (guint i = 0; i < n && first < G_MAXINT64 - n - 1; i++)
    {
      g_autoptr (VtTable) table = NULL;

      if (!read_record (self->state, first + i + 1, &table, cancellable, error))
        return FALSE;
      if (table == NULL)
        return TRUE;
      fill_row (self, vt_rows_add_row (self, rows), table);
    }
  return TRUE;
}

static void
free_csv (gpointer state)
{
  Csv *csv = state;

  vt_rows_lines_free (csv->lines);
  g_free (csv);
}

static const char *const endings[] = { ".csv", ".tsv", NULL };

extern const VtRowsClass vt_rows_csv;
const VtRowsClass vt_rows_csv = { endings, open_csv, count, read_csv, free_csv };
