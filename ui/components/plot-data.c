/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/components/plot-data.h"

#include <math.h>
#include <string.h>

/* What a plot can still tell apart. */
#define MAX_SERIES 24

typedef struct
{
  VtPlotData *data;
  const VtTable *table;
  VtPlotKind kind;
  int x;     /* columns; -1 for the row's number */
  int color; /* or -1 */
  GHashTable *places; /* (utf8 → place + 1) of categories */
} Reader;

static void
series_free (VtPlotSeries *series)
{
  g_free (series->name);
  g_array_unref (series->points);
  g_free (series);
}

void
vt_plot_data_free (VtPlotData *self)
{
  g_ptr_array_unref (self->series);
  g_clear_pointer (&self->categories, g_ptr_array_unref);
  g_free (self->x_title);
  g_free (self->y_title);
  g_free (self);
}

static int
find_column (const VtTable *table, const char *header)
{
  for (guint i = 0; *header && i < vt_table_n_columns (table); i++)
    if (strcmp (vt_table_get_header (table, i), header) == 0)
      return (int) i;
  return -1;
}

static VtPlotSeries *
get_series (Reader *self, const char *name)
{
  GPtrArray *all = self->data->series;
  VtPlotSeries *series;

  for (guint i = 0; i < all->len; i++)
    if (strcmp (((VtPlotSeries *) all->pdata[i])->name, name) == 0)
      return all->pdata[i];
  if (all->len >= MAX_SERIES)
    return NULL;
  series = g_new0 (VtPlotSeries, 1);
  series->name = g_strdup (name);
  series->points = g_array_new (FALSE, FALSE, sizeof (VtPlotPoint));
  g_ptr_array_add (all, series);
  return series;
}

static double
category_place (Reader *self, const char *text)
{
  gpointer place = g_hash_table_lookup (self->places, text);

  if (place == NULL)
    {
      g_ptr_array_add (self->data->categories, g_strdup (text));
      place = GUINT_TO_POINTER (self->data->categories->len);
      g_hash_table_insert (self->places, g_strdup (text), place);
    }
  return GPOINTER_TO_UINT (place) - 1;
}

/* %FALSE where the row has no x. */
static gboolean
read_x (Reader *self, guint row, double *x)
{
  VtTableRow *cells = vt_table_get_row (self->table, row);

  *x = row + 1;
  if (self->data->categories == NULL)
    return self->x < 0 || vt_table_get_number (cells, (guint) self->x, x);
  if (self->x < 0)
    {
      g_autofree char *number = g_strdup_printf ("%u", row + 1);
      *x = category_place (self, number);
    }
  else
    *x = category_place (self, vt_table_get_text (cells, (guint) self->x));
  return TRUE;
}

static void
add_point (Reader *self, VtPlotSeries *series, VtPlotPoint point)
{
  for (guint i = 0; self->kind == VT_PLOT_BAR && i < series->points->len; i++)
    {
      VtPlotPoint *bar = &g_array_index (series->points, VtPlotPoint, i);

      if (bar->x == point.x)
        {
          bar->y += point.y;
          return;
        }
    }
  g_array_append_val (series->points, point);
}

static void
read_column (Reader *self, guint column)
{
  for (guint row = 0; row < vt_table_n_rows (self->table); row++)
    {
      VtTableRow *cells = vt_table_get_row (self->table, row);
      const char *name = self->color >= 0 ? vt_table_get_text (cells, (guint) self->color)
                                          : vt_table_get_header (self->table, column);
      VtPlotPoint point;
      VtPlotSeries *series;

      if (!vt_table_get_number (cells, column, &point.y) || !read_x (self, row, &point.x))
        continue;
      series = get_series (self, name);
      if (series != NULL)
        add_point (self, series, point);
    }
}

/* Every column of numbers that has no other part, or the one asked for. */
static void
read_columns (Reader *self, int y)
{
  guint n = 0, last = 0;

  for (guint i = 0; i < vt_table_n_columns (self->table); i++)
    {
      gboolean wanted = y >= 0 ? (int) i == y
                               : (int) i != self->x && (int) i != self->color && vt_table_is_numeric (self->table, i);

      if (!wanted || (self->color >= 0 && n > 0))
        continue;
      read_column (self, i);
      last = i;
      n++;
    }
  self->data->y_title = g_strdup (n == 1 ? vt_table_get_header (self->table, last) : "");
}

/* The first column of texts; in a scatter or line plot else the first of numbers,
 * where there is another one for y. */
static int
choose_x (const VtTable *table, VtPlotKind kind, int y, int color)
{
  guint numeric = 0;
  int first = -1;

  for (guint i = 0; i < vt_table_n_columns (table); i++)
    {
      gboolean number = vt_table_is_numeric (table, i);

      if ((int) i == y || (int) i == color)
        continue;
      if (!number && kind != VT_PLOT_SCATTER)
        return (int) i;
      numeric += number;
      if (number && first < 0)
        first = (int) i;
    }
  return numeric > (y < 0) ? first : -1;
}

static int
compare_x (gconstpointer a, gconstpointer b)
{
  double x = ((const VtPlotPoint *) a)->x, y = ((const VtPlotPoint *) b)->x;

  return (x > y) - (x < y);
}

static void
include (double value, double *minimum, double *maximum)
{
  *minimum = fmin (*minimum, value);
  *maximum = fmax (*maximum, value);
}

static void
find_bounds (VtPlotData *self, VtPlotKind kind)
{
  self->x_minimum = self->y_minimum = INFINITY;
  self->x_maximum = self->y_maximum = -INFINITY;
  if (kind == VT_PLOT_BAR)
    self->y_minimum = self->y_maximum = 0;
  for (guint i = 0; i < self->series->len; i++)
    {
      const VtPlotSeries *series = self->series->pdata[i];

      self->n_points += series->points->len;
      if (kind == VT_PLOT_LINE)
        g_array_sort (series->points, compare_x);
      for (guint j = 0; j < series->points->len; j++)
        {
          VtPlotPoint *point = &g_array_index (series->points, VtPlotPoint, j);

          include (point->x, &self->x_minimum, &self->x_maximum);
          include (point->y, &self->y_minimum, &self->y_maximum);
        }
    }
}

VtPlotData *
vt_plot_data_new (const VtTable *table, VtPlotKind kind, const char *x, const char *y, const char *color)
{
  VtPlotData *self = g_new0 (VtPlotData, 1);
  Reader reader = { .data = self, .table = table, .kind = kind };
  int y_column = find_column (table, y);

  self->series = g_ptr_array_new_with_free_func ((GDestroyNotify) series_free);
  reader.color = find_column (table, color);
  reader.x = find_column (table, x);
  if (reader.x < 0)
    reader.x = choose_x (table, kind, y_column, reader.color);
  reader.places = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  if (kind == VT_PLOT_BAR || (reader.x >= 0 && !vt_table_is_numeric (table, (guint) reader.x)))
    self->categories = g_ptr_array_new_with_free_func (g_free);
  self->x_title = g_strdup (reader.x >= 0 ? vt_table_get_header (table, (guint) reader.x) : "");
  read_columns (&reader, y_column);
  find_bounds (self, kind);
  g_hash_table_unref (reader.places);
  return self;
}

char *
vt_plot_format (double number)
{
  if (fabs (number) < 1e-12)
    number = 0;
  return fabs (number) >= 1e7 || (number != 0 && fabs (number) < 1e-4) ? g_strdup_printf ("%.3g", number)
         : number == floor (number)                                     ? g_strdup_printf ("%'.0f", number)
                                                                        : g_strdup_printf ("%.6g", number);
}

char *
vt_plot_data_format_x (const VtPlotData *self, double x)
{
  if (self->categories == NULL)
    return vt_plot_format (x);
  return g_strdup (x >= 0 && x < self->categories->len ? self->categories->pdata[(guint) x] : "");
}

void
vt_plot_ticks (double minimum, double maximum, guint most, double *first, double *step)
{
  static const double nice[] = { 1, 2, 2.5, 5, 10 };
  double raw = (maximum - minimum) / MAX (most, 1);
  double power = pow (10, floor (log10 (raw)));

  *step = 10 * power;
  for (guint i = 0; i < G_N_ELEMENTS (nice); i++)
    if (nice[i] * power >= raw * (1 - 1e-9))
      {
        *step = nice[i] * power;
        break;
      }
  *first = ceil (minimum / *step - 1e-9) * *step;
}
