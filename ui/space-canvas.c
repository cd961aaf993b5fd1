/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/space-canvas.h"

#include <math.h>
#include <string.h>

#include <glib/gi18n.h>

#include "app/space-edit.h"
#include "ui/expander.h"
#include "ui/row-layout.h"
#include "ui/sidebar-view.h"
#include "ui/steps-view.h"

#define SPACING 16
#define NARROWEST_IN_A_ROW 260 /* pixels; below that a row becomes a column */
#define NARROWEST_BUTTON 90
/* So many components are made at once, more than a window shows; those after
 * them in the time that the main loop has left, SLICE microseconds a turn. */
#define MADE_AT_ONCE 32
#define SLICE 6000
#define WAITING_HEIGHT 70 /* pixels, of a place that has no component yet */

struct _VtSpaceCanvas
{
  GtkWidget parent_instance;
  VtSpace *space;
  GHashTable *views; /* (element-type utf8 VtComponentView): by id */
  GHashTable *kept;  /* (nullable) (element-type utf8 VtComponentView): to be used again in what is built now */
  GHashTable *nodes; /* (element-type utf8 GtkWidget): by node */
  GHashTable *names; /* (element-type GtkWidget utf8): the same the other way round */
  GHashTable *waiting; /* (element-type utf8 GtkWidget): places of components that are not made yet */
  GQueue order;        /* (element-type utf8): their ids, in the document's order */
  guint making;        /* source that makes them */
  gboolean editing;
  gboolean busy;
  gboolean showing;  /* a value that no person gave is being shown */
};

enum
{
  EVENT,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (VtSpaceCanvas, vt_space_canvas, GTK_TYPE_WIDGET)

static GtkWidget *build_node (VtSpaceCanvas *self, const VtSpaceLayout *node, const char *name);

static void
note_node (VtSpaceCanvas *self, const char *name, GtkWidget *widget)
{
  char *copy = g_strdup (name);

  g_hash_table_insert (self->nodes, copy, widget);
  g_hash_table_insert (self->names, widget, copy);
}

/* Whether @ids, a JSON array, names @id, or nothing at all. */
static gboolean
is_among (VtValue *ids, const char *id)
{
  const char *text = vt_value_type (ids) == VT_VALUE_JSON ? vt_value_text (ids) : "[]";
  g_autoptr (VtJson) json = vt_json_parse (text, strlen (text), NULL);
  VtJsonIter iter = VT_JSON_ITER (json ? vt_json_root (json) : NULL);
  gboolean among = vt_json_length (iter.container) == 0;

  while (!among && vt_json_iter_next (&iter))
    among = g_strcmp0 (vt_json_string (iter.value, NULL), id) == 0;
  return among;
}

/* A "clearbutton" empties the components that it names, which say that they changed. */
static void
clear_components (VtSpaceCanvas *self, const VtSpaceComponent *button)
{
  g_autoptr (VtValue) ids = vt_space_component_get (button, "components");
  g_autoptr (VtValue) nothing = vt_value_new_none ();
  GPtrArray *components = vt_space_get_components (self->space);

  for (guint i = 0; i < components->len; i++)
    {
      const VtSpaceComponent *component = components->pdata[i];
      VtComponentView *view = vt_space_canvas_find (self, component->id);

      if (view && !vt_component_class_has_event (component->klass, "click")
          && !vt_component_class_has_event (component->klass, "tick") && is_among (ids, component->id))
        vt_component_view_set_value (view, nothing);
    }
}

static void
on_view_event (VtSpaceCanvas *self, const char *event, VtComponentView *view)
{
  const VtSpaceComponent *component = vt_space_find_component (self->space, vt_component_view_get_id (view));

  if (!self->showing && component && g_str_equal (component->klass->type, "clearbutton") && g_str_equal (event, "click"))
    clear_components (self, component);
  if (!self->showing)
    g_signal_emit (self, signals[EVENT], 0, vt_component_view_get_id (view), event);
}

/* In the builder, a component that is hidden is seen faintly, and one that shows
 * nothing has a height. */
static void
show_for_editing (VtComponentView *view, const VtSpaceComponent *component)
{
  gboolean visible = vt_space_component_get_boolean (component, "visible");

  gtk_widget_set_visible (GTK_WIDGET (view), TRUE);
  gtk_widget_set_opacity (GTK_WIDGET (view), visible ? 1 : 0.4);
  gtk_widget_add_css_class (GTK_WIDGET (view), "editing");
}

/* Tells @view which of its events do something: a chat then offers to answer again. */
static void
tell_listener (VtSpaceCanvas *self, VtComponentView *view)
{
  GPtrArray *events = vt_space_get_events (self->space);

  for (guint i = 0; i < events->len; i++)
    {
      const VtSpaceEvent *event = events->pdata[i];

      for (guint j = 0; j < event->triggers->len; j++)
        {
          const VtSpaceTrigger *trigger = event->triggers->pdata[j];

          if (g_str_equal (trigger->component, vt_component_view_get_id (view)))
            vt_component_view_listen (view, trigger->event);
        }
    }
}

static VtComponentView *
make_view (VtSpaceCanvas *self, const VtSpaceComponent *component)
{
  VtComponentView *view = vt_component_view_new (component);

  gtk_widget_set_hexpand (GTK_WIDGET (view), TRUE);
  if (self->editing)
    show_for_editing (view, component);
  g_signal_connect_object (view, "event", G_CALLBACK (on_view_event), self, G_CONNECT_SWAPPED);
  return view;
}

static gboolean make_some (gpointer data);

/* Where the component @id will stand. */
static GtkWidget *
make_place (VtSpaceCanvas *self, const char *id)
{
  GtkWidget *place = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);

  gtk_widget_set_size_request (place, -1, WAITING_HEIGHT);
  gtk_widget_set_hexpand (place, TRUE);
  g_hash_table_insert (self->waiting, g_strdup (id), place);
  g_queue_push_tail (&self->order, g_strdup (id));
  if (self->making == 0)
    self->making = g_idle_add (make_some, self);
  return place;
}

static GtkWidget *
build_component (VtSpaceCanvas *self, const VtSpaceLayout *node, const char *name)
{
  VtSpaceComponent *component = vt_space_find_component (self->space, node->id);
  VtComponentView *view;

  if (!component || g_hash_table_contains (self->views, node->id) || g_hash_table_contains (self->waiting, node->id))
    return NULL;
  view = self->kept ? g_hash_table_lookup (self->kept, node->id) : NULL;
  if (!view && !self->editing && g_hash_table_size (self->views) >= MADE_AT_ONCE)
    return make_place (self, node->id);
  if (!view)
    view = make_view (self, component);
  g_hash_table_insert (self->views, g_strdup (node->id), view);
  note_node (self, node->id, GTK_WIDGET (view));
  return GTK_WIDGET (view);
}

/* Gradio's "scale": a share of a row; 0 is its natural width. */
static double
scale_of (VtSpaceCanvas *self, const VtSpaceLayout *node)
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
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, SPACING);
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
      gtk_box_append (GTK_BOX (row), child);
      vt_row_layout_set_scale (VT_ROW_LAYOUT (layout), child, scale_of (self, node->children->pdata[i]));
      if (node->equal_height)
        fill_height (child);
    }
  hint_if_empty (self, node, row);
  return row;
}

/* @main beside @sidebar, or below it where there is too little room. Takes both. */
static GtkWidget *
beside (GtkWidget *main, GtkWidget *sidebar, gboolean right)
{
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, SPACING);
  GtkLayoutManager *layout = vt_row_layout_new (NARROWEST_IN_A_ROW, SPACING);

  gtk_widget_set_layout_manager (row, layout);
  gtk_box_append (GTK_BOX (row), right ? main : sidebar);
  gtk_box_append (GTK_BOX (row), right ? sidebar : main);
  vt_row_layout_set_scale (VT_ROW_LAYOUT (layout), sidebar, 0);
  return row;
}

static GtkWidget *
build_column (VtSpaceCanvas *self, const VtSpaceLayout *node, const char *name)
{
  GtkWidget *column = gtk_box_new (GTK_ORIENTATION_VERTICAL, SPACING), *whole = column;

  for (guint i = 0; i < node->children->len; i++)
    {
      const VtSpaceLayout *part = node->children->pdata[i];
      GtkWidget *child = build_child (self, node, name, i);

      if (child && part->kind == VT_LAYOUT_SIDEBAR && whole == column)
        whole = beside (column, child, part->right);
      else if (child)
        gtk_box_append (GTK_BOX (column), child);
    }
  hint_if_empty (self, node, column);
  return whole;
}

static GtkWidget *
build_sidebar (VtSpaceCanvas *self, const VtSpaceLayout *node, const char *name)
{
  return vt_sidebar_view_new (vt_space_layout_get_label (node), build_column (self, node, name), node->open);
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
  GtkWidget *column = build_column (self, node, name);

  gtk_widget_set_margin_top (column, SPACING / 2);
  return vt_expander_new (vt_space_layout_get_label (node), column, node->open);
}

static GtkWidget *
build_node (VtSpaceCanvas *self, const VtSpaceLayout *node, const char *name)
{
  static GtkWidget *(*const builders[]) (VtSpaceCanvas *, const VtSpaceLayout *, const char *) = {
    [VT_LAYOUT_COMPONENT] = build_component, [VT_LAYOUT_ROW] = build_row,     [VT_LAYOUT_COLUMN] = build_column,
    [VT_LAYOUT_GROUP] = build_group,         [VT_LAYOUT_TABS] = build_tabs,   [VT_LAYOUT_TAB] = build_column,
    [VT_LAYOUT_ACCORDION] = build_accordion, [VT_LAYOUT_SIDEBAR] = build_sidebar,
    [VT_LAYOUT_STEPS] = build_steps,         [VT_LAYOUT_STEP] = build_column,
  };

  GtkWidget *widget = builders[node->kind](self, node, name);

  if (widget && node->kind != VT_LAYOUT_COMPONENT)
    note_node (self, name, widget);
  return widget;
}

/* A new widget of the component @id in the place of @old. */
static void
put_view (VtSpaceCanvas *self, const char *id, GtkWidget *old)
{
  VtSpaceComponent *component = vt_space_find_component (self->space, id);
  GtkWidget *parent = old ? gtk_widget_get_parent (old) : NULL;
  GtkLayoutManager *layout = parent ? gtk_widget_get_layout_manager (parent) : NULL;
  VtSpaceLayout node = { .kind = VT_LAYOUT_COMPONENT, .id = (char *) id };
  VtComponentView *view;

  if (!component || !parent)
    return;
  view = make_view (self, component);
  gtk_box_insert_child_after (GTK_BOX (parent), GTK_WIDGET (view), old);
  if (VT_IS_ROW_LAYOUT (layout))
    vt_row_layout_set_scale (VT_ROW_LAYOUT (layout), GTK_WIDGET (view), scale_of (self, &node));
  g_hash_table_remove (self->names, old);
  gtk_box_remove (GTK_BOX (parent), old);
  g_hash_table_replace (self->views, g_strdup (id), view);
  g_hash_table_remove (self->nodes, id);
  note_node (self, id, GTK_WIDGET (view));
}

static void
make_waiting (VtSpaceCanvas *self, const char *id)
{
  GtkWidget *place = g_hash_table_lookup (self->waiting, id);
  VtComponentView *view;

  if (!place)
    return;
  put_view (self, id, place);
  g_hash_table_remove (self->waiting, id);
  view = g_hash_table_lookup (self->views, id);
  if (!view)
    return;
  tell_listener (self, view);
  vt_component_view_set_busy (view, self->busy);
}

static gboolean
make_some (gpointer data)
{
  VtSpaceCanvas *self = data;
  gint64 end = g_get_monotonic_time () + SLICE;

  while (!g_queue_is_empty (&self->order) && g_get_monotonic_time () < end)
    {
      g_autofree char *id = g_queue_pop_head (&self->order);
      make_waiting (self, id);
    }
  if (!g_queue_is_empty (&self->order))
    return G_SOURCE_CONTINUE;
  self->making = 0;
  return G_SOURCE_REMOVE;
}

static void
make_all (VtSpaceCanvas *self)
{
  char *id;

  while ((id = g_queue_pop_head (&self->order)))
    {
      make_waiting (self, id);
      g_free (id);
    }
  g_clear_handle_id (&self->making, g_source_remove);
}

static void
vt_space_canvas_dispose (GObject *object)
{
  VtSpaceCanvas *self = VT_SPACE_CANVAS (object);
  GtkWidget *child;

  g_clear_handle_id (&self->making, g_source_remove);
  g_queue_clear_full (&self->order, g_free);
  g_clear_pointer (&self->waiting, g_hash_table_unref);
  g_clear_pointer (&self->views, g_hash_table_unref);
  g_clear_pointer (&self->names, g_hash_table_unref);
  g_clear_pointer (&self->nodes, g_hash_table_unref);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))))
    gtk_widget_unparent (child);
  g_clear_object (&self->space);
  G_OBJECT_CLASS (vt_space_canvas_parent_class)->dispose (object);
}

static void
vt_space_canvas_class_init (VtSpaceCanvasClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = vt_space_canvas_dispose;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
  signals[EVENT] = g_signal_new ("event", VT_TYPE_SPACE_CANVAS, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 2,
                                 G_TYPE_STRING, G_TYPE_STRING);
}

static void
vt_space_canvas_init (VtSpaceCanvas *self)
{
  self->views = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->nodes = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->names = g_hash_table_new (NULL, NULL);
  self->waiting = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_queue_init (&self->order);
}

/* A component that the layout does not name comes below everything else. */
static void
add_unplaced (VtSpaceCanvas *self, GtkWidget *column)
{
  GPtrArray *components = vt_space_get_components (self->space);

  for (guint i = 0; i < components->len; i++)
    {
      VtSpaceComponent *component = components->pdata[i];
      VtSpaceLayout node = { .kind = VT_LAYOUT_COMPONENT, .id = component->id };
      GtkWidget *view = build_component (self, &node, component->id);

      if (view)
        gtk_box_append (GTK_BOX (column), view);
    }
}

static void
tell_listeners (VtSpaceCanvas *self)
{
  GHashTableIter iter;
  gpointer view;

  g_hash_table_iter_init (&iter, self->views);
  while (g_hash_table_iter_next (&iter, NULL, &view))
    tell_listener (self, view);
}

/* The layout that holds all components is a column whose first child is the
 * document's own layout, if it has one. */
static GtkWidget *
build_all (VtSpaceCanvas *self)
{
  const VtSpaceLayout *shown = vt_space_get_layout (self->space);
  GtkWidget *column = gtk_box_new (GTK_ORIENTATION_VERTICAL, SPACING);

  for (guint i = 0; i < shown->children->len; i++)
    {
      GtkWidget *child = build_node (self, shown->children->pdata[i], vt_space_edit_outermost (self->space));

      if (child)
        gtk_box_append (GTK_BOX (column), child);
    }
  add_unplaced (self, column);
  return column;
}

GtkWidget *
vt_space_canvas_new (VtSpace *space)
{
  VtSpaceCanvas *self = g_object_new (VT_TYPE_SPACE_CANVAS, NULL);

  self->space = g_object_ref (space);
  gtk_widget_set_parent (build_all (self), GTK_WIDGET (self));
  tell_listeners (self);
  return GTK_WIDGET (self);
}

/* --- for the builder ----------------------------------------------------------- */

/* Takes the views of @names out of what is there, those that shall be used again. */
static GHashTable *
take_views (VtSpaceCanvas *self, const char *const *changed)
{
  GHashTable *kept = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_object_unref);
  GHashTableIter iter;
  gpointer id, view;

  g_hash_table_iter_init (&iter, self->views);
  while (g_hash_table_iter_next (&iter, &id, &view))
    if ((!changed || !g_strv_contains (changed, id)) && GTK_IS_BOX (gtk_widget_get_parent (view)))
      {
        g_hash_table_insert (kept, g_strdup (id), g_object_ref (view));
        gtk_box_remove (GTK_BOX (gtk_widget_get_parent (view)), view);
      }
  return kept;
}

/* Which tabs are shown and which accordions are open, by node. */
static GHashTable *
note_open (VtSpaceCanvas *self)
{
  GHashTable *open = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  GHashTableIter iter;
  gpointer name, widget;

  g_hash_table_iter_init (&iter, self->nodes);
  while (g_hash_table_iter_next (&iter, &name, &widget))
    {
      GtkWidget *parent = gtk_widget_get_parent (widget);

      if (GTK_IS_EXPANDER (widget))
        g_hash_table_insert (open, g_strdup (name), GINT_TO_POINTER (gtk_expander_get_expanded (widget) ? 1 : 2));
      else if (GTK_IS_STACK (parent) && gtk_stack_get_visible_child (GTK_STACK (parent)) == widget)
        g_hash_table_insert (open, g_strdup (name), GINT_TO_POINTER (1));
    }
  return open;
}

static void
restore_open (VtSpaceCanvas *self, GHashTable *open)
{
  GHashTableIter iter;
  gpointer name, state;

  g_hash_table_iter_init (&iter, open);
  while (g_hash_table_iter_next (&iter, &name, &state))
    {
      GtkWidget *widget = g_hash_table_lookup (self->nodes, name);
      GtkWidget *parent = widget ? gtk_widget_get_parent (widget) : NULL;

      if (GTK_IS_EXPANDER (widget))
        gtk_expander_set_expanded (GTK_EXPANDER (widget), GPOINTER_TO_INT (state) == 1);
      else if (GTK_IS_STACK (parent))
        gtk_stack_set_visible_child (GTK_STACK (parent), widget);
    }
}

static void
rebuild (VtSpaceCanvas *self, const char *const *changed)
{
  g_autoptr (GHashTable) kept = take_views (self, changed);
  g_autoptr (GHashTable) open = note_open (self);

  gtk_widget_unparent (gtk_widget_get_first_child (GTK_WIDGET (self)));
  g_hash_table_remove_all (self->views);
  g_hash_table_remove_all (self->names);
  g_hash_table_remove_all (self->nodes);
  self->kept = kept;
  gtk_widget_set_parent (build_all (self), GTK_WIDGET (self));
  self->kept = NULL;
  restore_open (self, open);
}


void
vt_space_canvas_set_space (VtSpaceCanvas *self, VtSpace *space, const char *const *changed, gboolean layout)
{
  make_all (self);
  g_set_object (&self->space, space);
  if (layout)
    rebuild (self, changed);
  else
    for (guint i = 0; changed && changed[i]; i++)
      put_view (self, changed[i], g_hash_table_lookup (self->views, changed[i]));
  tell_listeners (self);
}

void
vt_space_canvas_set_editing (VtSpaceCanvas *self)
{
  GPtrArray *components = vt_space_get_components (self->space);
  const char *const none[] = { NULL };

  make_all (self);
  self->editing = TRUE;
  gtk_widget_set_can_target (GTK_WIDGET (self), FALSE);
  gtk_widget_set_can_focus (GTK_WIDGET (self), FALSE);
  for (guint i = 0; i < components->len; i++)
    {
      const VtSpaceComponent *component = components->pdata[i];

      show_for_editing (g_hash_table_lookup (self->views, component->id), component);
    }
  rebuild (self, none);
}

const char *
vt_space_canvas_node_at (VtSpaceCanvas *self, double x, double y)
{
  GtkWidget *widget = gtk_widget_pick (GTK_WIDGET (self), x, y, GTK_PICK_NON_TARGETABLE | GTK_PICK_INSENSITIVE);
  const char *name = NULL;

  for (; widget && !name && widget != GTK_WIDGET (self); widget = gtk_widget_get_parent (widget))
    name = g_hash_table_lookup (self->names, widget);
  return name;
}

GtkWidget *
vt_space_canvas_find_node (VtSpaceCanvas *self, const char *node)
{
  return node ? g_hash_table_lookup (self->nodes, node) : NULL;
}

const char *
vt_space_canvas_get_node (VtSpaceCanvas *self, GtkWidget *widget)
{
  return g_hash_table_lookup (self->names, widget);
}

void
vt_space_canvas_reveal (VtSpaceCanvas *self, const char *node)
{
  GtkWidget *widget = vt_space_canvas_find_node (self, node);

  for (; widget && widget != GTK_WIDGET (self); widget = gtk_widget_get_parent (widget))
    {
      GtkWidget *parent = gtk_widget_get_parent (widget);

      if (GTK_IS_STACK (parent))
        gtk_stack_set_visible_child (GTK_STACK (parent), widget);
      else if (GTK_IS_EXPANDER (parent))
        gtk_expander_set_expanded (GTK_EXPANDER (parent), TRUE);
    }
}

VtComponentView *
vt_space_canvas_find (VtSpaceCanvas *self, const char *id)
{
  if (id && g_hash_table_size (self->waiting) > 0)
    make_waiting (self, id);
  return id ? g_hash_table_lookup (self->views, id) : NULL;
}

void
vt_space_canvas_set_value (VtSpaceCanvas *self, const char *id, VtValue *value)
{
  VtComponentView *view = vt_space_canvas_find (self, id);
  gboolean showing = self->showing;

  if (!view)
    return;
  self->showing = TRUE;
  vt_component_view_set_value (view, value);
  self->showing = showing;
}

void
vt_space_canvas_set_busy (VtSpaceCanvas *self, gboolean busy)
{
  GHashTableIter iter;
  gpointer view;

  self->busy = busy;
  g_hash_table_iter_init (&iter, self->views);
  while (g_hash_table_iter_next (&iter, NULL, &view))
    vt_component_view_set_busy (view, busy);
}

void
vt_space_canvas_focus (VtSpaceCanvas *self)
{
  GPtrArray *components = vt_space_get_components (self->space);

  for (guint i = 0; i < components->len; i++)
    {
      VtSpaceComponent *component = components->pdata[i];
      VtComponentView *view = g_hash_table_lookup (self->views, component->id);

      if (view && component->klass->is_input
          && gtk_widget_get_mapped (GTK_WIDGET (view)) == gtk_widget_get_mapped (GTK_WIDGET (self)) && vt_component_view_get_interactive (view)
          && gtk_widget_child_focus (GTK_WIDGET (view), GTK_DIR_TAB_FORWARD))
        return;
    }
}
