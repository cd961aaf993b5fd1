/* space-canvas-layout.c: the boxes, tabs, foldables and guided steps that the components
 * of a page stand in, made of what the document says, or of what was there before it changed.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "ui/space-canvas-private.h"

#include <math.h>

#include <glib/gi18n.h>

#include "app/space-edit.h"
#include "ui/expander.h"
#include "ui/row-layout.h"
#include "ui/sidebar-view.h"
#include "ui/steps-view.h"

#define SPACING 16
#define NARROWEST_IN_A_ROW 260 /* pixels; below that a row becomes a column */
#define NARROWEST_BUTTON 90

/* Gradio's "scale": a share of a row; 0 is its natural width. */
double
vt_space_canvas_get_scale (VtSpaceCanvas *self, const VtSpaceLayout *node)
{
  VtSpaceComponent *component =
    node->kind == VT_LAYOUT_COMPONENT ? vt_space_find_component (self->space, node->id) : NULL;
  double scale =
    component && vt_space_component_has (component, "scale") ? vt_space_component_get_number (component, "scale") : 1;

  return isfinite (scale) ? scale : 1;
}

/* What a child of a row needs beside others: Gradio's "min_width", else less for
 * a button than for what holds a text. */
static int
narrowest (VtSpaceCanvas *self, const VtSpaceLayout *node)
{
  VtSpaceComponent *component =
    node->kind == VT_LAYOUT_COMPONENT ? vt_space_find_component (self->space, node->id) : NULL;
  double width = component ? vt_space_component_get_number (component, "min_width") : NAN;

  if (isfinite (width))
    return (int) CLAMP (width, 0, 4000);
  return component && vt_component_class_has_event (component->klass, "click") ? NARROWEST_BUTTON : NARROWEST_IN_A_ROW;
}

/* What tabs and guided steps are made of is given to another widget, which keeps it. */
static gboolean
is_page (const VtSpaceLayout *node)
{
  return node->kind == VT_LAYOUT_TAB || node->kind == VT_LAYOUT_STEP;
}

/* A box for the layout @node, the one it had if it can stay. */
static GtkWidget *
box_for (VtSpaceCanvas *self, const VtSpaceLayout *node, const char *name, GtkOrientation orientation)
{
  gboolean own = node->kind == VT_LAYOUT_ROW || node->kind == VT_LAYOUT_COLUMN || node->kind == VT_LAYOUT_GROUP;
  GtkWidget *box = self->reuse && own ? vt_canvas_reuse_take_box (self->reuse, node->kind, name) : NULL;

  return box ? box : gtk_box_new (orientation, SPACING);
}

/* Takes out of @box what stands after @last; NULL: all. */
static void
end_box (GtkWidget *box, GtkWidget *last)
{
  GtkWidget *child;

  while ((child = last ? gtk_widget_get_next_sibling (last) : gtk_widget_get_first_child (box)))
    gtk_box_remove (GTK_BOX (box), child);
}

static GtkWidget *build_node (VtSpaceCanvas *self, const VtSpaceLayout *node, const char *name);

static GtkWidget *
build_child (VtSpaceCanvas *self, const VtSpaceLayout *node, const char *name, guint index)
{
  g_autofree char *child = vt_space_edit_child (name, index);

  return build_node (self, node->children->pdata[index], child);
}

/* In the builder, what is empty says so; a person could not find it otherwise. */
static void
hint_if_empty (VtSpaceCanvas *self, const VtSpaceLayout *node, GtkWidget *box)
{
  GtkWidget *label;

  if (!self->editing || node->children->len > 0)
    return;
  label = gtk_label_new (_ ("Empty: put something in"));
  gtk_widget_add_css_class (label, "drop-here");
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_box_append (GTK_BOX (box), label);
}

/* Of a column what stands last; a component as a whole. */
static void
fill_height (GtkWidget *child)
{
  if (VT_IS_COMPONENT_VIEW (child))
    vt_component_view_fill_height (VT_COMPONENT_VIEW (child));
  else if (GTK_IS_BOX (child) && gtk_widget_get_last_child (child))
    fill_height (gtk_widget_get_last_child (child));
}

static GtkWidget *
build_row (VtSpaceCanvas *self, const VtSpaceLayout *node, const char *name)
{
  GtkWidget *row = box_for (self, node, name, GTK_ORIENTATION_HORIZONTAL), *last = NULL;
  GtkLayoutManager *layout;
  int threshold = 0;

  for (guint i = 0; i < node->children->len; i++)
    threshold = MAX (threshold, narrowest (self, node->children->pdata[i]));
  layout = vt_row_layout_new (threshold, SPACING);

  gtk_widget_set_layout_manager (row, layout);
  for (guint i = 0; i < node->children->len; i++)
    {
      GtkWidget *child = build_child (self, node, name, i);

      if (!child)
        continue;
      vt_canvas_reuse_put (GTK_BOX (row), child, last);
      last = child;
      vt_row_layout_set_scale (VT_ROW_LAYOUT (layout), child, vt_space_canvas_get_scale (self, node->children->pdata[i]));
      if (node->equal_height)
        fill_height (child);
    }
  end_box (row, last);
  hint_if_empty (self, node, row);
  vt_canvas_reuse_mark_box (row, node->kind);
  return row;
}

/* @main beside @sidebar, or below it where there is too little room. @row: (nullable): the
 * box in which they stood before. */
static GtkWidget *
beside (GtkWidget *row, GtkWidget *main, GtkWidget *sidebar, gboolean right)
{
  GtkLayoutManager *layout = vt_row_layout_new (NARROWEST_IN_A_ROW, SPACING);

  row = row ? row : gtk_box_new (GTK_ORIENTATION_HORIZONTAL, SPACING);
  gtk_widget_set_layout_manager (row, layout);
  vt_canvas_reuse_put (GTK_BOX (row), right ? main : sidebar, NULL);
  vt_canvas_reuse_put (GTK_BOX (row), right ? sidebar : main, right ? main : sidebar);
  end_box (row, right ? sidebar : main);
  vt_row_layout_set_scale (VT_ROW_LAYOUT (layout), sidebar, 0);
  return row;
}

/* The first sidebar in a column stands beside all else in it. */
static GtkWidget *
fill_column (VtSpaceCanvas *self, const VtSpaceLayout *node, const char *name, GtkWidget *column, gboolean *right)
{
  GtkWidget *sidebar = NULL, *last = NULL;

  for (guint i = 0; i < node->children->len; i++)
    {
      const VtSpaceLayout *part = node->children->pdata[i];
      GtkWidget *child = build_child (self, node, name, i);

      if (child && part->kind == VT_LAYOUT_SIDEBAR && !sidebar)
        {
          sidebar = child;
          *right = part->right;
        }
      else if (child)
        {
          vt_canvas_reuse_put (GTK_BOX (column), child, last);
          last = child;
        }
    }
  end_box (column, last);
  hint_if_empty (self, node, column);
  return sidebar;
}

/* A column alone, or in a box of its own beside its sidebar. */
static GtkWidget *
build_column (VtSpaceCanvas *self, const VtSpaceLayout *node, const char *name)
{
  GtkWidget *old = box_for (self, node, name, GTK_ORIENTATION_VERTICAL);
  GtkWidget *inner = g_object_get_data (G_OBJECT (old), "column"), *column = inner ? inner : old, *sidebar, *whole;
  gboolean right = FALSE;

  sidebar = fill_column (self, node, name, column, &right);
  whole = sidebar ? beside (inner ? old : NULL, column, sidebar, right) : column;
  if (sidebar)
    g_object_set_data_full (G_OBJECT (whole), "column", g_object_ref (column), g_object_unref);
  vt_canvas_reuse_mark_box (whole, node->kind);
  return whole;
}

/* The widget of a layout that folds up, if it was there and holds a column alone. */
static GtkWidget *
take_folding (VtSpaceCanvas *self, const VtSpaceLayout *node, const char *name)
{
  for (guint i = 0; i < node->children->len; i++)
    if (((const VtSpaceLayout *) node->children->pdata[i])->kind == VT_LAYOUT_SIDEBAR)
      return NULL;
  return self->reuse ? vt_canvas_reuse_take_box (self->reuse, node->kind, name) : NULL;
}

static GtkWidget *
build_sidebar (VtSpaceCanvas *self, const VtSpaceLayout *node, const char *name)
{
  GtkWidget *view = take_folding (self, node, name), *column;
  gboolean right;

  if (view)
    {
      vt_sidebar_view_set_title (VT_SIDEBAR_VIEW (view), vt_space_layout_get_label (node));
      fill_column (self, node, name, vt_sidebar_view_get_content (VT_SIDEBAR_VIEW (view)), &right);
      return view;
    }
  column = build_column (self, node, name);
  view = vt_sidebar_view_new (vt_space_layout_get_label (node), column, node->open);
  if (!g_object_get_data (G_OBJECT (column), "column"))
    vt_canvas_reuse_mark_box (view, node->kind);
  return view;
}

static GtkWidget *
build_steps (VtSpaceCanvas *self, const VtSpaceLayout *node, const char *name)
{
  GtkWidget *steps = vt_steps_view_new ();

  for (guint i = 0; i < node->children->len; i++)
    {
      const VtSpaceLayout *step = node->children->pdata[i];

      vt_steps_view_add (VT_STEPS_VIEW (steps), vt_space_layout_get_label (step), vt_space_layout_get_text (step),
                         vt_space_get_path (self->space), build_child (self, node, name, i));
    }
  return steps;
}

static GtkWidget *
build_group (VtSpaceCanvas *self, const VtSpaceLayout *node, const char *name)
{
  GtkWidget *group = build_column (self, node, name);

  gtk_widget_add_css_class (group, "card");
  gtk_widget_add_css_class (group, "space-group");
  return group;
}

static GtkWidget *
build_tabs (VtSpaceCanvas *self, const VtSpaceLayout *node, const char *name)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, SPACING);
  GtkWidget *switcher = gtk_stack_switcher_new (), *stack = gtk_stack_new ();
  GtkWidget *scrolled = gtk_scrolled_window_new (); /* many tabs are wider than a telephone */

  for (guint i = 0; i < node->children->len; i++)
    {
      const VtSpaceLayout *tab = node->children->pdata[i];

      gtk_stack_add_titled (GTK_STACK (stack), build_child (self, node, name, i), NULL, vt_space_layout_get_label (tab));
    }
  gtk_stack_switcher_set_stack (GTK_STACK_SWITCHER (switcher), GTK_STACK (stack));
  gtk_widget_set_halign (switcher, GTK_ALIGN_CENTER);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scrolled), GTK_POLICY_AUTOMATIC, GTK_POLICY_NEVER);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), switcher);
  gtk_box_append (GTK_BOX (box), scrolled);
  gtk_box_append (GTK_BOX (box), stack);
  return box;
}

static GtkWidget *
build_accordion (VtSpaceCanvas *self, const VtSpaceLayout *node, const char *name)
{
  GtkWidget *expander = take_folding (self, node, name), *column;
  gboolean right;

  if (expander)
    {
      vt_expander_set_label (expander, vt_space_layout_get_label (node));
      fill_column (self, node, name, gtk_expander_get_child (GTK_EXPANDER (expander)), &right);
      return expander;
    }
  column = build_column (self, node, name);
  gtk_widget_set_margin_top (column, SPACING / 2);
  expander = vt_expander_new (vt_space_layout_get_label (node), column, node->open);
  if (!g_object_get_data (G_OBJECT (column), "column"))
    vt_canvas_reuse_mark_box (expander, node->kind);
  return expander;
}

static void
keep_node (const char *name, const VtSpaceLayout *node, GtkWidget *widget, gpointer data)
{
  VtSpaceCanvas *self = data;

  vt_space_canvas_note_node (self, name, widget);
  if (node->kind == VT_LAYOUT_COMPONENT)
    g_hash_table_insert (self->views, g_strdup (node->id), widget);
}

static GtkWidget *
build_node (VtSpaceCanvas *self, const VtSpaceLayout *node, const char *name)
{
  static GtkWidget *(*const builders[]) (VtSpaceCanvas *, const VtSpaceLayout *, const char *) = {
    [VT_LAYOUT_COMPONENT] = vt_space_canvas_build_component, [VT_LAYOUT_ROW] = build_row,     [VT_LAYOUT_COLUMN] = build_column,
    [VT_LAYOUT_GROUP] = build_group,         [VT_LAYOUT_TABS] = build_tabs,   [VT_LAYOUT_TAB] = build_column,
    [VT_LAYOUT_ACCORDION] = build_accordion, [VT_LAYOUT_SIDEBAR] = build_sidebar,
    [VT_LAYOUT_STEPS] = build_steps,         [VT_LAYOUT_STEP] = build_column,
  };
  gboolean may_stay = self->reuse && node->kind != VT_LAYOUT_COMPONENT && !is_page (node);
  GtkWidget *widget = may_stay
                        ? vt_canvas_reuse_take_same (self->reuse, node, name, keep_node, self) : NULL;

  if (widget)
    return widget;
  widget = builders[node->kind](self, node, name);
  if (widget && node->kind != VT_LAYOUT_COMPONENT)
    vt_space_canvas_note_node (self, name, widget);
  return widget;
}

/* A component that the layout does not name comes below everything else. */
static void
add_unplaced (VtSpaceCanvas *self, GtkWidget *column, GtkWidget *last)
{
  GPtrArray *components = vt_space_get_components (self->space);

  for (guint i = 0; i < components->len; i++)
    {
      VtSpaceComponent *component = components->pdata[i];
      VtSpaceLayout node = { .kind = VT_LAYOUT_COMPONENT, .id = component->id };
      GtkWidget *view = vt_space_canvas_build_component (self, &node, component->id);

      if (!view)
        continue;
      vt_canvas_reuse_put (GTK_BOX (column), view, last);
      last = view;
    }
  end_box (column, last);
}

/* The layout that holds all components is a column whose first child is the
 * document's own layout, if it has one. */
void
vt_space_canvas_build_all (VtSpaceCanvas *self)
{
  const VtSpaceLayout *shown = vt_space_get_layout (self->space);
  GtkWidget *column = gtk_widget_get_first_child (GTK_WIDGET (self)), *last = NULL;

  if (!column)
    {
      column = gtk_box_new (GTK_ORIENTATION_VERTICAL, SPACING);
      gtk_widget_set_parent (column, GTK_WIDGET (self));
    }

  for (guint i = 0; i < shown->children->len; i++)
    {
      GtkWidget *child = build_node (self, shown->children->pdata[i], vt_space_edit_outermost (self->space));

      if (!child)
        continue;
      vt_canvas_reuse_put (GTK_BOX (column), child, last);
      last = child;
    }
  add_unplaced (self, column, last);
}
