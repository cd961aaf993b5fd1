/* fuzz-csv-lines.c: the records of a CSV file, found one by one and from the end, are the rows that
 * the whole file has as a table.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <string.h>

#include "app/rows/rows-lines.h"
#include "app/table.h"

int LLVMFuzzerTestOneInput (const guint8 *data, size_t size);

static guint
count_cells (const VtTable *table, guint row)
{
  guint n = 0;

  for (guint i = 0; i < vt_table_n_columns (table); i++)
    n += vt_table_get_kind (vt_table_get_row (table, row), i) != VT_CELL_EMPTY;
  return n;
}

static void
check_record (VtRowsLines *lines, gint64 index, char separator, const VtTable *whole)
{
  g_autoptr (VtTable) one = NULL;
  const char *text;
  gsize size;
  gboolean end;

  g_assert_true (vt_rows_lines_read (lines, index, &text, &size, &end, NULL, NULL) && !end);
  one = vt_table_from_csv (text, size, separator, FALSE, NULL);
  g_assert_nonnull (one);
  g_assert_cmpuint (vt_table_n_rows (one), <=, 1);
  if (vt_table_n_rows (one) == 1 && vt_table_n_rows (whole) > index)
    g_assert_cmpuint (count_cells (one, 0), ==, count_cells (whole, (guint) index));
}

int
LLVMFuzzerTestOneInput (const guint8 *data, size_t size)
{
  /* A byte order mark counts at the beginning of what is read, which a record of its own is. */
  gboolean marked = g_strstr_len ((const char *) data, (gssize) size, "\xef\xbb\xbf") != NULL;
  g_autoptr (GBytes) bytes = g_bytes_new_static (data, size);
  g_autoptr (VtRowsLines) lines = vt_rows_lines_new_for_bytes (bytes, "/");
  g_autoptr (VtTable) whole = NULL;
  gint64 n;

  if (memchr (data, '\0', size) != NULL || marked)
    return 0;
  vt_rows_lines_set_separator (lines, ',');
  whole = vt_table_from_csv ((const char *) data, size, ',', FALSE, NULL);
  n = vt_rows_lines_count (lines);
  if (whole == NULL)
    return 0;
  g_assert_cmpint (n, >=, vt_table_n_rows (whole));
  if (n != vt_table_n_rows (whole)) /* lines without anything are no rows of a table */
    return 0;
  for (gint64 i = 0; i < n; i++)
    check_record (lines, i, ',', whole);
  for (gint64 i = n - 1; i >= 0; i--)
    check_record (lines, i, ',', whole);
  return 0;
}
