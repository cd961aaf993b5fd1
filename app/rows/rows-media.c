/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/rows/rows-media.h"

#include <string.h>

#include "app/rows/rows-class.h"
#include "app/table.h"
#include "engine/base/error.h"
#include "hub/disk.h"

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

/* The cell as the table has it; transfer full. */
static char *
export_cell (VtRows *rows, const VtRowsRow *row, guint column, gint64 index, const char *folder, VtHubClient *client,
             GCancellable *cancellable, GError **error)
{
  const VtRowsCell *cell = vt_rows_get_cell (row, column);
  g_autofree char *name = NULL, *path = NULL;

  if (!is_media (rows->columns->pdata[column]) || (cell->text == NULL && cell->bytes == NULL))
    return g_strdup (cell->text != NULL ? cell->text : "");
  name = g_strdup_printf ("%u-%06" G_GINT64_FORMAT, column + 1, index + 1);
  path = vt_rows_save_media (cell, folder, name, client, cancellable, error);
  return path != NULL ? g_path_get_basename (path) : NULL;
}

static gboolean
export_row (VtRows *rows, const VtRowsRow *row, gint64 index, VtTable *table, const char *folder, VtHubClient *client,
            GCancellable *cancellable, GError **error)
{
  guint at = vt_table_n_rows (table);

  if (!vt_table_insert_row (table, at))
    {
      g_set_error_literal (error, VT_ERROR, VT_ERROR_LIMIT, "So many rows do not fit into one table; take fewer.");
      return FALSE;
    }
  for (guint i = 0; i < row->len; i++)
    {
      g_autofree char *text = export_cell (rows, row, i, index, folder, client, cancellable, error);

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

gint64
vt_rows_export (VtRows *rows, gint64 first, guint n, const char *folder, VtHubClient *client, GCancellable *cancellable,
                GError **error)
{
  g_autoptr (VtTable) table = begin_table (rows);
  g_autofree char *path = g_build_filename (folder, "table.csv", NULL);
  g_autofree char *text = NULL;
  guint done = 0, got = BLOCK;

  if (!vt_disk_make_folder (folder, error))
    return -1;
  while (done < n && got == BLOCK)
    {
      g_autoptr (GPtrArray) some = vt_rows_read (rows, first + done, MIN (BLOCK, n - done), cancellable, error);

      if (some == NULL)
        return -1;
      for (guint i = 0; i < some->len; i++)
        if (!export_row (rows, some->pdata[i], first + done + i, table, folder, client, cancellable, error))
          return -1;
      got = some->len;
      done += got;
    }
  text = vt_table_to_csv (table, ',', TRUE);
  return g_file_set_contents (path, text, -1, error) ? done : -1;
}
