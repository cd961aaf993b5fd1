/* test-table.c: tables come out of JSON and CSV as they went in.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <string.h>

#include "app/table.h"
#include "engine/base/error.h"

static VtTable *
from_json (const char *text, GError **error)
{
  g_autoptr (VtJson) json = vt_json_parse (text, strlen (text), error);

  g_assert_nonnull (json);
  return vt_table_from_json (vt_json_root (json), error);
}

static void
expect_json (const VtTable *table, const char *expected)
{
  g_autofree char *json = vt_table_to_json (table);

  g_assert_cmpstr (json, ==, expected);
}

static void
test_json (void)
{
  static const char *const cases[][2] = {
    { "{\"headers\":[\"a\",\"b\"],\"data\":[[1,\"x\"],[0.5,null]]}", "{\"headers\":[\"a\",\"b\"],\"data\":[[1,\"x\"],[0.5,null]]}" },
    { "[[1,true],[2]]", "{\"headers\":[\"1\",\"2\"],\"data\":[[1,true],[2,null]]}" },
    { "[{\"a\":1},{\"b\":\"2\"}]", "{\"headers\":[\"a\",\"b\"],\"data\":[[1,null],[null,\"2\"]]}" },
    { "{\"headers\":[3],\"data\":[[[1]]]}", "{\"headers\":[\"3\"],\"data\":[[\"[1]\"]]}" },
    { "{\"headers\":[\"a\"],\"data\":[]}", "{\"headers\":[\"a\"],\"data\":[]}" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (VtTable) table = from_json (cases[i][0], NULL);
      expect_json (table, cases[i][1]);
    }
}

static void
test_wrong_json (void)
{
  static const char *const cases[] = { "3", "{}", "{\"headers\":1,\"data\":[]}", "{\"data\":[1]}", "[1]" };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_assert_null (from_json (cases[i], &error));
      g_assert_error (error, VT_ERROR, VT_ERROR_INVALID);
    }
}

static void
test_csv (void)
{
  static const char *const cases[][2] = {
    { "a,b\r\n1,\"x, \"\"y\"\"\"\r\n", "{\"headers\":[\"a\",\"b\"],\"data\":[[1,\"x, \\\"y\\\"\"]]}" },
    { "a;b\n1,5;2\n", "{\"headers\":[\"a\",\"b\"],\"data\":[[\"1,5\",2]]}" },
    { "a\tb\n007\t-3", "{\"headers\":[\"a\",\"b\"],\"data\":[[\"007\",-3]]}" },
    { "\357\273\277a\n\"two\nlines\"\n", "{\"headers\":[\"a\"],\"data\":[[\"two\\nlines\"]]}" },
    { "a,b\n1,", "{\"headers\":[\"a\",\"b\"],\"data\":[[1,null]]}" },
    { "a\n1,2,3", "{\"headers\":[\"a\",\"2\",\"3\"],\"data\":[[1,2,3]]}" },
    { "", "{\"headers\":[],\"data\":[]}" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (VtTable) table = vt_table_from_csv (cases[i][0], strlen (cases[i][0]), 0, TRUE, NULL);
      expect_json (table, cases[i][1]);
    }
}

static void
test_to_csv (void)
{
  g_autoptr (VtTable) table = from_json ("{\"headers\":[\"a\",\"b;c\"],\"data\":[[1,\"x;y\"],[null,\"\\\"\"]]}", NULL);
  g_autofree char *csv = vt_table_to_csv (table, ';', TRUE);
  g_autofree char *tabs = vt_table_to_csv (table, '\t', FALSE);

  g_assert_cmpstr (csv, ==, "a;\"b;c\"\n1;\"x;y\"\n;\"\"\"\"\n");
  g_assert_cmpstr (tabs, ==, "1\tx;y\n\t\"\"\"\"\n");
}

static void
test_edit (void)
{
  g_autoptr (VtTable) table = from_json ("{\"headers\":[\"a\",\"b\"],\"data\":[[1,true],[2,false]]}", NULL);
  VtTableRow *row = vt_table_get_row (table, 1);

  vt_table_set_type (table, 0, VT_COLUMN_NUMBER);
  vt_table_set_type (table, 1, vt_table_type_from_name ("bool"));
  g_assert_false (vt_table_set_text (table, row, 0, "many"));
  g_assert_true (vt_table_set_text (table, row, 0, "1,5"));
  g_assert_false (vt_table_set_text (table, row, 1, "perhaps"));
  g_assert_true (vt_table_set_text (table, row, 1, "yes"));
  vt_table_insert_row (table, 0);
  vt_table_insert_column (table, 1, "c");
  expect_json (table, "{\"headers\":[\"a\",\"c\",\"b\"],\"data\":[[null,null,null],[1,null,true],[1.5,null,true]]}");
  g_assert_true (vt_table_is_numeric (table, 0));
  g_assert_false (vt_table_is_numeric (table, 1));
  vt_table_remove_column (table, 0);
  vt_table_remove_row (table, 1);
  expect_json (table, "{\"headers\":[\"c\",\"b\"],\"data\":[[null,null],[null,true]]}");
}

static void
test_compare (void)
{
  g_autoptr (VtTable) table = from_json ("[[2],[10],[\"b\"],[\"a\"],[null]]", NULL);
  VtTableRow *rows[5];

  for (guint i = 0; i < 5; i++)
    rows[i] = vt_table_get_row (table, i);
  g_assert_cmpint (vt_table_compare (rows[0], rows[1], 0), <, 0);
  g_assert_cmpint (vt_table_compare (rows[1], rows[2], 0), <, 0);
  g_assert_cmpint (vt_table_compare (rows[2], rows[3], 0), >, 0);
  g_assert_cmpint (vt_table_compare (rows[4], rows[3], 0), >, 0);
  g_assert_cmpint (vt_table_compare (rows[4], rows[4], 0), ==, 0);
}

static void
test_limit (void)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *line = g_strnfill (2 * VT_TABLE_MAX_COLUMNS, ',');

  g_assert_null (vt_table_from_csv (line, strlen (line), ',', FALSE, &error));
  g_assert_error (error, VT_ERROR, VT_ERROR_LIMIT);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/table/json", test_json);
  g_test_add_func ("/table/json/wrong", test_wrong_json);
  g_test_add_func ("/table/csv", test_csv);
  g_test_add_func ("/table/csv/write", test_to_csv);
  g_test_add_func ("/table/edit", test_edit);
  g_test_add_func ("/table/compare", test_compare);
  g_test_add_func ("/table/limit", test_limit);
  return g_test_run ();
}
