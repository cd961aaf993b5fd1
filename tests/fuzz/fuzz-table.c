/* fuzz-table.c: a text as CSV and, where it is JSON, as a table. Both are written
 * and read again, and must then be the same.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <string.h>

#include "app/table.h"

int LLVMFuzzerTestOneInput (const guint8 *data, size_t size);

static void
check_csv (const VtTable *table, char separator)
{
  g_autofree char *csv = vt_table_to_csv (table, separator, TRUE);
  g_autoptr (VtTable) again = vt_table_from_csv (csv, strlen (csv), separator, TRUE, NULL);
  g_autofree char *twice = again != NULL ? vt_table_to_csv (again, separator, TRUE) : NULL;

  g_assert_cmpstr (csv, ==, twice);
}

static void
check_json (const VtTable *table)
{
  g_autofree char *text = vt_table_to_json (table);
  g_autoptr (VtJson) json = vt_json_parse (text, strlen (text), NULL);
  g_autoptr (VtTable) again = vt_table_from_json (vt_json_root (json), NULL);
  g_autofree char *twice = again != NULL ? vt_table_to_json (again) : NULL;

  g_assert_cmpstr (text, ==, twice);
}

/* Every change that a person can make. */
static void
edit (VtTable *table, const char *text)
{
  vt_table_insert_column (table, 1, "new");
  vt_table_insert_row (table, 1);
  vt_table_set_type (table, 0, VT_COLUMN_NUMBER);
  vt_table_set_text (table, vt_table_get_row (table, 0), 0, text);
  vt_table_compare (vt_table_get_row (table, 0), vt_table_get_row (table, vt_table_n_rows (table) - 1), 0);
  vt_table_is_numeric (table, 0);
  vt_table_remove_row (table, vt_table_n_rows (table) - 1);
  vt_table_remove_column (table, vt_table_n_columns (table) - 1);
  check_json (table);
}

int
LLVMFuzzerTestOneInput (const guint8 *data, size_t size)
{
  g_autoptr (VtTable) csv = vt_table_from_csv ((const char *) data, size, 0, size % 2 == 0, NULL);
  g_autoptr (VtJson) json = vt_json_parse ((const char *) data, size, NULL);
  g_autoptr (VtTable) table = json != NULL ? vt_table_from_json (vt_json_root (json), NULL) : NULL;

  if (csv != NULL)
    {
      check_csv (csv, ',');
      check_json (csv);
      edit (csv, "1,5");
    }
  if (table != NULL)
    {
      check_json (table);
      edit (table, "no number");
    }
  return 0;
}
