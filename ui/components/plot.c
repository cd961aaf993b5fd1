/* plot.c: "plot", "barplot", "lineplot", "scatterplot": a diagram of a table.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <adwaita.h>
#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#include "ui/components/component.h"
#include "ui/components/palette.h"
#include "ui/components/plot-view.h"
#include "ui/components/range.h"
#include "ui/wrap-layout.h"

#define VT_TYPE_PLOT (vt_plot_get_type ())
G_DECLARE_FINAL_TYPE (VtPlot, vt_plot, VT, PLOT, VtComponentView)

struct _VtPlot
{
  VtComponentView parent_instance;
  VtPlotKind kind;
  VtPlotView *view;
  GtkWidget *title;
  GtkWidget *legend;
  GtkWidget *nothing;
  GPtrArray *names; /* of the series */
  VtValue *value;
  char *x, *y, *color;
  gboolean show_legend;
};

G_DEFINE_FINAL_TYPE (VtPlot, vt_plot, VT_TYPE_COMPONENT_VIEW)

static VtValue *
vt_plot_get_value (VtComponentView *view)
{
  return vt_value_ref (VT_PLOT (view)->value);
}

static GtkWidget *
legend_entry (guint index, const char *name)
{
  GtkWidget *label = gtk_label_new (NULL);
  GdkRGBA color = vt_plot_color (index, adw_style_manager_get_dark (adw_style_manager_get_default ()));
  char hex[8];
  g_autofree char *markup = g_markup_printf_escaped ("<span color=\"%s\">%s</span> %s", vt_palette_hex (&color, hex),
                                                     vt_plot_sign (index), name);

  gtk_label_set_markup (GTK_LABEL (label), markup);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_widget_add_css_class (label, "caption");
  return label;
}

static void
fill_legend (VtPlot *self)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (self->legend)))
    gtk_box_remove (GTK_BOX (self->legend), child);
  for (guint i = 0; i < self->names->len; i++)
    gtk_box_append (GTK_BOX (self->legend), legend_entry (i, self->names->pdata[i]));
  gtk_widget_set_visible (self->legend, self->show_legend && self->names->len > 1);
}

/* Takes @data. */
static void
show_data (VtPlot *self, VtPlotData *data)
{
  gboolean any = data && data->n_points > 0;

  g_ptr_array_set_size (self->names, 0);
  for (guint i = 0; data && i < data->series->len; i++)
    g_ptr_array_add (self->names, g_strdup (((VtPlotSeries *) data->series->pdata[i])->name));
  vt_plot_view_set_data (self->view, data);
  fill_legend (self);
  gtk_widget_set_visible (GTK_WIDGET (self->view), any);
  gtk_widget_set_visible (self->nothing, !any);
}

static void
vt_plot_set_value (VtComponentView *view, VtValue *value)
{
  VtPlot *self = VT_PLOT (view);
  gboolean none = vt_value_type (value) == VT_VALUE_NONE;
  const char *text = vt_value_type (value) == VT_VALUE_JSON ? vt_value_text (value) : "null";
  g_autoptr (VtJson) json = vt_json_parse (text, strlen (text), NULL);
  g_autoptr (VtTable) table = json ? vt_table_from_json (vt_json_root (json), NULL) : NULL;

  if (table == NULL && !none)
    return;
  vt_value_ref (value);
  vt_value_unref (self->value);
  self->value = value;
  show_data (self, table ? vt_plot_data_new (table, self->kind, self->x, self->y, self->color) : NULL);
}

/* It is always an output. */
static void
keep_enabled (VtComponentView *view, gboolean whatever)
{
}

static void
vt_plot_finalize (GObject *object)
{
  VtPlot *self = VT_PLOT (object);

  vt_value_unref (self->value);
  g_ptr_array_unref (self->names);
  g_free (self->x);
  g_free (self->y);
  g_free (self->color);
  G_OBJECT_CLASS (vt_plot_parent_class)->finalize (object);
}

static void
vt_plot_class_init (VtPlotClass *klass)
{
  VtComponentViewClass *view_class = VT_COMPONENT_VIEW_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = vt_plot_finalize;
  view_class->get_value = vt_plot_get_value;
  view_class->set_value = vt_plot_set_value;
  view_class->set_interactive = keep_enabled;
  view_class->set_busy = keep_enabled;
}

static void
vt_plot_init (VtPlot *self)
{
  self->value = vt_value_new_none ();
  self->names = g_ptr_array_new_with_free_func (g_free);
  self->title = gtk_label_new (NULL);
  gtk_label_set_wrap (GTK_LABEL (self->title), TRUE);
  gtk_widget_add_css_class (self->title, "heading");
  self->legend = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
  gtk_widget_set_layout_manager (self->legend, vt_wrap_layout_new (12));
  self->nothing = gtk_label_new (_("Nothing yet"));
  gtk_widget_add_css_class (self->nothing, "dim-label");
  /* The legend's colours are those of the ground. */
  g_signal_connect_object (adw_style_manager_get_default (), "notify::dark", G_CALLBACK (fill_legend), self,
                           G_CONNECT_SWAPPED);
}

/* "[0, 1]"; NAN for what is not given. */
static void
read_limits (const VtSpaceComponent *component, const char *property, double *low, double *high)
{
  g_autoptr (VtValue) value = vt_space_component_get (component, property);
  const char *text = vt_value_type (value) == VT_VALUE_JSON ? vt_value_text (value) : "null";
  g_autoptr (VtJson) json = vt_json_parse (text, strlen (text), NULL);

  *low = *high = NAN;
  if (json == NULL)
    return;
  vt_json_read_double (vt_json_at (vt_json_root (json), 0), low);
  vt_json_read_double (vt_json_at (vt_json_root (json), 1), high);
}

static VtPlotKind
kind_of (const VtSpaceComponent *component)
{
  const char *type = component->klass->type;
  const char *kind = g_str_equal (type, "plot") ? vt_space_component_get_text (component, "kind") : type;

  return g_str_has_prefix (kind, "line") ? VT_PLOT_LINE : g_str_has_prefix (kind, "scatter") ? VT_PLOT_SCATTER : VT_PLOT_BAR;
}

static void
set_options (VtPlot *self, const VtSpaceComponent *component)
{
  const char *title = vt_space_component_get_text (component, "title");
  double low, high;

  gtk_label_set_label (GTK_LABEL (self->title), title);
  gtk_widget_set_visible (self->title, *title);
  self->x = g_strdup (vt_space_component_get_text (component, "x"));
  self->y = g_strdup (vt_space_component_get_text (component, "y"));
  self->color = g_strdup (vt_space_component_get_text (component, "color"));
  self->show_legend = vt_space_component_get_boolean (component, "show_legend");
  vt_plot_view_set_titles (self->view, vt_space_component_get_text (component, "x_title"),
                           vt_space_component_get_text (component, "y_title"));
  read_limits (component, "x_lim", &low, &high);
  vt_plot_view_set_x_limits (self->view, low, high);
  read_limits (component, "y_lim", &low, &high);
  vt_plot_view_set_y_limits (self->view, low, high);
}

static VtComponentView *
build_plot (const VtSpaceComponent *component)
{
  VtPlot *self = g_object_new (VT_TYPE_PLOT, NULL);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 9);
  int height = (int) vt_range_number (component, "height", 280, 80, 4000);

  self->kind = kind_of (component);
  self->view = VT_PLOT_VIEW (vt_plot_view_new (self->kind, height));
  gtk_box_append (GTK_BOX (box), self->title);
  gtk_box_append (GTK_BOX (box), self->legend);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->view));
  gtk_box_append (GTK_BOX (box), self->nothing);
  gtk_widget_add_css_class (box, "output-frame");
  set_options (self, component);
  vt_component_view_set_content (VT_COMPONENT_VIEW (self), box);
  vt_component_view_set_target (VT_COMPONENT_VIEW (self), GTK_WIDGET (self->view));
  show_data (self, NULL);
  return VT_COMPONENT_VIEW (self);
}

const VtComponentWidgetClass vt_plot_class = { "plot", build_plot };
const VtComponentWidgetClass vt_barplot_class = { "barplot", build_plot };
const VtComponentWidgetClass vt_lineplot_class = { "lineplot", build_plot };
const VtComponentWidgetClass vt_scatterplot_class = { "scatterplot", build_plot };
