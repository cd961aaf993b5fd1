/* test-dataframe.c: the table's widget: cells, rows, columns, sorting, spreadsheets.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <adwaita.h>

#include "component-fixture.h"
#include "ui/components/table-cell.h"
#include "ui/components/table-view.h"

#define TABLE "{\"id\": \"it\", \"type\": \"dataframe\", \"label\": \"People\", \"datatype\": [\"str\", \"number\", \"bool\"]," \
              " \"value\": {\"headers\": [\"name\", \"age\", \"here\"], \"data\": [[\"Bob\", 41, true], [\"Ada\", 36, false]]}}"
#define HEAD "{\"headers\":[\"name\",\"age\",\"here\"],\"data\":"

static void
open (Fixture *f, const char *json)
{
  fixture_open (f, json);
  gtk_window_set_default_size (GTK_WINDOW (f->window), 500, 400);
  gtk_window_present (GTK_WINDOW (f->window));
  run_loop (150);
}

typedef struct
{
  guint column, position;
  guint n; /* all cells */
  VtTableCell *found;
} Search;

static void
search (GtkWidget *root, Search *what)
{
  for (GtkWidget *child = gtk_widget_get_first_child (root); child; child = gtk_widget_get_next_sibling (child))
    {
      if (VT_IS_TABLE_CELL (child))
        {
          what->n++;
          if (gtk_widget_get_mapped (child) && vt_table_cell_get_column (VT_TABLE_CELL (child)) == what->column
              && vt_table_cell_get_position (VT_TABLE_CELL (child)) == what->position)
            what->found = VT_TABLE_CELL (child);
        }
      search (child, what);
    }
}

static VtTableCell *
cell (Fixture *f, guint column, guint position)
{
  Search what = { .column = column, .position = position };

  search (f->window, &what);
  g_assert_nonnull (what.found);
  return what.found;
}

/* As a person does it: into the cell, write, Enter. */
static void
write_cell (Fixture *f, guint column, guint position, const char *text)
{
  VtTableCell *it = cell (f, column, position);
  GtkWidget *entry;

  gtk_widget_grab_focus (GTK_WIDGET (it));
  vt_table_cell_edit (it, NULL);
  entry = find_widget (GTK_WIDGET (it), GTK_TYPE_TEXT);
  g_assert_nonnull (entry);
  gtk_editable_set_text (GTK_EDITABLE (entry), text);
  g_signal_emit_by_name (entry, "activate");
  run_loop (0);
}

static void
test_values (void)
{
  Fixture f;

  open (&f, TABLE);
  fixture_expect_value (&f, VT_VALUE_JSON, HEAD "[[\"Bob\",41,true],[\"Ada\",36,false]]}");
  g_assert_cmpstr (vt_table_cell_get_text (cell (&f, 0, 1)), ==, "Ada");
  fixture_set (&f, vt_value_new_json ("[{\"a\": 1}, {\"b\": 2}]"));
  fixture_expect_events (&f, "change");
  fixture_expect_value (&f, VT_VALUE_JSON, "{\"headers\":[\"a\",\"b\"],\"data\":[[1,null],[null,2]]}");
  fixture_set (&f, vt_value_new_text ("no table"));
  fixture_set (&f, vt_value_new_json ("{}"));
  fixture_set (&f, vt_value_new_number (3));
  fixture_expect_events (&f, "");
  fixture_set (&f, vt_value_new_none ());
  fixture_expect_value (&f, VT_VALUE_JSON, "{\"headers\":[\"a\",\"b\"],\"data\":[]}");
  vt_component_view_reset (f.view);
  fixture_expect_value (&f, VT_VALUE_JSON, HEAD "[[\"Bob\",41,true],[\"Ada\",36,false]]}");
  fixture_close (&f);
}

static void
test_edit (void)
{
  Fixture f;

  open (&f, TABLE);
  write_cell (&f, 0, 0, "Robert");
  fixture_expect_events (&f, "change input select");
  write_cell (&f, 1, 1, "36,5");
  fixture_expect_value (&f, VT_VALUE_JSON, HEAD "[[\"Robert\",41,true],[\"Ada\",36.5,false]]}");
  write_cell (&f, 1, 1, "many");
  fixture_expect_value (&f, VT_VALUE_JSON, HEAD "[[\"Robert\",41,true],[\"Ada\",36.5,false]]}");
  vt_table_cell_edit (cell (&f, 2, 1), NULL);
  fixture_expect_value (&f, VT_VALUE_JSON, HEAD "[[\"Robert\",41,true],[\"Ada\",36.5,true]]}");
  fixture_close (&f);
}

/* Escape gives up what was written. */
static void
test_give_up (void)
{
  Fixture f;
  VtTableCell *it;

  open (&f, TABLE);
  it = cell (&f, 0, 0);
  vt_table_cell_edit (it, "x");
  g_assert_true (vt_table_cell_is_edited (it));
  vt_table_cell_end (it, FALSE);
  g_assert_false (vt_table_cell_is_edited (it));
  g_assert_cmpstr (vt_table_cell_get_text (it), ==, "Bob");
  fixture_close (&f);
}

static void
act (Fixture *f, const char *action)
{
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (f->view), action, NULL));
  run_loop (100);
}

static void
test_rows_and_columns (void)
{
  Fixture f;

  open (&f, TABLE);
  gtk_widget_grab_focus (GTK_WIDGET (cell (&f, 1, 1)));
  act (&f, "table.insert-row");
  fixture_expect_value (&f, VT_VALUE_JSON, HEAD "[[\"Bob\",41,true],[null,null,null],[\"Ada\",36,false]]}");
  act (&f, "table.remove-row");
  fixture_expect_value (&f, VT_VALUE_JSON, HEAD "[[\"Bob\",41,true],[\"Ada\",36,false]]}");
  gtk_widget_grab_focus (GTK_WIDGET (cell (&f, 1, 0)));
  act (&f, "table.remove-column");
  fixture_expect_value (&f, VT_VALUE_JSON, "{\"headers\":[\"name\",\"here\"],\"data\":[[\"Bob\",true],[\"Ada\",false]]}");
  act (&f, "table.remove-row");
  act (&f, "table.remove-row");
  act (&f, "table.remove-row");
  fixture_expect_value (&f, VT_VALUE_JSON, "{\"headers\":[\"name\",\"here\"],\"data\":[]}");
  act (&f, "table.remove-column");
  act (&f, "table.remove-column");
  act (&f, "table.remove-column");
  fixture_expect_value (&f, VT_VALUE_JSON, "{\"headers\":[],\"data\":[]}");
  act (&f, "table.insert-column");
  act (&f, "table.insert-row");
  fixture_expect_value (&f, VT_VALUE_JSON, "{\"headers\":[\"1\"],\"data\":[[null]]}");
  fixture_close (&f);
}

static void
test_paste (void)
{
  Fixture f;

  open (&f, TABLE);
  gtk_widget_grab_focus (GTK_WIDGET (cell (&f, 1, 1)));
  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (f.view)), "1\tyes\tnew\r\n2\tno\tcolumn\r\n");
  act (&f, "table.paste");
  fixture_expect_value (&f, VT_VALUE_JSON, "{\"headers\":[\"name\",\"age\",\"here\",\"4\"],\"data\":[[\"Bob\",41,true,null],"
                                           "[\"Ada\",1,true,\"new\"],[null,2,false,\"column\"]]}");
  fixture_close (&f);
}

/* Only what is seen is sorted. */
static void
test_sort (void)
{
  Fixture f;
  GtkColumnView *view;
  g_autoptr (GtkColumnViewColumn) age = NULL;

  open (&f, TABLE);
  view = GTK_COLUMN_VIEW (find_widget (f.window, GTK_TYPE_COLUMN_VIEW));
  age = g_list_model_get_item (gtk_column_view_get_columns (view), 1);
  gtk_column_view_sort_by_column (view, age, GTK_SORT_ASCENDING);
  run_loop (100);
  g_assert_cmpstr (vt_table_cell_get_text (cell (&f, 0, 0)), ==, "Ada");
  write_cell (&f, 0, 0, "Eva");
  fixture_expect_value (&f, VT_VALUE_JSON, HEAD "[[\"Bob\",41,true],[\"Eva\",36,false]]}");
  fixture_close (&f);
}

static void
test_output (void)
{
  Fixture f;

  open (&f, TABLE);
  vt_component_view_set_interactive (f.view, FALSE);
  vt_table_cell_edit (cell (&f, 0, 0), "x");
  g_assert_false (vt_table_cell_is_edited (cell (&f, 0, 0)));
  gtk_widget_activate_action (GTK_WIDGET (f.view), "table.remove-row", NULL);
  fixture_expect_value (&f, VT_VALUE_JSON, HEAD "[[\"Bob\",41,true],[\"Ada\",36,false]]}");
  fixture_close (&f);
}

/* Ten thousand rows have no more widgets than what is seen. */
static void
test_large (void)
{
  Fixture f;
  g_autoptr (GString) json = g_string_new ("[");
  Search what = { .column = 0, .position = 9999 };

  for (guint i = 0; i < 10000; i++)
    g_string_append_printf (json, "%s[%u,\"row %u\",%s]", i ? "," : "", i, i, i % 2 ? "true" : "false");
  g_string_append_c (json, ']');
  open (&f, "{\"id\": \"it\", \"type\": \"dataframe\"}");
  fixture_set (&f, vt_value_new_json (json->str));
  run_loop (200);
  vt_table_view_focus_cell (VT_TABLE_VIEW (find_widget (f.window, VT_TYPE_TABLE_VIEW)), 9999, 0);
  for (guint i = 0; i < 50 && what.found == NULL; i++)
    {
      run_loop (100);
      search (f.window, &what);
      g_assert_cmpuint (what.n, <, 1000 * (i + 1));
    }
  g_assert_cmpstr (vt_table_cell_get_text (what.found), ==, "9999");
  fixture_close (&f);
}

int
main (int argc, char *argv[])
{
  if (!gtk_init_check ())
    {
      g_print ("1..0 # SKIP there is no display\n");
      return 0;
    }
  g_test_init (&argc, &argv, NULL);
  adw_init ();
  g_test_add_func ("/dataframe/values", test_values);
  g_test_add_func ("/dataframe/edit", test_edit);
  g_test_add_func ("/dataframe/give-up", test_give_up);
  g_test_add_func ("/dataframe/rows-and-columns", test_rows_and_columns);
  g_test_add_func ("/dataframe/paste", test_paste);
  g_test_add_func ("/dataframe/sort", test_sort);
  g_test_add_func ("/dataframe/output", test_output);
  g_test_add_func ("/dataframe/large", test_large);
  return g_test_run ();
}
