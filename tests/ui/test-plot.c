/* test-plot.c: diagrams and trees of values.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <adwaita.h>
#include <math.h>
#include <string.h>

#include "component-fixture.h"
#include "ui/components/plot-view.h"

static VtPlotData *
read_data (const char *text, VtPlotKind kind, const char *x, const char *y, const char *color)
{
  g_autoptr (VtJson) json = vt_json_parse (text, strlen (text), NULL);
  g_autoptr (VtTable) table = vt_table_from_json (vt_json_root (json), NULL);

  g_assert_nonnull (table);
  return vt_plot_data_new (table, kind, x, y, color);
}

/* "name: (x, y) (x, y)" a series, with bars between. */
static void
expect_series (VtPlotData *data, const char *expected)
{
  g_autoptr (GString) seen = g_string_new (NULL);

  for (guint i = 0; i < data->series->len; i++)
    {
      VtPlotSeries *series = data->series->pdata[i];
      g_string_append_printf (seen, "%s%s:", i ? " | " : "", series->name);
      for (guint j = 0; j < series->points->len; j++)
        {
          VtPlotPoint *point = &g_array_index (series->points, VtPlotPoint, j);
          g_autofree char *x = vt_plot_data_format_x (data, point->x);
          g_string_append_printf (seen, " (%s, %g)", x, point->y);
        }
    }
  g_assert_cmpstr (seen->str, ==, expected);
  vt_plot_data_free (data);
}

#define PEOPLE "{\"headers\":[\"name\",\"age\",\"size\",\"team\"],\"data\":[[\"Ada\",36,1.6,\"a\"],[\"Bob\",41,1.8,\"b\"]," \
               "[\"Ada\",4,1.5,\"b\"],[\"Eva\",null,1.7,\"a\"]]}"

static void
test_data (void)
{
  expect_series (read_data (PEOPLE, VT_PLOT_BAR, "", "age", ""), "age: (Ada, 40) (Bob, 41)");
  expect_series (read_data (PEOPLE, VT_PLOT_BAR, "team", "age", "name"), "Ada: (a, 36) (b, 4) | Bob: (b, 41)");
  expect_series (read_data (PEOPLE, VT_PLOT_SCATTER, "age", "size", ""), "size: (36, 1.6) (41, 1.8) (4, 1.5)");
  expect_series (read_data (PEOPLE, VT_PLOT_LINE, "age", "size", "team"), "a: (36, 1.6) | b: (4, 1.5) (41, 1.8)");
  expect_series (read_data ("[[3],[5],[4]]", VT_PLOT_LINE, "", "", ""), "1: (1, 3) (2, 5) (3, 4)");
  expect_series (read_data ("[{\"label\":\"cat\",\"score\":0.9},{\"label\":\"dog\",\"score\":0.1}]", VT_PLOT_BAR, "", "", ""),
                 "score: (cat, 0.9) (dog, 0.1)");
  expect_series (read_data ("[[\"a\"]]", VT_PLOT_BAR, "", "", ""), "");
  expect_series (read_data ("[]", VT_PLOT_SCATTER, "no", "such", "column"), "");
}

static void
test_ticks (void)
{
  static const struct
  {
    double low, high;
    guint most;
    double first, step;
  } cases[] = { { 0, 1, 5, 0, 0.2 }, { 0.13, 0.87, 4, 0.2, 0.2 }, { -3, 97, 10, 0, 10 }, { 1e9, 1e9 + 10, 5, 1e9, 2 } };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      double first, step;
      vt_plot_ticks (cases[i].low, cases[i].high, cases[i].most, &first, &step);
      g_assert_cmpfloat_with_epsilon (first, cases[i].first, 1e-9);
      g_assert_cmpfloat_with_epsilon (step, cases[i].step, 1e-9);
    }
}

static void
draw (Fixture *f)
{
  gtk_window_set_default_size (GTK_WINDOW (f->window), 400, 300);
  gtk_window_present (GTK_WINDOW (f->window));
  run_loop (200);
}

static void
test_widget (void)
{
  Fixture f;
  VtPlotView *plot;

  fixture_open (&f, "{\"id\": \"it\", \"type\": \"barplot\", \"label\": \"Scores\"}");
  plot = VT_PLOT_VIEW (find_widget (f.window, VT_TYPE_PLOT_VIEW));
  fixture_expect_value (&f, VT_VALUE_NONE, "");
  g_assert_false (gtk_widget_get_visible (GTK_WIDGET (plot)));
  fixture_set (&f, vt_value_new_json ("[{\"label\":\"cat\",\"score\":0.9},{\"label\":\"dog\",\"score\":0.1}]"));
  fixture_expect_events (&f, "change");
  g_assert_true (gtk_widget_get_visible (GTK_WIDGET (plot)));
  draw (&f);
  vt_plot_view_mark (plot, 1);
  g_assert_cmpstr (vt_plot_view_get_marked (plot), ==, "cat: 0.9");
  vt_plot_view_mark (plot, 1);
  vt_plot_view_mark (plot, 1);
  g_assert_cmpstr (vt_plot_view_get_marked (plot), ==, "dog: 0.1");
  vt_plot_view_mark (plot, -1);
  g_assert_cmpstr (vt_plot_view_get_marked (plot), ==, "cat: 0.9");
  fixture_set (&f, vt_value_new_json ("7"));
  fixture_set (&f, vt_value_new_boolean (TRUE));
  fixture_expect_events (&f, "");
  fixture_set (&f, vt_value_new_none ());
  fixture_expect_value (&f, VT_VALUE_NONE, "");
  fixture_close (&f);
}

/* Whatever numbers there are, every kind draws and ends. */
static void
test_odd_numbers (void)
{
  static const char *const tables[] = {
    "[]", "[[1]]", "[[1, 1], [1, 1]]", "[[-1e300, 1e300], [1e300, -1e300]]", "[[1e-320, 5e-324], [0, 0]]",
    "[[\"a\", -3], [\"b\", -4]]", "[[1e15, 1e15], [1000000000000001, 1000000000000001]]", "[[0, 1e308], [1, 1.7e308]]",
  };
  static const char *const kinds[] = { "barplot", "lineplot", "scatterplot" };

  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      Fixture f;
      g_autofree char *json = g_strdup_printf ("{\"id\": \"it\", \"type\": \"%s\", \"y_lim\": [%d, %d]}", kinds[i], i ? 1 : 5, i ? 2 : 1);

      fixture_open (&f, json);
      for (guint j = 0; j < G_N_ELEMENTS (tables); j++)
        {
          fixture_set (&f, vt_value_new_json (tables[j]));
          draw (&f);
        }
      fixture_close (&f);
    }
}

static guint
n_rows (Fixture *f)
{
  GtkListView *list = GTK_LIST_VIEW (find_widget (f->window, GTK_TYPE_LIST_VIEW));
  GtkSelectionModel *model = gtk_list_view_get_model (list);

  return model ? g_list_model_get_n_items (G_LIST_MODEL (model)) : 0;
}

static void
test_json (void)
{
  Fixture f;
  GtkListView *list;
  g_autoptr (GtkTreeListRow) row = NULL;

  fixture_open (&f, "{\"id\": \"it\", \"type\": \"json\", \"value\": {\"a\": [1, 2, {\"b\": null}], \"c\": \"text\"}}");
  draw (&f);
  g_assert_cmpuint (n_rows (&f), ==, 7);
  list = GTK_LIST_VIEW (find_widget (f.window, GTK_TYPE_LIST_VIEW));
  row = g_list_model_get_item (G_LIST_MODEL (gtk_list_view_get_model (list)), 1);
  gtk_tree_list_row_set_expanded (row, FALSE);
  g_assert_cmpuint (n_rows (&f), ==, 3);
  fixture_set (&f, vt_value_new_number (3));
  fixture_expect_value (&f, VT_VALUE_JSON, "3");
  g_assert_cmpuint (n_rows (&f), ==, 1);
  fixture_set (&f, vt_value_new_none ());
  fixture_expect_value (&f, VT_VALUE_NONE, "");
  g_assert_cmpuint (n_rows (&f), ==, 0);
  fixture_expect_events (&f, "change change");
  fixture_close (&f);
}

/* A large tree opens its first level only. */
static void
test_large_json (void)
{
  Fixture f;
  g_autoptr (GString) json = g_string_new ("[");

  for (guint i = 0; i < 20000; i++)
    g_string_append_printf (json, "%s{\"n\": %u}", i ? "," : "", i);
  g_string_append_c (json, ']');
  fixture_open (&f, "{\"id\": \"it\", \"type\": \"json\"}");
  fixture_set (&f, vt_value_new_json (json->str));
  draw (&f);
  g_assert_cmpuint (n_rows (&f), ==, 20001);
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
  g_test_add_func ("/plot/data", test_data);
  g_test_add_func ("/plot/ticks", test_ticks);
  g_test_add_func ("/plot/widget", test_widget);
  g_test_add_func ("/plot/odd-numbers", test_odd_numbers);
  g_test_add_func ("/json/tree", test_json);
  g_test_add_func ("/json/large", test_large_json);
  return g_test_run ();
}
