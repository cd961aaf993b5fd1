/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/builder/builder-outline.h"

#include <glib/gi18n.h>

struct _VtBuilderOutline
{
  GtkWidget parent_instance;
  VtSpaceEditor *editor;
  VtBuilderCanvas *canvas;
  GtkWidget *scrolled;
  GtkListBox *list;
  guint n_lines; /* so many are in use while it is filled */
  gboolean filling;
  gboolean dirty; /* changed while it was not shown */
};

G_DEFINE_FINAL_TYPE (VtBuilderOutline, vt_builder_outline, GTK_TYPE_WIDGET)

static const char *
kind_title (VtLayoutKind kind)
{
  static const char *const titles[] = {
    [VT_LAYOUT_ROW] = N_ ("Side by side"), [VT_LAYOUT_COLUMN] = N_ ("One below the other"),
    [VT_LAYOUT_GROUP] = N_ ("Frame"),      [VT_LAYOUT_TABS] = N_ ("Tabs"),
    [VT_LAYOUT_TAB] = N_ ("Tab"),          [VT_LAYOUT_ACCORDION] = N_ ("Foldable"),
    [VT_LAYOUT_SIDEBAR] = N_ ("Panel at the side"), [VT_LAYOUT_STEPS] = N_ ("Guided steps"),
    [VT_LAYOUT_STEP] = N_ ("Step"),
  };

  return kind < G_N_ELEMENTS (titles) && titles[kind] ? titles[kind] : N_ ("Layout");
}

/* One line of the list; while the document changes, the lines stay and say something else. */
typedef struct
{
  char *node;
  GtkWidget *box;
  GtkWidget *label;
  GtkWidget *kind;
} Line;

static void
line_free (gpointer data)
{
  Line *line = data;

  g_free (line->node);
  g_free (line);
}

static Line *
line_of (GtkListBoxRow *row)
{
  return g_object_get_data (G_OBJECT (row), "line");
}

static GtkListBoxRow *
make_row (VtBuilderOutline *self)
{
  GtkWidget *row = gtk_list_box_row_new ();
  Line *line = g_new0 (Line, 1);

  line->box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  line->label = gtk_label_new (NULL);
  line->kind = gtk_label_new (NULL);
  gtk_label_set_ellipsize (GTK_LABEL (line->label), PANGO_ELLIPSIZE_END);
  gtk_label_set_xalign (GTK_LABEL (line->label), 0);
  gtk_widget_add_css_class (line->kind, "dim-label");
  gtk_widget_add_css_class (line->kind, "caption");
  gtk_label_set_ellipsize (GTK_LABEL (line->kind), PANGO_ELLIPSIZE_END);
  gtk_box_append (GTK_BOX (line->box), line->label);
  gtk_box_append (GTK_BOX (line->box), line->kind);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), line->box);
  g_object_set_data_full (G_OBJECT (row), "line", line, line_free);
  gtk_list_box_append (self->list, row);
  return GTK_LIST_BOX_ROW (row);
}

/* @kind: (nullable): of a component; a layout has none and is written faintly */
static void
add_row (VtBuilderOutline *self, const char *node, const char *text, const char *kind, guint depth)
{
  GtkListBoxRow *row = gtk_list_box_get_row_at_index (self->list, (int) self->n_lines);
  Line *line;
  g_autofree char *name = kind ? g_strdup_printf ("%s, %s", text, kind) : g_strdup (text);

  if (!row)
    row = make_row (self);
  self->n_lines++;
  line = line_of (row);
  g_free (line->node);
  line->node = g_strdup (node);
  gtk_widget_set_margin_start (line->box, 14 * (int) MIN (depth, 12));
  gtk_label_set_text (GTK_LABEL (line->label), text);
  gtk_label_set_text (GTK_LABEL (line->kind), kind ? kind : "");
  gtk_widget_set_visible (line->kind, kind != NULL);
  if (kind)
    gtk_widget_remove_css_class (line->label, "dim-label");
  else
    gtk_widget_add_css_class (line->label, "dim-label");
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
}

static void
add_node (VtBuilderOutline *self, const VtSpaceLayout *layout, const char *node, guint depth)
{
  const VtSpaceComponent *component;

  if (layout->kind == VT_LAYOUT_COMPONENT)
    {
      component = vt_space_find_component (vt_space_editor_get_space (self->editor), layout->id);
      if (component)
        {
          const char *label = vt_space_component_get_text (component, "label");

          if (!*label && vt_component_class_has_event (component->klass, "click"))
            label = vt_space_component_get_text (component, "value");
          add_row (self, layout->id, *label ? label : layout->id, _ (component->klass->title), depth);
        }
      return;
    }
  const char *label = vt_space_layout_get_label (layout);
  add_row (self, node, *label ? label : _ (kind_title (layout->kind)), NULL, depth);
  for (guint i = 0; i < layout->children->len; i++)
    {
      g_autofree char *child = vt_space_edit_child (node, i);

      add_node (self, layout->children->pdata[i], child, depth + 1);
    }
}

/* While it is filled its lines are half new ones, and what is not shown may have old ones. */
static void
show_selected (VtBuilderOutline *self)
{
  const char *selected = vt_builder_canvas_get_selected (self->canvas);
  GtkListBoxRow *row, *found = NULL;

  for (int i = 0; selected && !found && (row = gtk_list_box_get_row_at_index (self->list, i)); i++)
    if (g_str_equal (line_of (row)->node, selected))
      found = row;
  self->filling = TRUE;
  gtk_list_box_select_row (self->list, found);
  self->filling = FALSE;
}

static void
fill (VtBuilderOutline *self)
{
  VtSpace *space = vt_space_editor_get_space (self->editor);
  const VtSpaceLayout *shown = vt_space_get_layout (space);
  gboolean has_focus = gtk_widget_get_focus_child (GTK_WIDGET (self->list)) != NULL;
  GtkListBoxRow *selected, *row;

  self->filling = TRUE;
  self->dirty = FALSE;
  self->n_lines = 0;
  for (guint i = 0; i < shown->children->len; i++)
    add_node (self, shown->children->pdata[i], vt_space_edit_outermost (space), 0);
  while ((row = gtk_list_box_get_row_at_index (self->list, (int) self->n_lines)))
    gtk_list_box_remove (self->list, GTK_WIDGET (row));
  self->filling = FALSE;
  show_selected (self);
  selected = gtk_list_box_get_selected_row (self->list);
  if (has_focus && selected)
    gtk_widget_grab_focus (GTK_WIDGET (selected));
}

static void
on_changed (VtBuilderOutline *self, guint what)
{
  if (!(what & (VT_SPACE_CHANGE_COMPONENTS | VT_SPACE_CHANGE_LAYOUT)))
    return;
  self->dirty = TRUE;
  if (gtk_widget_get_mapped (GTK_WIDGET (self)))
    fill (self);
}

static void
on_selected (VtBuilderOutline *self, GtkListBoxRow *row)
{
  if (row && !self->filling)
    vt_builder_canvas_select (self->canvas, line_of (row)->node);
}

static void
vt_builder_outline_map (GtkWidget *widget)
{
  VtBuilderOutline *self = VT_BUILDER_OUTLINE (widget);

  if (self->dirty)
    fill (self);
  GTK_WIDGET_CLASS (vt_builder_outline_parent_class)->map (widget);
}

static void
vt_builder_outline_dispose (GObject *object)
{
  VtBuilderOutline *self = VT_BUILDER_OUTLINE (object);

  self->filling = TRUE;
  if (self->editor)
    g_signal_handlers_disconnect_by_data (self->editor, self);
  g_clear_object (&self->editor);
  g_clear_pointer (&self->scrolled, gtk_widget_unparent);
  G_OBJECT_CLASS (vt_builder_outline_parent_class)->dispose (object);
}

static void
vt_builder_outline_class_init (VtBuilderOutlineClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = vt_builder_outline_dispose;
  widget_class->map = vt_builder_outline_map;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Delete, 0, "builder.remove", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Up, GDK_ALT_MASK, "builder.move-up", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Down, GDK_ALT_MASK, "builder.move-down", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Left, GDK_ALT_MASK, "builder.move-left", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Right, GDK_ALT_MASK, "builder.move-right", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_x, GDK_CONTROL_MASK, "builder.cut", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_c, GDK_CONTROL_MASK, "builder.copy", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_v, GDK_CONTROL_MASK, "builder.paste", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_d, GDK_CONTROL_MASK, "builder.duplicate", NULL);
}

static void
vt_builder_outline_init (VtBuilderOutline *self)
{
  self->list = GTK_LIST_BOX (gtk_list_box_new ());
  gtk_widget_add_css_class (GTK_WIDGET (self->list), "navigation-sidebar");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->list), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Structure of the page"), -1);
  self->scrolled = gtk_scrolled_window_new ();
  gtk_widget_set_focusable (self->scrolled, FALSE);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (self->scrolled), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (self->scrolled), GTK_WIDGET (self->list));
  gtk_widget_set_parent (self->scrolled, GTK_WIDGET (self));
  g_signal_connect_swapped (self->list, "row-selected", G_CALLBACK (on_selected), self);
}

GtkWidget *
vt_builder_outline_new (VtSpaceEditor *editor, VtBuilderCanvas *canvas)
{
  VtBuilderOutline *self = g_object_new (VT_TYPE_BUILDER_OUTLINE, NULL);

  self->editor = g_object_ref (editor);
  self->canvas = canvas;
  g_signal_connect_swapped (editor, "changed", G_CALLBACK (on_changed), self);
  g_signal_connect_object (canvas, "notify::selected", G_CALLBACK (show_selected), self, G_CONNECT_SWAPPED);
  self->dirty = TRUE;
  return GTK_WIDGET (self);
}
