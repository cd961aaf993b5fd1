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
  gboolean filling;
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

static const char *
node_of (GtkListBoxRow *row)
{
  return g_object_get_data (G_OBJECT (row), "node");
}

static void
add_row (VtBuilderOutline *self, const char *node, const char *text, const char *kind, guint depth)
{
  GtkWidget *row = gtk_list_box_row_new (), *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *label = gtk_label_new (text), *dim = gtk_label_new (kind);
  g_autofree char *name = kind ? g_strdup_printf ("%s, %s", text, kind) : g_strdup (text);

  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_add_css_class (dim, "dim-label");
  gtk_widget_add_css_class (dim, "caption");
  gtk_label_set_ellipsize (GTK_LABEL (dim), PANGO_ELLIPSIZE_END);
  if (!kind)
    gtk_widget_add_css_class (label, "dim-label");
  gtk_widget_set_margin_start (box, 14 * (int) MIN (depth, 12));
  gtk_box_append (GTK_BOX (box), label);
  gtk_box_append (GTK_BOX (box), dim);
  gtk_widget_set_visible (dim, kind != NULL);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  g_object_set_data_full (G_OBJECT (row), "node", g_strdup (node), g_free);
  gtk_list_box_append (self->list, row);
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

static void
show_selected (VtBuilderOutline *self)
{
  const char *selected = vt_builder_canvas_get_selected (self->canvas);
  GtkListBoxRow *row, *found = NULL;

  for (int i = 0; selected && !found && (row = gtk_list_box_get_row_at_index (self->list, i)); i++)
    if (g_str_equal (node_of (row), selected))
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
  GtkListBoxRow *selected;
  GtkWidget *child;

  self->filling = TRUE;
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->list))))
    gtk_list_box_remove (self->list, child);
  for (guint i = 0; i < shown->children->len; i++)
    add_node (self, shown->children->pdata[i], vt_space_edit_outermost (space), 0);
  self->filling = FALSE;
  show_selected (self);
  selected = gtk_list_box_get_selected_row (self->list);
  if (has_focus && selected)
    gtk_widget_grab_focus (GTK_WIDGET (selected));
}

static void
on_changed (VtBuilderOutline *self, guint what)
{
  if (what & (VT_SPACE_CHANGE_COMPONENTS | VT_SPACE_CHANGE_LAYOUT))
    fill (self);
}

static void
on_selected (VtBuilderOutline *self, GtkListBoxRow *row)
{
  if (row && !self->filling)
    vt_builder_canvas_select (self->canvas, node_of (row));
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
  fill (self);
  return GTK_WIDGET (self);
}
