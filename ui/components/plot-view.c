/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/components/plot-view.h"

#include <adwaita.h>
#include <glib/gi18n.h>
#include <math.h>

#define GAP 6             /* between labels and what they belong to, in pixels */
#define REACH 28          /* of the pointer, from a point */
#define WIDEST_NAME 64    /* of a category, before it is cut */
#define NAMES_MEASURED 100
#define POINTS_WITH_MARKS 200 /* a line of more has no marks on it */

struct _VtPlotView
{
  GtkWidget parent_instance;
  VtPlotKind kind;
  int height;
  VtPlotData *data;     /* or NULL */
  char *x_title, *y_title; /* or NULL for the columns' names */
  double limits[4];     /* x and y, low and high; NAN where not set */
  int marked_series;    /* -1 for none */
  guint marked_point;
  char *marked;         /* how that reads */
};

G_DEFINE_FINAL_TYPE (VtPlotView, vt_plot_view, GTK_TYPE_WIDGET)

/* Where the plot lies within the widget, and what its edges mean. */
typedef struct
{
  VtPlotView *view;
  cairo_t *cairo;
  GdkRGBA ink;
  double left, top, right, bottom;
  double x_low, x_high, y_low, y_high;
  double x_first, x_step, y_first, y_step;
} Frame;

/* Okabe and Ito's colours, those that are read badly on the ground made darker
 * or lighter. */
GdkRGBA
vt_plot_color (guint index, gboolean dark)
{
  static const guint32 colors[2][7] = {
    { 0x0072b2, 0xc77c00, 0x00805c, 0xc04a00, 0xb0568b, 0x2b7bb0, 0x666666 },
    { 0x56b4e9, 0xe69f00, 0x1fc498, 0xf07b3c, 0xdd8fbb, 0x8fc9f0, 0xbbbbbb },
  };
  guint32 rgb = colors[dark ? 1 : 0][index % G_N_ELEMENTS (colors[0])];

  return (GdkRGBA) { (rgb >> 16 & 255) / 255.0f, (rgb >> 8 & 255) / 255.0f, (rgb & 255) / 255.0f, 1 };
}

const char *
vt_plot_sign (guint index)
{
  static const char *const signs[] = { "●", "■", "▲", "◆", "▼" };

  return signs[index % G_N_ELEMENTS (signs)];
}

static void
set_color (cairo_t *cairo, const GdkRGBA *color, double alpha)
{
  cairo_set_source_rgba (cairo, color->red, color->green, color->blue, color->alpha * alpha);
}

static void
set_series_color (Frame *frame, guint index, double alpha)
{
  GdkRGBA color = vt_plot_color (index, adw_style_manager_get_dark (adw_style_manager_get_default ()));

  set_color (frame->cairo, &color, alpha);
}

static PangoLayout *
make_layout (VtPlotView *self, const char *text)
{
  PangoLayout *layout = gtk_widget_create_pango_layout (GTK_WIDGET (self), text);
  g_autoptr (PangoAttrList) small = pango_attr_list_new ();

  pango_attr_list_insert (small, pango_attr_scale_new (0.9));
  pango_layout_set_attributes (layout, small);
  return layout;
}

/* Draws @text with @x, @y at the place that @align_x and @align_y say, 0 … 1, of
 * its box; at most @width pixels wide. */
static void
draw_text (Frame *frame, const char *text, double x, double y, double align_x, double align_y, double width)
{
  g_autoptr (PangoLayout) layout = make_layout (frame->view, text);
  int w, h;

  if (width > 0)
    {
      pango_layout_get_pixel_size (layout, &w, &h);
      if (w > width)
        {
          pango_layout_set_width (layout, (int) (width * PANGO_SCALE));
          pango_layout_set_ellipsize (layout, PANGO_ELLIPSIZE_END);
        }
    }
  pango_layout_get_pixel_size (layout, &w, &h);
  cairo_move_to (frame->cairo, x - align_x * w, y - align_y * h);
  pango_cairo_show_layout (frame->cairo, layout);
}

static double
to_x (const Frame *frame, double x)
{
  return frame->left + (x - frame->x_low) / (frame->x_high - frame->x_low) * (frame->right - frame->left);
}

static double
to_y (const Frame *frame, double y)
{
  return frame->bottom - (y - frame->y_low) / (frame->y_high - frame->y_low) * (frame->bottom - frame->top);
}

static int
line_height (VtPlotView *self)
{
  g_autoptr (PangoLayout) layout = make_layout (self, "0");
  int height;

  pango_layout_get_pixel_size (layout, NULL, &height);
  return height;
}

static int
text_width (VtPlotView *self, const char *text)
{
  g_autoptr (PangoLayout) layout = make_layout (self, text);
  int width;

  pango_layout_get_pixel_size (layout, &width, NULL);
  return width;
}

static const char *
title_of (const char *given, const char *column)
{
  return given && *given ? given : column;
}

/* Widens an axis that is a single number or nothing. */
static void
choose_ends (double minimum, double maximum, double low, double high, double *from, double *to)
{
  *from = isnan (low) ? minimum : low;
  *to = isnan (high) ? maximum : high;
  if (!isfinite (*from) || !isfinite (*to))
    {
      *from = 0;
      *to = 1;
    }
  if (!(*to > *from))
    {
      *from -= 0.5;
      *to = *from + 1;
    }
}

static void
choose_y (Frame *frame)
{
  VtPlotView *self = frame->view;
  guint most = (guint) MAX (2, (frame->bottom - frame->top) / 44);

  choose_ends (self->data->y_minimum, self->data->y_maximum, self->limits[2], self->limits[3], &frame->y_low,
               &frame->y_high);
  vt_plot_ticks (frame->y_low, frame->y_high, most, &frame->y_first, &frame->y_step);
  if (isnan (self->limits[2]))
    frame->y_low = floor (frame->y_low / frame->y_step + 1e-9) * frame->y_step;
  if (isnan (self->limits[3]))
    frame->y_high = ceil (frame->y_high / frame->y_step - 1e-9) * frame->y_step;
  vt_plot_ticks (frame->y_low, frame->y_high, most, &frame->y_first, &frame->y_step);
}

static int
widest_y_label (Frame *frame)
{
  int widest = 0;

  for (double y = frame->y_first; y <= frame->y_high + frame->y_step / 1000; y += frame->y_step)
    {
      g_autofree char *text = vt_plot_format (y);
      widest = MAX (widest, text_width (frame->view, text));
    }
  return widest;
}

static void
choose_x (Frame *frame)
{
  VtPlotView *self = frame->view;
  guint most = (guint) MAX (2, (frame->right - frame->left) / 80);

  if (self->data->categories)
    {
      frame->x_low = -0.5;
      frame->x_high = MAX (self->data->categories->len, 1) - 0.5;
      return;
    }
  choose_ends (self->data->x_minimum, self->data->x_maximum, self->limits[0], self->limits[1], &frame->x_low,
               &frame->x_high);
  vt_plot_ticks (frame->x_low, frame->x_high, most, &frame->x_first, &frame->x_step);
  if (self->kind == VT_PLOT_SCATTER)
    {
      frame->x_low = isnan (self->limits[0]) ? floor (frame->x_low / frame->x_step + 1e-9) * frame->x_step : frame->x_low;
      frame->x_high = isnan (self->limits[1]) ? ceil (frame->x_high / frame->x_step - 1e-9) * frame->x_step : frame->x_high;
      vt_plot_ticks (frame->x_low, frame->x_high, most, &frame->x_first, &frame->x_step);
    }
}

/* Measures everything; needs data. */
static void
frame_init (Frame *frame, VtPlotView *self, int width, int height)
{
  int line = line_height (self);

  *frame = (Frame) { .view = self };
  gtk_style_context_get_color (gtk_widget_get_style_context (GTK_WIDGET (self)), &frame->ink);
  frame->top = *title_of (self->y_title, self->data->y_title) ? line + 2 * GAP : line / 2 + GAP;
  frame->bottom = height - line - 2 * GAP - (*title_of (self->x_title, self->data->x_title) ? line + GAP : 0);
  frame->bottom = MAX (frame->bottom, frame->top + 1);
  choose_y (frame);
  frame->left = widest_y_label (frame) + 2 * GAP;
  frame->right = MAX (width - 2 * GAP, frame->left + 1);
  choose_x (frame);
}

static void
draw_horizontal (Frame *frame, double y, double alpha)
{
  set_color (frame->cairo, &frame->ink, alpha);
  cairo_move_to (frame->cairo, frame->left, floor (to_y (frame, y)) + 0.5);
  cairo_line_to (frame->cairo, frame->right, floor (to_y (frame, y)) + 0.5);
  cairo_set_line_width (frame->cairo, 1);
  cairo_stroke (frame->cairo);
}

static void
draw_y_axis (Frame *frame)
{
  for (double y = frame->y_first; y <= frame->y_high + frame->y_step / 1000; y += frame->y_step)
    {
      g_autofree char *text = vt_plot_format (y);

      draw_horizontal (frame, y, fabs (y) < frame->y_step / 1000 ? 0.5 : 0.15);
      set_color (frame->cairo, &frame->ink, 0.8);
      draw_text (frame, text, frame->left - GAP, to_y (frame, y), 1, 0.5, 0);
    }
}

/* Every so many categories that their names fit. */
static void
draw_categories (Frame *frame)
{
  GPtrArray *names = frame->view->data->categories;
  double slot = (frame->right - frame->left) / MAX (names->len, 1);
  int widest = 0;
  guint every;

  for (guint i = 0; i < MIN (names->len, NAMES_MEASURED); i++)
    widest = MAX (widest, text_width (frame->view, names->pdata[i]));
  every = (guint) MAX (1, ceil (MIN (widest, WIDEST_NAME) / MAX (slot - GAP, 1)));
  for (guint i = 0; i < names->len; i += every)
    draw_text (frame, names->pdata[i], to_x (frame, i), frame->bottom + GAP, 0.5, 0, slot * every - GAP);
}

static void
draw_x_axis (Frame *frame)
{
  set_color (frame->cairo, &frame->ink, 0.8);
  if (frame->view->data->categories)
    {
      draw_categories (frame);
      return;
    }
  for (double x = frame->x_first; x <= frame->x_high + frame->x_step / 1000; x += frame->x_step)
    {
      g_autofree char *text = vt_plot_format (x);
      draw_text (frame, text, to_x (frame, x), frame->bottom + GAP, 0.5, 0, 0);
    }
}

static void
draw_titles (Frame *frame, int height)
{
  VtPlotView *self = frame->view;

  set_color (frame->cairo, &frame->ink, 0.8);
  draw_text (frame, title_of (self->y_title, self->data->y_title), GAP, 0, 0, 0, frame->right);
  draw_text (frame, title_of (self->x_title, self->data->x_title), (frame->left + frame->right) / 2, height - 1, 0.5, 1,
             frame->right - frame->left);
}

static void
get_bar (const Frame *frame, guint series, const VtPlotPoint *point, cairo_rectangle_int_t *bar)
{
  guint n = MAX (frame->view->data->series->len, 1);
  double slot = (frame->right - frame->left) / MAX (frame->view->data->categories->len, 1) * 0.76;
  double width = slot / n, left = to_x (frame, point->x) - slot / 2 + series * width;
  double zero = to_y (frame, CLAMP (0, frame->y_low, frame->y_high));
  double end = to_y (frame, CLAMP (point->y, frame->y_low, frame->y_high));

  bar->x = (int) left;
  bar->width = (int) MAX (1, width - (width > 6 ? 2 : 0));
  bar->y = (int) MIN (zero, end);
  bar->height = (int) MAX (1, fabs (zero - end));
}

static gboolean
is_inside (const Frame *frame, const VtPlotPoint *point)
{
  return point->x >= frame->x_low && point->x <= frame->x_high && point->y >= frame->y_low && point->y <= frame->y_high;
}

static void
draw_bars (Frame *frame, const VtPlotSeries *series, guint index)
{
  set_series_color (frame, index, 1);
  for (guint i = 0; i < series->points->len; i++)
    {
      cairo_rectangle_int_t bar;

      get_bar (frame, index, &g_array_index (series->points, VtPlotPoint, i), &bar);
      cairo_rectangle (frame->cairo, bar.x, bar.y, bar.width, bar.height);
    }
  cairo_fill (frame->cairo);
}

/* The series' sign: a circle, square, triangle, rhombus or triangle upside down. */
static void
add_sign (cairo_t *cairo, guint index, double x, double y, double r)
{
  static const struct
  {
    guint n;
    double x[4], y[4];
  } shapes[] = {
    { 0 },
    { 4, { -0.9, 0.9, 0.9, -0.9 }, { -0.9, -0.9, 0.9, 0.9 } },
    { 3, { 0, 1.1, -1.1 }, { -1.1, 0.9, 0.9 } },
    { 4, { 0, 1.2, 0, -1.2 }, { -1.2, 0, 1.2, 0 } },
    { 3, { 0, 1.1, -1.1 }, { 1.1, -0.9, -0.9 } },
  };
  guint shape = index % G_N_ELEMENTS (shapes);

  cairo_new_sub_path (cairo);
  if (shapes[shape].n == 0)
    cairo_arc (cairo, x, y, r, 0, 2 * G_PI);
  for (guint i = 0; i < shapes[shape].n; i++)
    cairo_line_to (cairo, x + r * shapes[shape].x[i], y + r * shapes[shape].y[i]);
  cairo_close_path (cairo);
}

static void
draw_signs (Frame *frame, const VtPlotSeries *series, guint index)
{
  gboolean scatter = frame->view->kind == VT_PLOT_SCATTER;

  set_series_color (frame, index, scatter ? 0.75 : 1);
  for (guint i = 0; i < series->points->len; i++)
    {
      const VtPlotPoint *point = &g_array_index (series->points, VtPlotPoint, i);

      if (is_inside (frame, point))
        add_sign (frame->cairo, index, to_x (frame, point->x), to_y (frame, point->y), scatter ? 4.5 : 3.5);
    }
  cairo_fill (frame->cairo);
}

static void
draw_line (Frame *frame, const VtPlotSeries *series, guint index)
{
  cairo_save (frame->cairo);
  cairo_rectangle (frame->cairo, frame->left, frame->top - 2, frame->right - frame->left, frame->bottom - frame->top + 4);
  cairo_clip (frame->cairo);
  set_series_color (frame, index, 1);
  for (guint i = 0; i < series->points->len; i++)
    {
      const VtPlotPoint *point = &g_array_index (series->points, VtPlotPoint, i);
      cairo_line_to (frame->cairo, to_x (frame, point->x), to_y (frame, point->y));
    }
  cairo_set_line_width (frame->cairo, 2);
  cairo_set_line_join (frame->cairo, CAIRO_LINE_JOIN_ROUND);
  cairo_stroke (frame->cairo);
  cairo_restore (frame->cairo);
  if (series->points->len <= POINTS_WITH_MARKS)
    draw_signs (frame, series, index);
}

static const VtPlotPoint *
marked_point (VtPlotView *self)
{
  const VtPlotSeries *series;

  if (self->data == NULL || self->marked_series < 0 || self->marked_series >= (int) self->data->series->len)
    return NULL;
  series = self->data->series->pdata[self->marked_series];
  return self->marked_point < series->points->len ? &g_array_index (series->points, VtPlotPoint, self->marked_point) : NULL;
}

static void
draw_mark (Frame *frame)
{
  VtPlotView *self = frame->view;
  const VtPlotPoint *point = marked_point (self);
  cairo_rectangle_int_t bar;

  if (point == NULL)
    return;
  set_color (frame->cairo, &frame->ink, 1);
  cairo_set_line_width (frame->cairo, 2);
  if (self->kind == VT_PLOT_BAR)
    {
      get_bar (frame, (guint) self->marked_series, point, &bar);
      cairo_rectangle (frame->cairo, bar.x - 1, bar.y - 1, bar.width + 2, bar.height + 2);
    }
  else
    add_sign (frame->cairo, 0, to_x (frame, point->x), to_y (frame, point->y), 8);
  cairo_stroke (frame->cairo);
}

static void
vt_plot_view_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  static void (*const draw[]) (Frame *, const VtPlotSeries *, guint) = {
    [VT_PLOT_BAR] = draw_bars, [VT_PLOT_LINE] = draw_line, [VT_PLOT_SCATTER] = draw_signs,
  };
  VtPlotView *self = VT_PLOT_VIEW (widget);
  int width = gtk_widget_get_width (widget), height = gtk_widget_get_height (widget);
  Frame frame;

  if (self->data == NULL || width < 1 || height < 1)
    return;
  frame_init (&frame, self, width, height);
  frame.cairo = gtk_snapshot_append_cairo (snapshot, &GRAPHENE_RECT_INIT (0, 0, width, height));
  draw_y_axis (&frame);
  draw_x_axis (&frame);
  draw_titles (&frame, height);
  for (guint i = 0; i < self->data->series->len; i++)
    draw[self->kind](&frame, self->data->series->pdata[i], i);
  draw_mark (&frame);
  cairo_destroy (frame.cairo);
}

static void
vt_plot_view_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum, int *natural,
                      int *minimum_baseline, int *natural_baseline)
{
  VtPlotView *self = VT_PLOT_VIEW (widget);

  *minimum = orientation == GTK_ORIENTATION_HORIZONTAL ? 120 : self->height;
  *natural = orientation == GTK_ORIENTATION_HORIZONTAL ? 360 : self->height;
}

/* "cat: 0.9", with the series before it where there are several; transfer full. */
static char *
describe_point (VtPlotView *self, guint series, const VtPlotPoint *point)
{
  g_autofree char *x = vt_plot_data_format_x (self->data, point->x), *y = vt_plot_format (point->y);
  const char *name = ((const VtPlotSeries *) self->data->series->pdata[series])->name;

  return self->data->series->len > 1 ? g_strdup_printf ("%s, %s: %s", name, x, y) : g_strdup_printf ("%s: %s", x, y);
}

static void
set_mark (VtPlotView *self, int series, guint point)
{
  const VtPlotPoint *it;

  self->marked_series = series;
  self->marked_point = point;
  g_clear_pointer (&self->marked, g_free);
  it = marked_point (self);
  self->marked = it ? describe_point (self, (guint) series, it) : g_strdup ("");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_VALUE_TEXT, self->marked, -1);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

void
vt_plot_view_mark (VtPlotView *self, int by)
{
  GPtrArray *all;
  int series, point;

  g_return_if_fail (VT_IS_PLOT_VIEW (self));
  if (self->data == NULL || self->data->n_points == 0)
    return;
  all = self->data->series;
  series = self->marked_series < 0 ? (by > 0 ? 0 : (int) all->len - 1) : self->marked_series;
  point = self->marked_series < 0 ? (by > 0 ? -1 : (int) ((VtPlotSeries *) all->pdata[series])->points->len)
                                  : (int) self->marked_point;
  point += by;
  while (series >= 0 && series < (int) all->len
         && (point < 0 || point >= (int) ((VtPlotSeries *) all->pdata[series])->points->len))
    {
      series += by > 0 ? 1 : -1;
      if (series >= 0 && series < (int) all->len)
        point = by > 0 ? 0 : (int) ((VtPlotSeries *) all->pdata[series])->points->len - 1;
    }
  if (series >= 0 && series < (int) all->len)
    set_mark (self, series, (guint) point);
}

const char *
vt_plot_view_get_marked (VtPlotView *self)
{
  g_return_val_if_fail (VT_IS_PLOT_VIEW (self), "");
  return self->marked;
}

static double
distance (const Frame *frame, guint series, const VtPlotPoint *point, double x, double y)
{
  cairo_rectangle_int_t bar;

  if (frame->view->kind != VT_PLOT_BAR)
    return hypot (to_x (frame, point->x) - x, to_y (frame, point->y) - y);
  get_bar (frame, series, point, &bar);
  return x >= bar.x - 1 && x <= bar.x + bar.width + 1 && y <= frame->bottom ? 0 : INFINITY;
}

/* The point below the pointer gets the mark. */
static void
on_motion (VtPlotView *self, double x, double y)
{
  Frame frame;
  double nearest = REACH;
  int found = -1;
  guint found_point = 0;

  if (self->data == NULL)
    return;
  frame_init (&frame, self, gtk_widget_get_width (GTK_WIDGET (self)), gtk_widget_get_height (GTK_WIDGET (self)));
  for (guint i = 0; i < self->data->series->len; i++)
    for (guint j = 0; j < ((VtPlotSeries *) self->data->series->pdata[i])->points->len; j++)
      {
        const VtPlotSeries *series = self->data->series->pdata[i];
        double d = distance (&frame, i, &g_array_index (series->points, VtPlotPoint, j), x, y);

        if (d < nearest)
          {
            nearest = d;
            found = (int) i;
            found_point = j;
          }
      }
  if (found != self->marked_series || found_point != self->marked_point)
    {
      set_mark (self, found, found_point);
      gtk_widget_trigger_tooltip_query (GTK_WIDGET (self));
    }
}

static void
on_leave (VtPlotView *self)
{
  set_mark (self, -1, 0);
}

static gboolean
on_tooltip (VtPlotView *self, int x, int y, gboolean keyboard, GtkTooltip *tooltip)
{
  gtk_tooltip_set_text (tooltip, self->marked);
  return *self->marked != '\0';
}

static gboolean
on_key (VtPlotView *self, guint key, guint code, GdkModifierType state)
{
  if (key != GDK_KEY_Left && key != GDK_KEY_Right)
    return GDK_EVENT_PROPAGATE;
  vt_plot_view_mark (self, (key == GDK_KEY_Right) != (gtk_widget_get_direction (GTK_WIDGET (self)) == GTK_TEXT_DIR_RTL) ? 1 : -1);
  return GDK_EVENT_STOP;
}

/* Kind, how many, and the ends: what one sees at a glance. */
static char *
describe (VtPlotView *self)
{
  static const char *const kinds[] = { [VT_PLOT_BAR] = N_("Bars"), [VT_PLOT_LINE] = N_("Lines"),
                                       [VT_PLOT_SCATTER] = N_("Points") };
  g_autofree char *low = NULL, *high = NULL;

  if (self->data == NULL || self->data->n_points == 0)
    return g_strdup (_("Nothing is drawn yet."));
  low = vt_plot_format (self->data->y_minimum);
  high = vt_plot_format (self->data->y_maximum);
  /* Translators: "Bars: 12 values from 0 to 0.9; the arrow keys go through them." */
  return g_strdup_printf (_("%s: %u values from %s to %s; the arrow keys go through them."), _(kinds[self->kind]),
                          self->data->n_points, low, high);
}

void
vt_plot_view_set_data (VtPlotView *self, VtPlotData *data)
{
  g_autofree char *text = NULL;

  g_return_if_fail (VT_IS_PLOT_VIEW (self));
  g_clear_pointer (&self->data, vt_plot_data_free);
  self->data = data;
  set_mark (self, -1, 0);
  text = describe (self);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, text, -1);
}

void
vt_plot_view_set_titles (VtPlotView *self, const char *x, const char *y)
{
  g_return_if_fail (VT_IS_PLOT_VIEW (self));
  g_free (self->x_title);
  g_free (self->y_title);
  self->x_title = g_strdup (x);
  self->y_title = g_strdup (y);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

void
vt_plot_view_set_x_limits (VtPlotView *self, double low, double high)
{
  g_return_if_fail (VT_IS_PLOT_VIEW (self));
  self->limits[0] = low;
  self->limits[1] = high;
}

void
vt_plot_view_set_y_limits (VtPlotView *self, double low, double high)
{
  g_return_if_fail (VT_IS_PLOT_VIEW (self));
  self->limits[2] = low;
  self->limits[3] = high;
}

static void
vt_plot_view_finalize (GObject *object)
{
  VtPlotView *self = VT_PLOT_VIEW (object);

  g_clear_pointer (&self->data, vt_plot_data_free);
  g_free (self->x_title);
  g_free (self->y_title);
  g_free (self->marked);
  G_OBJECT_CLASS (vt_plot_view_parent_class)->finalize (object);
}

static void
vt_plot_view_class_init (VtPlotViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = vt_plot_view_finalize;
  widget_class->snapshot = vt_plot_view_snapshot;
  widget_class->measure = vt_plot_view_measure;
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
  gtk_widget_class_set_css_name (widget_class, "vtplot");
}

static void
vt_plot_view_init (VtPlotView *self)
{
  GtkEventController *motion = gtk_event_controller_motion_new (), *keys = gtk_event_controller_key_new ();

  self->marked = g_strdup ("");
  self->marked_series = -1;
  for (guint i = 0; i < 4; i++)
    self->limits[i] = NAN;
  gtk_widget_set_focusable (GTK_WIDGET (self), TRUE);
  gtk_widget_set_has_tooltip (GTK_WIDGET (self), TRUE);
  g_signal_connect_swapped (self, "query-tooltip", G_CALLBACK (on_tooltip), self);
  g_signal_connect_swapped (motion, "motion", G_CALLBACK (on_motion), self);
  g_signal_connect_swapped (motion, "leave", G_CALLBACK (on_leave), self);
  g_signal_connect_swapped (keys, "key-pressed", G_CALLBACK (on_key), self);
  gtk_widget_add_controller (GTK_WIDGET (self), motion);
  gtk_widget_add_controller (GTK_WIDGET (self), keys);
}

GtkWidget *
vt_plot_view_new (VtPlotKind kind, int height)
{
  VtPlotView *self = g_object_new (VT_TYPE_PLOT_VIEW, NULL);

  self->kind = kind;
  self->height = height;
  return GTK_WIDGET (self);
}
