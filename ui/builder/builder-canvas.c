/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/builder/builder-canvas.h"

#include <glib/gi18n.h>
#include <string.h>

#define EDGE 0.22 /* of the width of a component: there, what is dropped comes beside it */
#define EDGE_MOST 80

struct _VtBuilderCanvas
{
  GtkWidget parent_instance;
  VtSpaceEditor *editor;
  VtSpaceCanvas *canvas;
  GtkWidget *empty; /* what an empty page says */
  GtkWidget *menu;
  char *selected;
  char *hovered;
  char *drop_node; /* where what is dragged would go; NULL at the end of the page */
  VtSpacePlace place;
  gboolean dragging;
};

enum
{
  PROP_0,
  PROP_SELECTED,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (VtBuilderCanvas, vt_builder_canvas, GTK_TYPE_WIDGET)

/* --- what is dragged ------------------------------------------------------------ */

static VtBuilderDrag *
drag_copy (VtBuilderDrag *drag)
{
  VtBuilderDrag *copy = g_new (VtBuilderDrag, 1);

  *copy = (VtBuilderDrag) { g_strdup (drag->type), g_strdup (drag->node) };
  return copy;
}

static void
drag_free (VtBuilderDrag *drag)
{
  g_free (drag->type);
  g_free (drag->node);
  g_free (drag);
}

G_DEFINE_BOXED_TYPE (VtBuilderDrag, vt_builder_drag, drag_copy, drag_free)

GdkContentProvider *
vt_builder_drag_content (const char *type, const char *node)
{
  VtBuilderDrag drag = { (char *) type, (char *) node };

  return gdk_content_provider_new_typed (VT_TYPE_BUILDER_DRAG, &drag);
}

/* --- selection -------------------------------------------------------------------- */

/* What the selection is called, for who cannot see its frame. */
static void
say_selected (VtBuilderCanvas *self)
{
  const VtSpaceComponent *component =
    self->selected ? vt_space_find_component (vt_space_editor_get_space (self->editor), self->selected) : NULL;
  g_autofree char *name = component ? vt_space_component_name (component) : NULL;
  g_autofree char *text = NULL;

  if (component)
    /* Translators: the page of a space; then the selected component and its kind */
    text = g_strdup_printf (_ ("Page, selected: %s, %s"), name, _ (component->klass->title));
  else
    text = g_strdup (self->selected ? _ ("Page, a layout is selected") : _ ("Page, nothing is selected"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, text, -1);
}

void
vt_builder_canvas_select (VtBuilderCanvas *self, const char *node)
{
  g_autofree char *copy = vt_space_canvas_find_node (self->canvas, node) ? g_strdup (node) : NULL;

  if (copy)
    vt_space_canvas_reveal (self->canvas, copy);
  if (g_strcmp0 (copy, self->selected) == 0)
    return;
  g_free (self->selected);
  self->selected = g_steal_pointer (&copy);
  vt_space_editor_end_step (self->editor);
  say_selected (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SELECTED]);
}

const char *
vt_builder_canvas_get_selected (VtBuilderCanvas *self)
{
  return self->selected;
}

static void
collect_ids (const VtSpaceLayout *node, GPtrArray *ids)
{
  if (node->kind == VT_LAYOUT_COMPONENT)
    g_ptr_array_add (ids, node->id);
  for (guint i = 0; i < node->children->len; i++)
    collect_ids (node->children->pdata[i], ids);
}

void
vt_builder_canvas_select_next (VtBuilderCanvas *self, int step)
{
  g_autoptr (GPtrArray) ids = g_ptr_array_new ();
  guint at = 0;

  collect_ids (vt_space_get_layout (vt_space_editor_get_space (self->editor)), ids);
  if (ids->len == 0)
    return;
  if (self->selected && g_ptr_array_find_with_equal_func (ids, self->selected, g_str_equal, &at))
    at = (guint) CLAMP ((int) at + step, 0, (int) ids->len - 1);
  else
    at = step > 0 ? 0 : ids->len - 1;
  vt_builder_canvas_select (self, ids->pdata[at]);
}

/* --- following the document ------------------------------------------------------- */

static void
update_empty (VtBuilderCanvas *self)
{
  GPtrArray *components = vt_space_get_components (vt_space_editor_get_space (self->editor));

  gtk_widget_set_visible (self->empty, components->len == 0);
  gtk_widget_set_visible (GTK_WIDGET (self->canvas), components->len > 0);
}

static void
on_changed (VtBuilderCanvas *self, guint what, const char *const *ids)
{
  VtSpace *space = vt_space_editor_get_space (self->editor);

  vt_space_canvas_set_space (self->canvas, space, ids, (what & VT_SPACE_CHANGE_LAYOUT) != 0);
  update_empty (self);
  g_clear_pointer (&self->hovered, g_free);
  if (self->selected && !vt_space_canvas_find_node (self->canvas, self->selected))
    vt_builder_canvas_select (self, NULL);
  else
    say_selected (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/* --- dropping --------------------------------------------------------------------- */

static gboolean
bounds_of (VtBuilderCanvas *self, const char *node, graphene_rect_t *bounds)
{
  GtkWidget *widget = vt_space_canvas_find_node (self->canvas, node);

  return widget && gtk_widget_get_mapped (widget) && gtk_widget_compute_bounds (widget, GTK_WIDGET (self), bounds);
}

static const char *
node_at (VtBuilderCanvas *self, double x, double y)
{
  double inner_x, inner_y;

  if (!gtk_widget_translate_coordinates (GTK_WIDGET (self), GTK_WIDGET (self->canvas), x, y, &inner_x, &inner_y))
    return NULL;
  return vt_space_canvas_node_at (self->canvas, inner_x, inner_y);
}

/* Near an edge at the side, beside; else above or below, whichever is nearer. */
static VtPlaceSide
side_at (const graphene_rect_t *bounds, double x, double y)
{
  double edge = MIN (bounds->size.width * EDGE, EDGE_MOST);

  if (x < bounds->origin.x + edge)
    return VT_PLACE_LEFT;
  if (x > bounds->origin.x + bounds->size.width - edge)
    return VT_PLACE_RIGHT;
  return y < bounds->origin.y + bounds->size.height / 2 ? VT_PLACE_ABOVE : VT_PLACE_BELOW;
}

/* Of the components, the one nearest to a point; for gaps between them. */
static char *
nearest (VtBuilderCanvas *self, double x, double y)
{
  GPtrArray *components = vt_space_get_components (vt_space_editor_get_space (self->editor));
  const char *best = NULL;
  double least = G_MAXDOUBLE;

  for (guint i = 0; i < components->len; i++)
    {
      const VtSpaceComponent *component = components->pdata[i];
      graphene_rect_t bounds;
      double dx, dy;

      if (!bounds_of (self, component->id, &bounds))
        continue;
      dx = MAX (MAX (bounds.origin.x - x, x - bounds.origin.x - bounds.size.width), 0);
      dy = MAX (MAX (bounds.origin.y - y, y - bounds.origin.y - bounds.size.height), 0);
      if (dx * dx + dy * dy < least)
        {
          least = dx * dx + dy * dy;
          best = component->id;
        }
    }
  return g_strdup (best);
}

static gboolean
is_empty_layout (VtBuilderCanvas *self, const char *node)
{
  GtkWidget *widget = vt_space_canvas_find_node (self->canvas, node);
  GtkWidget *child = widget ? gtk_widget_get_first_child (widget) : NULL;

  return child && gtk_widget_has_css_class (child, "drop-here");
}

const VtSpacePlace *
vt_builder_canvas_drag_over (VtBuilderCanvas *self, double x, double y)
{
  const char *node = node_at (self, x, y);
  g_autofree char *old = g_steal_pointer (&self->drop_node);
  VtPlaceSide side = VT_PLACE_INTO;
  graphene_rect_t bounds;

  if (node && is_empty_layout (self, node))
    self->drop_node = g_strdup (node);
  else
    {
      self->drop_node = node && *node != '@' ? g_strdup (node) : nearest (self, x, y);
      if (self->drop_node && bounds_of (self, self->drop_node, &bounds))
        side = side_at (&bounds, x, y);
    }
  if (!self->dragging || g_strcmp0 (old, self->drop_node) != 0 || side != self->place.side)
    gtk_widget_queue_draw (GTK_WIDGET (self));
  self->dragging = TRUE;
  self->place = (VtSpacePlace) { side, self->drop_node };
  return &self->place;
}

void
vt_builder_canvas_drag_leave (VtBuilderCanvas *self)
{
  self->dragging = FALSE;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static GdkDragAction
on_drop_motion (GtkDropTarget *target, double x, double y, VtBuilderCanvas *self)
{
  const GValue *value = gtk_drop_target_get_value (target);
  const VtBuilderDrag *drag = value ? g_value_get_boxed (value) : NULL;

  vt_builder_canvas_drag_over (self, x, y);
  return drag && drag->node ? GDK_ACTION_MOVE : GDK_ACTION_COPY;
}

static gboolean
on_drop (GtkDropTarget *target, const GValue *value, double x, double y, VtBuilderCanvas *self)
{
  const VtBuilderDrag *drag = g_value_get_boxed (value);
  const VtSpacePlace *place = vt_builder_canvas_drag_over (self, x, y);
  gboolean good;

  vt_builder_canvas_drag_leave (self);
  if (drag->node)
    {
      g_autofree char *node = g_strdup (drag->node);

      good = vt_space_edit_move (self->editor, node, place, NULL);
      if (*node != '@')
        vt_builder_canvas_select (self, node);
    }
  else
    {
      const VtComponentClass *klass = vt_component_class_find (drag->type, NULL);
      g_autofree char *id =
        klass ? vt_space_edit_add (self->editor, drag->type, _ (klass->title), place, NULL) : NULL;

      good = id != NULL;
      vt_builder_canvas_select (self, id);
    }
  gtk_widget_grab_focus (GTK_WIDGET (self));
  return good;
}

static GdkContentProvider *
on_drag_prepare (GtkDragSource *source, double x, double y, VtBuilderCanvas *self)
{
  const char *node = node_at (self, x, y);

  if (!node || g_str_equal (node, "@"))
    return NULL;
  vt_builder_canvas_select (self, node);
  return vt_builder_drag_content (NULL, self->selected);
}

static void
on_drag_begin (GtkDragSource *source, GdkDrag *drag, VtBuilderCanvas *self)
{
  GtkWidget *widget = vt_space_canvas_find_node (self->canvas, self->selected);
  g_autoptr (GdkPaintable) paintable = widget ? gtk_widget_paintable_new (widget) : NULL;

  if (paintable)
    gtk_drag_source_set_icon (source, paintable, 12, 12);
}

/* --- pointer and keys ------------------------------------------------------------- */

/* Tabs and accordions can be turned and opened while building. */
static void
use_switches (VtBuilderCanvas *self, double x, double y)
{
  double inner_x, inner_y;
  GtkWidget *widget;

  if (!gtk_widget_translate_coordinates (GTK_WIDGET (self), GTK_WIDGET (self->canvas), x, y, &inner_x, &inner_y))
    return;
  widget = gtk_widget_pick (GTK_WIDGET (self->canvas), inner_x, inner_y, GTK_PICK_NON_TARGETABLE | GTK_PICK_INSENSITIVE);
  for (; widget && widget != GTK_WIDGET (self->canvas); widget = gtk_widget_get_parent (widget))
    {
      GtkWidget *parent = gtk_widget_get_parent (widget);

      if (VT_IS_COMPONENT_VIEW (widget))
        return;
      if (GTK_IS_TOGGLE_BUTTON (widget) && GTK_IS_STACK_SWITCHER (parent))
        {
          gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (widget), TRUE);
          return;
        }
      if (GTK_IS_EXPANDER (parent) || (parent && GTK_IS_EXPANDER (gtk_widget_get_parent (parent))))
        {
          GtkExpander *expander = GTK_EXPANDER (GTK_IS_EXPANDER (parent) ? parent : gtk_widget_get_parent (parent));

          if (!gtk_widget_is_ancestor (widget, gtk_expander_get_child (expander))
              && widget != gtk_expander_get_child (expander))
            gtk_expander_set_expanded (expander, !gtk_expander_get_expanded (expander));
          return;
        }
    }
}

static void
on_pressed (GtkGestureClick *click, int n, double x, double y, VtBuilderCanvas *self)
{
  vt_builder_canvas_select (self, node_at (self, x, y));
  gtk_widget_grab_focus (GTK_WIDGET (self));
}

static void
on_released (GtkGestureClick *click, int n, double x, double y, VtBuilderCanvas *self)
{
  use_switches (self, x, y);
}

static void
popup (VtBuilderCanvas *self, double x, double y)
{
  gtk_popover_set_pointing_to (GTK_POPOVER (self->menu), &(GdkRectangle) { (int) x, (int) y, 1, 1 });
  gtk_popover_popup (GTK_POPOVER (self->menu));
}

static void
on_secondary (GtkGestureClick *click, int n, double x, double y, VtBuilderCanvas *self)
{
  const char *node = node_at (self, x, y);

  if (node)
    vt_builder_canvas_select (self, node);
  popup (self, x, y);
}

static void
on_hover (GtkEventControllerMotion *motion, double x, double y, VtBuilderCanvas *self)
{
  const char *node = node_at (self, x, y);

  if (g_strcmp0 (node, self->hovered) == 0)
    return;
  g_free (self->hovered);
  self->hovered = g_strdup (node);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
on_hover_end (GtkEventControllerMotion *motion, VtBuilderCanvas *self)
{
  g_clear_pointer (&self->hovered, g_free);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static gboolean
select_key (GtkWidget *widget, GVariant *args, gpointer data)
{
  vt_builder_canvas_select_next (VT_BUILDER_CANVAS (widget), g_variant_get_int32 (args));
  return TRUE;
}

static gboolean
escape_key (GtkWidget *widget, GVariant *args, gpointer data)
{
  VtBuilderCanvas *self = VT_BUILDER_CANVAS (widget);

  if (!self->selected)
    return FALSE;
  vt_builder_canvas_select (self, NULL);
  return TRUE;
}

static gboolean
menu_key (GtkWidget *widget, GVariant *args, gpointer data)
{
  VtBuilderCanvas *self = VT_BUILDER_CANVAS (widget);
  graphene_rect_t bounds;

  if (bounds_of (self, self->selected, &bounds))
    popup (self, bounds.origin.x + 12, bounds.origin.y + 12);
  else
    popup (self, 24, 24);
  return TRUE;
}

/* --- drawing ---------------------------------------------------------------------- */

static GdkRGBA
accent (VtBuilderCanvas *self)
{
  GdkRGBA color = { 0.21, 0.52, 0.89, 1 };

  gtk_style_context_lookup_color (gtk_widget_get_style_context (GTK_WIDGET (self)), "accent_color", &color);
  return color;
}

static void
draw_frame (VtBuilderCanvas *self, GtkSnapshot *snapshot, const char *node, GdkRGBA color, float width)
{
  graphene_rect_t bounds;
  GskRoundedRect frame;

  if (!bounds_of (self, node, &bounds))
    return;
  graphene_rect_inset (&bounds, -5, -5);
  gsk_rounded_rect_init_from_rect (&frame, &bounds, 9);
  gtk_snapshot_append_border (snapshot, &frame, (float[4]) { width, width, width, width },
                              (GdkRGBA[4]) { color, color, color, color });
}

static void
draw_drop (VtBuilderCanvas *self, GtkSnapshot *snapshot)
{
  GdkRGBA color = accent (self);
  graphene_rect_t b, line;

  if (!self->drop_node || !bounds_of (self, self->drop_node, &b))
    {
      line = GRAPHENE_RECT_INIT (6, 6, gtk_widget_get_width (GTK_WIDGET (self)) - 12, 4);
      gtk_snapshot_append_color (snapshot, &color, &line);
      return;
    }
  switch (self->place.side)
    {
    case VT_PLACE_ABOVE:
      line = GRAPHENE_RECT_INIT (b.origin.x, b.origin.y - 10, b.size.width, 4);
      break;
    case VT_PLACE_BELOW:
      line = GRAPHENE_RECT_INIT (b.origin.x, b.origin.y + b.size.height + 6, b.size.width, 4);
      break;
    case VT_PLACE_LEFT:
      line = GRAPHENE_RECT_INIT (b.origin.x - 10, b.origin.y, 4, b.size.height);
      break;
    case VT_PLACE_RIGHT:
      line = GRAPHENE_RECT_INIT (b.origin.x + b.size.width + 6, b.origin.y, 4, b.size.height);
      break;
    case VT_PLACE_INTO:
    default:
      draw_frame (self, snapshot, self->drop_node, color, 4);
      return;
    }
  gtk_snapshot_append_color (snapshot, &color, &line);
}

static void
vt_builder_canvas_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  VtBuilderCanvas *self = VT_BUILDER_CANVAS (widget);
  GdkRGBA color = accent (self), faint = color;

  GTK_WIDGET_CLASS (vt_builder_canvas_parent_class)->snapshot (widget, snapshot);
  faint.alpha = 0.45f;
  if (self->hovered && !self->dragging && g_strcmp0 (self->hovered, self->selected) != 0)
    draw_frame (self, snapshot, self->hovered, faint, 1);
  if (self->selected)
    draw_frame (self, snapshot, self->selected, color, 2);
  if (self->dragging)
    draw_drop (self, snapshot);
}

/* --- the object ------------------------------------------------------------------- */

static void
vt_builder_canvas_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  g_value_set_string (value, VT_BUILDER_CANVAS (object)->selected);
}

static void
vt_builder_canvas_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  vt_builder_canvas_select (VT_BUILDER_CANVAS (object), g_value_get_string (value));
}

static void
vt_builder_canvas_dispose (GObject *object)
{
  VtBuilderCanvas *self = VT_BUILDER_CANVAS (object);

  if (self->editor)
    g_signal_handlers_disconnect_by_data (self->editor, self);
  g_clear_pointer (&self->menu, gtk_widget_unparent);
  g_clear_pointer ((GtkWidget **) &self->canvas, gtk_widget_unparent);
  g_clear_pointer (&self->empty, gtk_widget_unparent);
  g_clear_object (&self->editor);
  G_OBJECT_CLASS (vt_builder_canvas_parent_class)->dispose (object);
}

static void
vt_builder_canvas_finalize (GObject *object)
{
  VtBuilderCanvas *self = VT_BUILDER_CANVAS (object);

  g_free (self->selected);
  g_free (self->hovered);
  g_free (self->drop_node);
  G_OBJECT_CLASS (vt_builder_canvas_parent_class)->finalize (object);
}

static void
bind_keys (GtkWidgetClass *klass)
{
  static const struct { guint key; int step; } arrows[] = {
    { GDK_KEY_Down, 1 }, { GDK_KEY_Right, 1 }, { GDK_KEY_Up, -1 }, { GDK_KEY_Left, -1 },
  };
  static const struct { guint key; const char *action; } moves[] = {
    { GDK_KEY_Down, "builder.move-down" }, { GDK_KEY_Right, "builder.move-right" },
    { GDK_KEY_Up, "builder.move-up" },     { GDK_KEY_Left, "builder.move-left" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (arrows); i++)
    gtk_widget_class_add_binding (klass, arrows[i].key, 0, select_key, "i", arrows[i].step);
  for (guint i = 0; i < G_N_ELEMENTS (moves); i++)
    gtk_widget_class_add_binding_action (klass, moves[i].key, GDK_ALT_MASK, moves[i].action, NULL);
  gtk_widget_class_add_binding (klass, GDK_KEY_Escape, 0, escape_key, NULL);
  gtk_widget_class_add_binding (klass, GDK_KEY_Menu, 0, menu_key, NULL);
  gtk_widget_class_add_binding (klass, GDK_KEY_F10, GDK_SHIFT_MASK, menu_key, NULL);
  gtk_widget_class_add_binding_action (klass, GDK_KEY_BackSpace, 0, "builder.remove", NULL);
  gtk_widget_class_add_binding_action (klass, GDK_KEY_Delete, 0, "builder.remove", NULL);
  gtk_widget_class_add_binding_action (klass, GDK_KEY_x, GDK_CONTROL_MASK, "builder.cut", NULL);
  gtk_widget_class_add_binding_action (klass, GDK_KEY_c, GDK_CONTROL_MASK, "builder.copy", NULL);
  gtk_widget_class_add_binding_action (klass, GDK_KEY_v, GDK_CONTROL_MASK, "builder.paste", NULL);
  gtk_widget_class_add_binding_action (klass, GDK_KEY_d, GDK_CONTROL_MASK, "builder.duplicate", NULL);
  gtk_widget_class_add_binding_action (klass, GDK_KEY_Return, 0, "builder.properties", NULL);
}

static void
vt_builder_canvas_class_init (VtBuilderCanvasClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = vt_builder_canvas_get_property;
  object_class->set_property = vt_builder_canvas_set_property;
  object_class->dispose = vt_builder_canvas_dispose;
  object_class->finalize = vt_builder_canvas_finalize;
  widget_class->snapshot = vt_builder_canvas_snapshot;
  properties[PROP_SELECTED] = g_param_spec_string ("selected", NULL, NULL, NULL,
                                                   G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
  gtk_widget_class_set_css_name (widget_class, "buildercanvas");
  bind_keys (widget_class);
}

static void
add_controllers (VtBuilderCanvas *self)
{
  GtkGesture *click = gtk_gesture_click_new (), *secondary = gtk_gesture_click_new ();
  GtkEventController *motion = gtk_event_controller_motion_new ();
  GtkDragSource *source = gtk_drag_source_new ();
  GtkDropTarget *target = gtk_drop_target_new (VT_TYPE_BUILDER_DRAG, GDK_ACTION_COPY | GDK_ACTION_MOVE);

  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (click), GDK_BUTTON_PRIMARY);
  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (secondary), GDK_BUTTON_SECONDARY);
  g_signal_connect (click, "pressed", G_CALLBACK (on_pressed), self);
  g_signal_connect (click, "released", G_CALLBACK (on_released), self);
  g_signal_connect (secondary, "pressed", G_CALLBACK (on_secondary), self);
  g_signal_connect (motion, "motion", G_CALLBACK (on_hover), self);
  g_signal_connect (motion, "leave", G_CALLBACK (on_hover_end), self);
  gtk_drag_source_set_actions (source, GDK_ACTION_MOVE);
  g_signal_connect (source, "prepare", G_CALLBACK (on_drag_prepare), self);
  g_signal_connect (source, "drag-begin", G_CALLBACK (on_drag_begin), self);
  gtk_drop_target_set_preload (target, TRUE);
  g_signal_connect (target, "motion", G_CALLBACK (on_drop_motion), self);
  g_signal_connect (target, "enter", G_CALLBACK (on_drop_motion), self);
  g_signal_connect_swapped (target, "leave", G_CALLBACK (vt_builder_canvas_drag_leave), self);
  g_signal_connect (target, "drop", G_CALLBACK (on_drop), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (click));
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (secondary));
  gtk_widget_add_controller (GTK_WIDGET (self), motion);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (source));
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (target));
}

static GMenuModel *
context_menu (void)
{
  GMenu *menu = g_menu_new ();
  g_autoptr (GMenu) edit = g_menu_new (), place = g_menu_new (), wrap = g_menu_new ();

  g_menu_append (edit, _ ("Cu_t"), "builder.cut");
  g_menu_append (edit, _ ("_Copy"), "builder.copy");
  g_menu_append (edit, _ ("_Paste"), "builder.paste");
  g_menu_append (edit, _ ("_Duplicate"), "builder.duplicate");
  g_menu_append (edit, _ ("_Remove"), "builder.remove");
  g_menu_append (place, _ ("Move _Up"), "builder.move-up");
  g_menu_append (place, _ ("Move Do_wn"), "builder.move-down");
  g_menu_append (place, _ ("Move _Left"), "builder.move-left");
  g_menu_append (place, _ ("Move Ri_ght"), "builder.move-right");
  g_menu_append (place, _ ("_Select What It Stands In"), "builder.select-parent");
  g_menu_append (wrap, _ ("Put Into a _Row"), "builder.wrap::row");
  g_menu_append (wrap, _ ("Put Into a C_olumn"), "builder.wrap::column");
  g_menu_append (wrap, _ ("Put Into a _Frame"), "builder.wrap::group");
  g_menu_append (wrap, _ ("Put Into _Tabs"), "builder.wrap::tabs");
  g_menu_append (wrap, _ ("Put Into an _Accordion"), "builder.wrap::accordion");
  g_menu_append (wrap, _ ("Add a Ta_b"), "builder.add-tab");
  g_menu_append (wrap, _ ("Take the Layout A_way"), "builder.unwrap");
  g_menu_append_section (menu, NULL, G_MENU_MODEL (edit));
  g_menu_append_section (menu, NULL, G_MENU_MODEL (place));
  g_menu_append_section (menu, NULL, G_MENU_MODEL (wrap));
  return G_MENU_MODEL (menu);
}

static void
vt_builder_canvas_init (VtBuilderCanvas *self)
{
  g_autoptr (GMenuModel) menu = context_menu ();

  gtk_widget_set_focusable (GTK_WIDGET (self), TRUE);
  self->menu = gtk_popover_menu_new_from_model (menu);
  gtk_popover_set_has_arrow (GTK_POPOVER (self->menu), FALSE);
  gtk_widget_set_halign (self->menu, GTK_ALIGN_START);
  gtk_widget_set_parent (self->menu, GTK_WIDGET (self));
  add_controllers (self);
}

static GtkWidget *
make_empty (void)
{
  GtkWidget *label = gtk_label_new (_ ("Nothing on this page yet. Click something in the list, or drag it here."));

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_justify (GTK_LABEL (label), GTK_JUSTIFY_CENTER);
  gtk_widget_add_css_class (label, "drop-here");
  gtk_widget_set_size_request (label, -1, 240);
  return label;
}

GtkWidget *
vt_builder_canvas_new (VtSpaceEditor *editor)
{
  VtBuilderCanvas *self = g_object_new (VT_TYPE_BUILDER_CANVAS, NULL);

  self->editor = g_object_ref (editor);
  self->canvas = VT_SPACE_CANVAS (vt_space_canvas_new (vt_space_editor_get_space (editor)));
  vt_space_canvas_set_editing (self->canvas);
  self->empty = make_empty ();
  gtk_widget_set_parent (GTK_WIDGET (self->canvas), GTK_WIDGET (self));
  gtk_widget_set_parent (self->empty, GTK_WIDGET (self));
  update_empty (self);
  say_selected (self);
  g_signal_connect_swapped (editor, "changed", G_CALLBACK (on_changed), self);
  return GTK_WIDGET (self);
}

VtSpaceCanvas *
vt_builder_canvas_get_canvas (VtBuilderCanvas *self)
{
  return self->canvas;
}
