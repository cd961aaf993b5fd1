/* plot-view.h: draws bars, lines or points with axes. The arrow keys and the
 * pointer go from point to point, and what it shows is told to screen readers.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gtk/gtk.h>

#include "ui/components/plot-data.h"

G_BEGIN_DECLS

#define VT_TYPE_PLOT_VIEW (vt_plot_view_get_type ())
G_DECLARE_FINAL_TYPE (VtPlotView, vt_plot_view, VT, PLOT_VIEW, GtkWidget)

GtkWidget *vt_plot_view_new (VtPlotKind kind, int height);

/* Takes @data; %NULL shows nothing. */
void vt_plot_view_set_data (VtPlotView *self, VtPlotData *data);

/* "" for the columns' names. */
void vt_plot_view_set_titles (VtPlotView *self, const char *x, const char *y);

/* The ends of the axes; NAN for what the points need. */
void vt_plot_view_set_x_limits (VtPlotView *self, double low, double high);
void vt_plot_view_set_y_limits (VtPlotView *self, double low, double high);

/* The point that is marked, as a sentence, or ""; lives until the next call. */
const char *vt_plot_view_get_marked (VtPlotView *self);

/* Marks another point: @by 1 for the next one, -1 for the one before. */
void vt_plot_view_mark (VtPlotView *self, int by);

/* The colour of series @index on this ground, and its sign. */
GdkRGBA vt_plot_color (guint index, gboolean dark);
const char *vt_plot_sign (guint index);

G_END_DECLS
