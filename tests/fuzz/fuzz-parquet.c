/* fuzz-parquet.c: a Parquet file, every row of it, once in order and once from the end.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "app/rows/parquet-text.h"

#define ROWS_MAX 200

int LLVMFuzzerTestOneInput (const guint8 *data, size_t size);

static gboolean
read_row (VtParquetColumn *column, const VtParquetLeaf *leaf, gint64 row)
{
  g_autofree char *list = NULL;

  if (!vt_parquet_column_seek (column, row, NULL))
    return FALSE;
  list = vt_parquet_read_list (column, leaf, NULL);
  g_assert_true (list == NULL || g_utf8_validate (list, -1, NULL));
  return list != NULL;
}

static void
read_leaf (const VtParquetFile *file, guint index)
{
  g_autoptr (VtParquetColumn) column = vt_parquet_column_new (file, index);
  gint64 n = MIN (file->n_rows, ROWS_MAX), i = 0;

  while (i < n && read_row (column, file->leaves->pdata[index], i))
    i++;
  for (gint64 row = file->n_rows - 1; row >= 0 && row > file->n_rows - 5; row--)
    if (!read_row (column, file->leaves->pdata[index], row))
      return;
}

int
LLVMFuzzerTestOneInput (const guint8 *data, size_t size)
{
  g_autoptr (GBytes) bytes = g_bytes_new_static (data, size);
  g_autoptr (GError) error = NULL;
  g_autoptr (VtParquetFile) file = vt_parquet_file_new (bytes, &error);

  g_assert_true ((file != NULL) == (error == NULL));
  for (guint i = 0; file != NULL && i < MIN (file->leaves->len, 32); i++)
    read_leaf (file, i);
  return 0;
}
