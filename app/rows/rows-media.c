/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/rows/rows-media.h"

#include <string.h>

#include "app/rows/rows-class.h"
#include "engine/base/error.h"
#include "hub/disk.h"
#include "hub/reference.h"

#define BLOCK 100 /* rows that are held at once */

static gboolean
is_address (const char *text)
{
  return g_str_has_prefix (text, "https://") || g_str_has_prefix (text, "http://");
}

static GBytes *
read_file (const char *path, GError **error)
{
  g_autoptr (GMappedFile) map = g_mapped_file_new (path, FALSE, error);

  return map != NULL ? g_mapped_file_get_bytes (map) : NULL;
}

GBytes *
vt_rows_load_media (const VtRowsCell *cell, VtHubClient *client, GCancellable *cancellable, GError **error)
{
  if (cell->bytes != NULL)
    return g_bytes_ref (cell->bytes);
  if (cell->text != NULL && client != NULL && is_address (cell->text))
    return vt_hub_client_read_address (client, cell->text, VT_ROWS_MEDIA_MAX, cancellable, error);
  if (cell->text != NULL && g_path_is_absolute (cell->text))
    return read_file (cell->text, error);
  g_set_error_literal (error, VT_ERROR, VT_ERROR_NOT_FOUND, "There is nothing in this cell.");
  return NULL;
}

char *
vt_rows_save_media (const VtRowsCell *cell, const char *folder, const char *name, VtHubClient *client, GCancellable *cancellable,
                    GError **error)
{
  g_autoptr (GBytes) bytes = vt_rows_load_media (cell, client, cancellable, error);
  g_autofree char *file = NULL, *path = NULL;
  const char *data;
  gsize size;

  if (bytes == NULL)
    return NULL;
  data = g_bytes_get_data (bytes, &size);
  file = g_strconcat (name, ".", vt_rows_ending_of_bytes ((const guint8 *) data, size), NULL);
  path = g_build_filename (folder, file, NULL);
  return g_file_set_contents (path, data, (gssize) size, error) ? g_steal_pointer (&path) : NULL;
}

static gboolean
is_media (const VtRowsColumn *column)
{
  return column->kind == VT_ROWS_IMAGE || column->kind == VT_ROWS_AUDIO;
}

/* Where a table that is being taken out goes. */
typedef struct
{
  VtRows *rows;
  const char *folder;
  gboolean whole; /* pictures and sounds by their whole paths, not by their names in the folder */
  VtHubClient *client;
  GCancellable *cancellable;
} Taking;

/* The cell as the table has it; transfer full. */
static char *
take_cell (const Taking *taking, const VtRowsRow *row, guint column, gint64 index, GError **error)
{
  const VtRowsCell *cell = vt_rows_get_cell (row, column);
  g_autofree char *name = NULL, *path = NULL;

  if (!is_media (taking->rows->columns->pdata[column]) || (cell->text == NULL && cell->bytes == NULL))
    return g_strdup (cell->text != NULL ? cell->text : "");
  name = g_strdup_printf ("%u-%06" G_GINT64_FORMAT, column + 1, index + 1);
  path = vt_rows_save_media (cell, taking->folder, name, taking->client, taking->cancellable, error);
  if (path == NULL || taking->whole)
    return g_steal_pointer (&path);
  return g_path_get_basename (path);
}

static gboolean
take_row (const Taking *taking, const VtRowsRow *row, gint64 index, VtTable *table, GError **error)
{
  guint at = vt_table_n_rows (table);

  if (!vt_table_insert_row (table, at))
    {
      g_set_error_literal (error, VT_ERROR, VT_ERROR_LIMIT, "So many rows do not fit into one table; take fewer.");
      return FALSE;
    }
  for (guint i = 0; i < row->len; i++)
    {
      g_autofree char *text = take_cell (taking, row, i, index, error);

      if (text == NULL)
        return FALSE;
      vt_table_set_text (table, vt_table_get_row (table, at), i, text);
    }
  return TRUE;
}

static VtTable *
begin_table (VtRows *rows)
{
  VtTable *table = vt_table_new ();

  for (guint i = 0; i < rows->columns->len; i++)
    {
      vt_table_insert_column (table, i, ((const VtRowsColumn *) rows->columns->pdata[i])->name);
      vt_table_set_type (table, i, VT_COLUMN_TEXT);
    }
  return table;
}

static VtTable *
take (const Taking *taking, gint64 first, guint n, GError **error)
{
  g_autoptr (VtTable) table = begin_table (taking->rows);
  guint done = 0, got = BLOCK;

  if (!vt_disk_make_folder (taking->folder, error))
    return NULL;
  while (done < n && got == BLOCK)
    {
      g_autoptr (GPtrArray) some = vt_rows_read (taking->rows, first + done, MIN (BLOCK, n - done), taking->cancellable, error);

      if (some == NULL)
        return NULL;
      for (guint i = 0; i < some->len; i++)
        if (!take_row (taking, some->pdata[i], first + done + i, table, error))
          return NULL;
      got = some->len;
      done += got;
    }
  return g_steal_pointer (&table);
}

VtTable *
vt_rows_take (VtRows *rows, gint64 first, guint n, const char *folder, VtHubClient *client, GCancellable *cancellable,
              GError **error)
{
  const Taking taking = { rows, folder, TRUE, client, cancellable };

  return take (&taking, first, n, error);
}

gint64
vt_rows_export (VtRows *rows, gint64 first, guint n, const char *folder, VtHubClient *client, GCancellable *cancellable,
                GError **error)
{
  const Taking taking = { rows, folder, FALSE, client, cancellable };
  g_autoptr (VtTable) table = take (&taking, first, n, error);
  g_autofree char *path = g_build_filename (folder, "table.csv", NULL);
  g_autofree char *text = table != NULL ? vt_table_to_csv (table, ',', TRUE) : NULL;

  return text != NULL && g_file_set_contents (path, text, -1, error) ? vt_table_n_rows (table) : -1;
}

void
vt_rows_find_files (VtTable *table, const char *folder)
{
  VtRowsKind kind;

  for (guint row = 0; row < vt_table_n_rows (table); row++)
    for (guint column = 0; column < vt_table_n_columns (table); column++)
      {
        const char *text = vt_table_get_text (vt_table_get_row (table, row), column);
        g_autofree char *path = NULL;

        if (!vt_hub_is_safe_path (text) || !vt_rows_kind_of_name (text, &kind))
          continue;
        path = g_build_filename (folder, text, NULL);
        if (g_file_test (path, G_FILE_TEST_IS_REGULAR))
          vt_table_set_text (table, vt_table_get_row (table, row), column, path);
      }
}
