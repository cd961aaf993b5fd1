/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/space-canvas-private.h"

#include <string.h>

#include "app/space-edit.h"
#include "ui/row-layout.h"

/* So many components are made at once, more than a window shows; those after
 * them in the time that the main loop has left, SLICE microseconds a turn. */
#define MADE_AT_ONCE 32
#define SLICE 6000
#define WAITING_HEIGHT 70 /* pixels, of a place that has no component yet */

enum
{
  EVENT,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (VtSpaceCanvas, vt_space_canvas, GTK_TYPE_WIDGET)

void
vt_space_canvas_note_node (VtSpaceCanvas *self, const char *name, GtkWidget *widget)
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

GtkWidget *
vt_space_canvas_build_component (VtSpaceCanvas *self, const VtSpaceLayout *node, const char *name)
{
  VtSpaceComponent *component = vt_space_find_component (self->space, node->id);
  VtComponentView *view;

  if (!component || g_hash_table_contains (self->views, node->id) || g_hash_table_contains (self->waiting, node->id))
    return NULL;
  view = self->reuse ? (VtComponentView *) vt_canvas_reuse_take_view (self->reuse, node->id) : NULL;
  if (!view && !self->editing && g_hash_table_size (self->views) >= MADE_AT_ONCE)
    return make_place (self, node->id);
  if (!view)
    view = make_view (self, component);
  g_hash_table_insert (self->views, g_strdup (node->id), view);
  vt_space_canvas_note_node (self, node->id, GTK_WIDGET (view));
  return GTK_WIDGET (view);
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
    vt_row_layout_set_scale (VT_ROW_LAYOUT (layout), GTK_WIDGET (view), vt_space_canvas_get_scale (self, &node));
  g_hash_table_remove (self->names, old);
  gtk_box_remove (GTK_BOX (parent), old);
  g_hash_table_replace (self->views, g_strdup (id), view);
  g_hash_table_remove (self->nodes, id);
  vt_space_canvas_note_node (self, id, GTK_WIDGET (view));
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

static void
tell_listeners (VtSpaceCanvas *self)
{
  GHashTableIter iter;
  gpointer view;

  g_hash_table_iter_init (&iter, self->views);
  while (g_hash_table_iter_next (&iter, NULL, &view))
    tell_listener (self, view);
}

GtkWidget *
vt_space_canvas_new (VtSpace *space)
{
  VtSpaceCanvas *self = g_object_new (VT_TYPE_SPACE_CANVAS, NULL);

  self->space = g_object_ref (space);
  vt_space_canvas_build_all (self);
  tell_listeners (self);
  return GTK_WIDGET (self);
}

/* --- for the builder ----------------------------------------------------------- */

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

      if (!widget || vt_canvas_reuse_was_there (self->reuse, widget)) /* it has kept what it showed */
        continue;
      if (GTK_IS_EXPANDER (widget))
        gtk_expander_set_expanded (GTK_EXPANDER (widget), GPOINTER_TO_INT (state) == 1);
      else if (GTK_IS_STACK (parent))
        gtk_stack_set_visible_child (GTK_STACK (parent), widget);
    }
}

/* @before: (nullable): what is shown now, if layouts may stay as they are */
static void
rebuild (VtSpaceCanvas *self, VtSpace *before, const char *const *changed)
{
  g_autoptr (VtCanvasReuse) reuse = vt_canvas_reuse_new (before, self->nodes, changed);
  g_autoptr (GHashTable) open = note_open (self);

  g_hash_table_remove_all (self->views);
  g_hash_table_remove_all (self->names);
  g_hash_table_remove_all (self->nodes);
  self->reuse = reuse;
  vt_space_canvas_build_all (self);
  restore_open (self, open);
  self->reuse = NULL;
}

void
vt_space_canvas_set_space (VtSpaceCanvas *self, VtSpace *space, const char *const *changed, gboolean layout)
{
  g_autoptr (VtSpace) before = g_object_ref (self->space);

  make_all (self);
  g_set_object (&self->space, space);
  if (layout)
    rebuild (self, before, changed);
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
  rebuild (self, NULL, none);
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
