/* label.c: "label": names with confidences, the best one in large letters and a
 * bar for each.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <glib/gi18n.h>

#include "ui/components/component.h"
#include "ui/components/range.h"

#define MAX_ROWS 50

#define VT_TYPE_LABEL (vt_label_get_type ())
G_DECLARE_FINAL_TYPE (VtLabelView, vt_label, VT, LABEL, VtComponentView)

struct _VtLabelView
{
  VtComponentView parent_instance;
  GtkWidget *heading;
  GtkWidget *rows;
  GtkWidget *nothing; /* shown while there are no labels */
  VtValue *value;
  guint top;
  gboolean show_heading;
};

G_DEFINE_FINAL_TYPE (VtLabelView, vt_label, VT_TYPE_COMPONENT_VIEW)

static VtValue *
vt_label_get_value (VtComponentView *view)
{
  return vt_value_ref (VT_LABEL (view)->value);
}

static GtkWidget *
text_label (const char *text, gboolean grow)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_widget_set_hexpand (label, grow);
  return label;
}

static GtkWidget *
make_row (const VtLabel *label)
{
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_VERTICAL, 3);
  GtkWidget *line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *bar = gtk_progress_bar_new ();
  double score = label->score >= 0 && label->score <= 1 ? label->score : 0;
  g_autofree char *percent = g_strdup_printf (_("%.0f%%"), score * 100);
  g_autofree char *name = g_strdup_printf ("%s, %s", label->label, percent);
  GtkWidget *figure = gtk_label_new (percent);

  gtk_widget_add_css_class (figure, "numeric");
  gtk_widget_set_valign (figure, GTK_ALIGN_END);
  gtk_box_append (GTK_BOX (line), text_label (label->label, TRUE));
  gtk_box_append (GTK_BOX (line), figure);
  gtk_progress_bar_set_fraction (GTK_PROGRESS_BAR (bar), score);
  gtk_accessible_update_property (GTK_ACCESSIBLE (bar), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  gtk_box_append (GTK_BOX (row), line);
  gtk_box_append (GTK_BOX (row), bar);
  return row;
}

static void
fill_rows (VtLabelView *self, const VtLabel *labels, guint n)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (self->rows)))
    gtk_box_remove (GTK_BOX (self->rows), child);
  for (guint i = 0; i < MIN (n, self->top); i++)
    gtk_box_append (GTK_BOX (self->rows), make_row (&labels[i]));
  gtk_widget_set_visible (self->heading, self->show_heading && n > 0);
  gtk_widget_set_visible (self->nothing, n == 0);
  gtk_label_set_text (GTK_LABEL (self->heading), n > 0 ? labels[0].label : "");
}

static void
vt_label_set_value (VtComponentView *view, VtValue *value)
{
  VtLabelView *self = VT_LABEL (view);
  g_autofree char *text = vt_value_to_text (value);
  VtLabel single = { text, 1 };
  const VtLabel *labels = &single;
  guint n = *text ? 1 : 0;

  if (vt_value_type (value) == VT_VALUE_LABELS)
    labels = vt_value_labels (value, &n);
  else if (vt_value_type (value) != VT_VALUE_NONE && vt_value_type (value) != VT_VALUE_TEXT)
    return;
  vt_value_ref (value);
  vt_value_unref (self->value);
  self->value = value;
  fill_rows (self, labels, n);
}

/* It is always an output. */
static void
vt_label_set_interactive (VtComponentView *view, gboolean interactive)
{
}

static void
vt_label_set_busy (VtComponentView *view, gboolean busy)
{
}

static void
vt_label_finalize (GObject *object)
{
  vt_value_unref (VT_LABEL (object)->value);
  G_OBJECT_CLASS (vt_label_parent_class)->finalize (object);
}

static void
vt_label_class_init (VtLabelViewClass *klass)
{
  VtComponentViewClass *view_class = VT_COMPONENT_VIEW_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = vt_label_finalize;
  view_class->get_value = vt_label_get_value;
  view_class->set_value = vt_label_set_value;
  view_class->set_interactive = vt_label_set_interactive;
  view_class->set_busy = vt_label_set_busy;
}

static void
vt_label_init (VtLabelView *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);

  self->value = vt_value_new_none ();
  self->heading = text_label ("", FALSE);
  gtk_label_set_xalign (GTK_LABEL (self->heading), 0.5);
  gtk_widget_add_css_class (self->heading, "title-2");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->heading), GTK_ACCESSIBLE_PROPERTY_LEVEL, 2, -1);
  self->rows = gtk_box_new (GTK_ORIENTATION_VERTICAL, 9);
  self->nothing = text_label (_("Nothing yet"), FALSE);
  gtk_label_set_xalign (GTK_LABEL (self->nothing), 0.5);
  gtk_widget_add_css_class (self->nothing, "dim-label");
  gtk_box_append (GTK_BOX (box), self->heading);
  gtk_box_append (GTK_BOX (box), self->rows);
  gtk_box_append (GTK_BOX (box), self->nothing);
  gtk_widget_add_css_class (box, "output-frame");
  vt_component_view_set_content (VT_COMPONENT_VIEW (self), box);
}

static VtComponentView *
build_label (const VtSpaceComponent *component)
{
  VtLabelView *self = g_object_new (VT_TYPE_LABEL, NULL);

  self->top = (guint) vt_range_number (component, "num_top_classes", MAX_ROWS, 1, MAX_ROWS);
  self->show_heading = vt_space_component_get_boolean (component, "show_heading");
  fill_rows (self, NULL, 0);
  return VT_COMPONENT_VIEW (self);
}

const VtComponentWidgetClass vt_label_class = { "label", build_label };
