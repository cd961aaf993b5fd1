/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/components/picture-view.h"

#define MAX_ZOOM 32.0
#define ZOOM_STEP 1.25
#define HIGHEST 480 /* pixels, where nobody says otherwise */
#define LOWEST 48
#define MOVE 40

struct _VtPictureView
{
  GtkWidget parent_instance;
  GdkPaintable *paintable;
  int height;
  double zoom;
  double x, y; /* the middle of what is seen, in parts of the picture */
  double pointer_x, pointer_y;
  double start_x, start_y;
  double start_zoom;
};

G_DEFINE_FINAL_TYPE (VtPictureView, vt_picture_view, GTK_TYPE_WIDGET)

static gboolean
get_size (VtPictureView *self, double *width, double *height)
{
  *width = self->paintable != NULL ? gdk_paintable_get_intrinsic_width (self->paintable) : 0;
  *height = self->paintable != NULL ? gdk_paintable_get_intrinsic_height (self->paintable) : 0;
  return *width > 0 && *height > 0;
}

/* Pixels of the screen for one of the picture. */
static double
get_scale (VtPictureView *self)
{
  double width, height;
  int room_x = gtk_widget_get_width (GTK_WIDGET (self)), room_y = gtk_widget_get_height (GTK_WIDGET (self));

  if (!get_size (self, &width, &height))
    return 1;
  return MIN (room_x / width, room_y / height) * self->zoom;
}

/* Where one side of the picture begins: in the middle while there is room, else as moved. */
static float
place (double room, double length, double middle)
{
  return (float) (length <= room ? (room - length) / 2 : room / 2 - middle * length);
}

gboolean
vt_picture_view_get_area (VtPictureView *self, graphene_rect_t *area)
{
  double width, height, scale = get_scale (self);

  if (!get_size (self, &width, &height))
    return FALSE;
  graphene_rect_init (area, place (gtk_widget_get_width (GTK_WIDGET (self)), width * scale, self->x),
                      place (gtk_widget_get_height (GTK_WIDGET (self)), height * scale, self->y),
                      (float) (width * scale), (float) (height * scale));
  return TRUE;
}

/* Nothing beside the picture is looked at while it is larger than the room. */
static void
keep_inside (VtPictureView *self)
{
  graphene_rect_t area;
  double half_x, half_y;

  if (!vt_picture_view_get_area (self, &area) || area.size.width <= 0 || area.size.height <= 0)
    return;
  half_x = MIN (0.5, gtk_widget_get_width (GTK_WIDGET (self)) / area.size.width / 2);
  half_y = MIN (0.5, gtk_widget_get_height (GTK_WIDGET (self)) / area.size.height / 2);
  self->x = CLAMP (self->x, half_x, 1 - half_x);
  self->y = CLAMP (self->y, half_y, 1 - half_y);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/* What lies under the point stays there. */
static void
zoom_at (VtPictureView *self, double zoom, double at_x, double at_y)
{
  graphene_rect_t before, after;
  double part_x, part_y;

  if (!vt_picture_view_get_area (self, &before))
    return;
  part_x = (at_x - before.origin.x) / before.size.width;
  part_y = (at_y - before.origin.y) / before.size.height;
  self->zoom = CLAMP (zoom, 1, MAX_ZOOM);
  vt_picture_view_get_area (self, &after);
  self->x = part_x + (gtk_widget_get_width (GTK_WIDGET (self)) / 2.0 - at_x) / after.size.width;
  self->y = part_y + (gtk_widget_get_height (GTK_WIDGET (self)) / 2.0 - at_y) / after.size.height;
  keep_inside (self);
}

static void
move (VtPictureView *self, double dx, double dy)
{
  graphene_rect_t area;

  if (!vt_picture_view_get_area (self, &area))
    return;
  self->x += dx / area.size.width;
  self->y += dy / area.size.height;
  keep_inside (self);
}

static void
vt_picture_view_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  VtPictureView *self = VT_PICTURE_VIEW (widget);
  graphene_rect_t area, clip;

  if (!vt_picture_view_get_area (self, &area))
    return;
  graphene_rect_init (&clip, 0, 0, (float) gtk_widget_get_width (widget), (float) gtk_widget_get_height (widget));
  gtk_snapshot_push_clip (snapshot, &clip);
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot, &area.origin);
  gdk_paintable_snapshot (self->paintable, snapshot, area.size.width, area.size.height);
  gtk_snapshot_restore (snapshot);
  gtk_snapshot_pop (snapshot);
}

static GtkSizeRequestMode
vt_picture_view_get_request_mode (GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
vt_picture_view_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum, int *natural,
                         int *minimum_baseline, int *natural_baseline)
{
  VtPictureView *self = VT_PICTURE_VIEW (widget);
  double width, height;
  gboolean any = get_size (self, &width, &height);

  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    {
      *minimum = LOWEST;
      *natural = any ? (int) CLAMP (width, LOWEST, 2 * HIGHEST) : LOWEST;
      return;
    }
  *natural = self->height > 0 ? self->height
             : any            ? (int) CLAMP (for_size > 0 ? for_size * height / width : height, LOWEST, HIGHEST)
                              : LOWEST;
  /* GTK wants one that does not grow with the width. */
  *minimum = self->height > 0 ? self->height : LOWEST;
}

static void
vt_picture_view_dispose (GObject *object)
{
  vt_picture_view_set_paintable (VT_PICTURE_VIEW (object), NULL);
  G_OBJECT_CLASS (vt_picture_view_parent_class)->dispose (object);
}

static void
vt_picture_view_class_init (VtPictureViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = vt_picture_view_dispose;
  widget_class->snapshot = vt_picture_view_snapshot;
  widget_class->measure = vt_picture_view_measure;
  widget_class->get_request_mode = vt_picture_view_get_request_mode;
  gtk_widget_class_set_css_name (widget_class, "vtpicture");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static gboolean
on_key (VtPictureView *self, guint key)
{
  int dx = (key == GDK_KEY_Right) - (key == GDK_KEY_Left), dy = (key == GDK_KEY_Down) - (key == GDK_KEY_Up);

  if (self->paintable == NULL)
    return GDK_EVENT_PROPAGATE;
  if (key == GDK_KEY_plus || key == GDK_KEY_equal || key == GDK_KEY_KP_Add)
    vt_picture_view_set_zoom (self, self->zoom * ZOOM_STEP);
  else if (key == GDK_KEY_minus || key == GDK_KEY_KP_Subtract)
    vt_picture_view_set_zoom (self, self->zoom / ZOOM_STEP);
  else if (key == GDK_KEY_0 || key == GDK_KEY_KP_0)
    vt_picture_view_set_zoom (self, 1);
  else if ((dx != 0 || dy != 0) && self->zoom > 1)
    move (self, dx * MOVE, dy * MOVE);
  else
    return GDK_EVENT_PROPAGATE;
  return GDK_EVENT_STOP;
}

static void
on_motion (VtPictureView *self, double x, double y)
{
  self->pointer_x = x;
  self->pointer_y = y;
}

static gboolean
on_scroll (GtkEventControllerScroll *controller, double dx, double dy, VtPictureView *self)
{
  GdkModifierType state = gtk_event_controller_get_current_event_state (GTK_EVENT_CONTROLLER (controller));

  if ((state & GDK_CONTROL_MASK) == 0 || self->paintable == NULL)
    return GDK_EVENT_PROPAGATE;
  zoom_at (self, dy < 0 ? self->zoom * ZOOM_STEP : self->zoom / ZOOM_STEP, self->pointer_x, self->pointer_y);
  return GDK_EVENT_STOP;
}

static void
on_drag_begin (VtPictureView *self, double x, double y, GtkGesture *gesture)
{
  self->start_x = self->x;
  self->start_y = self->y;
  gtk_widget_grab_focus (GTK_WIDGET (self));
  gtk_gesture_set_state (gesture, self->zoom > 1 ? GTK_EVENT_SEQUENCE_CLAIMED : GTK_EVENT_SEQUENCE_DENIED);
}

static void
on_drag_update (VtPictureView *self, double dx, double dy)
{
  self->x = self->start_x;
  self->y = self->start_y;
  move (self, -dx, -dy);
}

static void
on_pinch_begin (VtPictureView *self)
{
  self->start_zoom = self->zoom;
}

static void
on_pinch (GtkGestureZoom *gesture, double scale, VtPictureView *self)
{
  double x = gtk_widget_get_width (GTK_WIDGET (self)) / 2.0, y = gtk_widget_get_height (GTK_WIDGET (self)) / 2.0;

  gtk_gesture_get_bounding_box_center (GTK_GESTURE (gesture), &x, &y);
  zoom_at (self, self->start_zoom * scale, x, y);
}

static void
add_pointer (VtPictureView *self)
{
  GtkEventController *motion = gtk_event_controller_motion_new ();
  GtkEventController *scroll = gtk_event_controller_scroll_new (GTK_EVENT_CONTROLLER_SCROLL_VERTICAL);
  GtkGesture *drag = gtk_gesture_drag_new (), *pinch = gtk_gesture_zoom_new ();

  g_signal_connect_swapped (motion, "motion", G_CALLBACK (on_motion), self);
  gtk_widget_add_controller (GTK_WIDGET (self), motion);
  g_signal_connect (scroll, "scroll", G_CALLBACK (on_scroll), self);
  gtk_widget_add_controller (GTK_WIDGET (self), scroll);
  g_signal_connect_swapped (drag, "drag-begin", G_CALLBACK (on_drag_begin), self);
  g_signal_connect_swapped (drag, "drag-update", G_CALLBACK (on_drag_update), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (drag));
  g_signal_connect_swapped (pinch, "begin", G_CALLBACK (on_pinch_begin), self);
  g_signal_connect (pinch, "scale-changed", G_CALLBACK (on_pinch), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (pinch));
}

static void
vt_picture_view_init (VtPictureView *self)
{
  GtkEventController *keys = gtk_event_controller_key_new ();

  self->zoom = 1;
  self->x = self->y = 0.5;
  gtk_widget_set_focusable (GTK_WIDGET (self), TRUE);
  gtk_widget_set_overflow (GTK_WIDGET (self), GTK_OVERFLOW_HIDDEN);
  g_signal_connect_swapped (keys, "key-pressed", G_CALLBACK (on_key), self);
  gtk_widget_add_controller (GTK_WIDGET (self), keys);
  add_pointer (self);
}

GtkWidget *
vt_picture_view_new (void)
{
  return g_object_new (VT_TYPE_PICTURE_VIEW, NULL);
}

static gboolean
same_size (GdkPaintable *a, GdkPaintable *b)
{
  return a != NULL && b != NULL && gdk_paintable_get_intrinsic_width (a) == gdk_paintable_get_intrinsic_width (b)
         && gdk_paintable_get_intrinsic_height (a) == gdk_paintable_get_intrinsic_height (b);
}

void
vt_picture_view_set_paintable (VtPictureView *self, GdkPaintable *paintable)
{
  gboolean same = same_size (self->paintable, paintable);

  if (self->paintable != NULL)
    {
      g_signal_handlers_disconnect_by_data (self->paintable, self);
      g_clear_object (&self->paintable);
    }
  if (paintable != NULL)
    {
      self->paintable = g_object_ref (paintable);
      g_signal_connect_swapped (paintable, "invalidate-contents", G_CALLBACK (gtk_widget_queue_draw), self);
      g_signal_connect_swapped (paintable, "invalidate-size", G_CALLBACK (gtk_widget_queue_resize), self);
    }
  if (same)
    gtk_widget_queue_draw (GTK_WIDGET (self));
  else
    {
      self->zoom = 1;
      self->x = self->y = 0.5;
      gtk_widget_queue_resize (GTK_WIDGET (self));
    }
}

GdkPaintable *
vt_picture_view_get_paintable (VtPictureView *self)
{
  return self->paintable;
}

void
vt_picture_view_set_height (VtPictureView *self, int height)
{
  self->height = height;
  gtk_widget_queue_resize (GTK_WIDGET (self));
}

double
vt_picture_view_get_zoom (VtPictureView *self)
{
  return self->zoom;
}

void
vt_picture_view_set_zoom (VtPictureView *self, double zoom)
{
  zoom_at (self, zoom, gtk_widget_get_width (GTK_WIDGET (self)) / 2.0,
           gtk_widget_get_height (GTK_WIDGET (self)) / 2.0);
}
