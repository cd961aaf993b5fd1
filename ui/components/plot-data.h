/* plot-data.h: what a plot shows, read from a table: series of points.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "app/table.h"

G_BEGIN_DECLS

typedef enum
{
  VT_PLOT_BAR,
  VT_PLOT_LINE,
  VT_PLOT_SCATTER,
} VtPlotKind;

/**
 * VtPlotPoint:
 * @x: a number, or the place of a category
 */
typedef struct
{
  double x;
  double y;
} VtPlotPoint;

/**
 * VtPlotSeries:
 * @name: as the legend says
 * @points: (element-type VtPlotPoint): by x in lines, else in the table's order
 */
typedef struct
{
  char *name;
  GArray *points;
} VtPlotSeries;

/**
 * VtPlotData:
 * @series: (element-type VtPlotSeries)
 * @categories: (nullable) (element-type utf8): what stands along the x axis; %NULL
 *   where that bears numbers
 * @x_title, @y_title: the columns' names; @y_title is "" where they are several
 * @x_minimum … @y_maximum: what the points need; for bars with 0
 */
typedef struct
{
  GPtrArray *series;
  GPtrArray *categories;
  char *x_title;
  char *y_title;
  double x_minimum, x_maximum;
  double y_minimum, y_maximum;
  guint n_points;
} VtPlotData;

/**
 * vt_plot_data_new:
 * @x: the column along the x axis, or "" for the first that will do
 * @y: the column with the heights, or "" for all other ones with numbers
 * @color: the column whose different texts are series of their own, or ""
 *
 * Bars with the same x in one series are added up. Never fails: a table without
 * numbers gives no series.
 */
VtPlotData *vt_plot_data_new (const VtTable *table, VtPlotKind kind, const char *x, const char *y, const char *color);
void vt_plot_data_free (VtPlotData *self);

/* How the point's x reads: a category's name or a number; transfer full. */
char *vt_plot_data_format_x (const VtPlotData *self, double x);

/* A number as an axis shows it, in the person's locale; transfer full. */
char *vt_plot_format (double number);

/**
 * vt_plot_ticks:
 * @most: how many there may be
 *
 * Round numbers: the first at or above @minimum, and the step to the next one.
 */
void vt_plot_ticks (double minimum, double maximum, guint most, double *first, double *step);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (VtPlotData, vt_plot_data_free)

G_END_DECLS
