/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/components/paint-view.h"

#include <glib/gi18n.h>

#include "ui/components/texture.h"

#define HIGHEST 560
#define LOWEST 120
#define MASK_OPACITY 0.55
#define KEY_STEP 8 /* pixels of the painting */

struct _VtPaintView
{
  GtkWidget parent_instance;
  VtPainting *painting; /* not ours */
  gboolean is_mask;
  GdkTexture *background;
  GdkTexture *layer;
  gboolean editable;
  gboolean erases;
  gboolean painting_now;
  VtInk ink;
  double size;
  double x, y; /* of the brush, in pixels of the painting */
  gboolean brush_seen;
};

enum
{
  PAINTED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (VtPaintView, vt_paint_view, GTK_TYPE_WIDGET)

/* Pixels of the screen for one of the painting, and where it begins. */
static double
get_place (VtPaintView *self, double *left, double *top)
{
  double width = vt_painting_get_width (self->painting), height = vt_painting_get_height (self->painting);
  double room_x = gtk_widget_get_width (GTK_WIDGET (self)), room_y = gtk_widget_get_height (GTK_WIDGET (self));
  double scale = MIN (room_x / width, room_y / height);

  *left = (room_x - width * scale) / 2;
  *top = (room_y - height * scale) / 2;
  return MAX (scale, 1e-3);
}

static void
draw_brush (VtPaintView *self, GtkSnapshot *snapshot, double left, double top, double scale)
{
  float radius = (float) MAX (2, self->size / 2 * scale);
  GskRoundedRect ring;
  graphene_rect_t box = GRAPHENE_RECT_INIT ((float) (left + self->x * scale) - radius, (float) (top + self->y * scale) - radius,
                                            2 * radius, 2 * radius);
  const GdkRGBA black = { 0, 0, 0, 0.8f }, white = { 1, 1, 1, 0.9f };
  const float width[4] = { 1, 1, 1, 1 };

  gsk_rounded_rect_init_from_rect (&ring, &box, radius);
  gtk_snapshot_append_border (snapshot, &ring, width, (GdkRGBA[4]) { black, black, black, black });
  gsk_rounded_rect_shrink (&ring, 1, 1, 1, 1);
  gtk_snapshot_append_border (snapshot, &ring, width, (GdkRGBA[4]) { white, white, white, white });
}

static void
vt_paint_view_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  VtPaintView *self = VT_PAINT_VIEW (widget);
  double left, top, scale = get_place (self, &left, &top);
  graphene_rect_t box = GRAPHENE_RECT_INIT ((float) left, (float) top,
                                            (float) (vt_painting_get_width (self->painting) * scale),
                                            (float) (vt_painting_get_height (self->painting) * scale));

  gtk_snapshot_push_clip (snapshot, &box);
  gtk_snapshot_append_texture (snapshot, self->background, &box);
  gtk_snapshot_push_opacity (snapshot, self->is_mask ? MASK_OPACITY : 1);
  gtk_snapshot_append_texture (snapshot, self->layer, &box);
  gtk_snapshot_pop (snapshot);
  if (self->editable && self->brush_seen)
    draw_brush (self, snapshot, left, top, scale);
  gtk_snapshot_pop (snapshot);
}

static GtkSizeRequestMode
vt_paint_view_get_request_mode (GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
vt_paint_view_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum, int *natural,
                       int *minimum_baseline, int *natural_baseline)
{
  VtPaintView *self = VT_PAINT_VIEW (widget);
  double width = vt_painting_get_width (self->painting), height = vt_painting_get_height (self->painting);

  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    {
      *minimum = LOWEST;
      *natural = (int) CLAMP (width, LOWEST, HIGHEST);
      return;
    }
  *natural = (int) CLAMP (for_size > 0 ? for_size * height / width : height, LOWEST, HIGHEST);
  *minimum = LOWEST;
}

/* --- the brush -------------------------------------------------------------------- */

static void
show_layer (VtPaintView *self)
{
  g_autoptr (VtValue) layer = vt_painting_dup_layer (self->painting);

  g_clear_object (&self->layer);
  self->layer = vt_texture_new (layer);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
put_brush (VtPaintView *self, double x, double y)
{
  double left, top, scale = get_place (self, &left, &top);

  self->x = (x - left) / scale;
  self->y = (y - top) / scale;
  self->brush_seen = TRUE;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
begin (VtPaintView *self)
{
  vt_painting_begin (self->painting, self->erases ? NULL : &self->ink, self->size / 2, self->x, self->y);
  show_layer (self);
}

static void
on_drag_begin (VtPaintView *self, double x, double y)
{
  gtk_widget_grab_focus (GTK_WIDGET (self));
  self->painting_now = self->editable;
  if (!self->painting_now)
    return;
  put_brush (self, x, y);
  begin (self);
}

static void
on_drag_update (GtkGestureDrag *gesture, double dx, double dy, VtPaintView *self)
{
  double x, y;

  if (!self->painting_now || !gtk_gesture_drag_get_start_point (gesture, &x, &y))
    return;
  put_brush (self, x + dx, y + dy);
  vt_painting_go_on (self->painting, self->x, self->y);
  show_layer (self);
}

static void
on_drag_end (VtPaintView *self)
{
  if (self->painting_now)
    g_signal_emit (self, signals[PAINTED], 0);
  self->painting_now = FALSE;
}

static void
on_leave (VtPaintView *self)
{
  self->brush_seen = FALSE;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
move_brush (VtPaintView *self, int dx, int dy)
{
  self->x = CLAMP (self->x + dx * KEY_STEP, 0, vt_painting_get_width (self->painting));
  self->y = CLAMP (self->y + dy * KEY_STEP, 0, vt_painting_get_height (self->painting));
  self->brush_seen = TRUE;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static gboolean
on_key (VtPaintView *self, guint key, guint code, GdkModifierType state)
{
  int dx = (key == GDK_KEY_Right) - (key == GDK_KEY_Left), dy = (key == GDK_KEY_Down) - (key == GDK_KEY_Up);

  if (!self->editable)
    return GDK_EVENT_PROPAGATE;
  if ((key == GDK_KEY_z || key == GDK_KEY_Z) && (state & GDK_CONTROL_MASK) != 0)
    (state & GDK_SHIFT_MASK) != 0 ? vt_paint_view_redo (self) : vt_paint_view_undo (self);
  else if (dx != 0 || dy != 0)
    move_brush (self, dx, dy);
  else if (key == GDK_KEY_space && self->brush_seen)
    {
      begin (self);
      g_signal_emit (self, signals[PAINTED], 0);
    }
  else
    return GDK_EVENT_PROPAGATE;
  return GDK_EVENT_STOP;
}

void
vt_paint_view_undo (VtPaintView *self)
{
  vt_painting_undo (self->painting);
  show_layer (self);
  g_signal_emit (self, signals[PAINTED], 0);
}

void
vt_paint_view_redo (VtPaintView *self)
{
  vt_painting_redo (self->painting);
  show_layer (self);
  g_signal_emit (self, signals[PAINTED], 0);
}

/* --- the object ----------------------------------------------------------------------- */

static void
vt_paint_view_dispose (GObject *object)
{
  g_clear_object (&VT_PAINT_VIEW (object)->background);
  g_clear_object (&VT_PAINT_VIEW (object)->layer);
  G_OBJECT_CLASS (vt_paint_view_parent_class)->dispose (object);
}

static void
vt_paint_view_class_init (VtPaintViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = vt_paint_view_dispose;
  widget_class->snapshot = vt_paint_view_snapshot;
  widget_class->measure = vt_paint_view_measure;
  widget_class->get_request_mode = vt_paint_view_get_request_mode;
  signals[PAINTED] = g_signal_new ("painted", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                   G_TYPE_NONE, 0);
  gtk_widget_class_set_css_name (widget_class, "vtpaint");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
vt_paint_view_init (VtPaintView *self)
{
  GtkEventController *keys = gtk_event_controller_key_new (), *motion = gtk_event_controller_motion_new ();
  GtkGesture *drag = gtk_gesture_drag_new ();

  self->editable = TRUE;
  self->size = 24;
  gtk_widget_set_focusable (GTK_WIDGET (self), TRUE);
  gtk_widget_set_overflow (GTK_WIDGET (self), GTK_OVERFLOW_HIDDEN);
  g_signal_connect_swapped (keys, "key-pressed", G_CALLBACK (on_key), self);
  gtk_widget_add_controller (GTK_WIDGET (self), keys);
  g_signal_connect_swapped (motion, "motion", G_CALLBACK (put_brush), self);
  g_signal_connect_swapped (motion, "leave", G_CALLBACK (on_leave), self);
  gtk_widget_add_controller (GTK_WIDGET (self), motion);
  g_signal_connect_swapped (drag, "drag-begin", G_CALLBACK (on_drag_begin), self);
  g_signal_connect (drag, "drag-update", G_CALLBACK (on_drag_update), self);
  g_signal_connect_swapped (drag, "drag-end", G_CALLBACK (on_drag_end), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (drag));
}

GtkWidget *
vt_paint_view_new (VtPainting *painting, gboolean is_mask)
{
  VtPaintView *self = g_object_new (VT_TYPE_PAINT_VIEW, NULL);

  self->painting = painting;
  self->is_mask = is_mask;
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  _("The arrow keys move the brush, the space bar paints there."), -1);
  vt_paint_view_update (self);
  return GTK_WIDGET (self);
}

void
vt_paint_view_update (VtPaintView *self)
{
  g_autoptr (VtValue) background = vt_painting_dup_background (self->painting);

  g_clear_object (&self->background);
  self->background = vt_texture_new (background);
  self->x = vt_painting_get_width (self->painting) / 2.0;
  self->y = vt_painting_get_height (self->painting) / 2.0;
  show_layer (self);
  gtk_widget_queue_resize (GTK_WIDGET (self));
}

void
vt_paint_view_set_ink (VtPaintView *self, const VtInk *ink)
{
  self->ink = *ink;
}

void
vt_paint_view_set_erases (VtPaintView *self, gboolean erases)
{
  self->erases = erases;
}

void
vt_paint_view_set_size (VtPaintView *self, double diameter)
{
  self->size = diameter;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

void
vt_paint_view_set_editable (VtPaintView *self, gboolean editable)
{
  self->editable = editable;
  gtk_widget_set_cursor_from_name (GTK_WIDGET (self), editable ? "crosshair" : NULL);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}
