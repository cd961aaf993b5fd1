/* imageslider.c: "imageslider": two pictures of one scene over each other, with a
 * divider that is moved: before and after.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <glib/gi18n.h>

#include "media/picture.h"
#include "ui/components/component.h"
#include "ui/components/media-frame.h"
#include "ui/components/range.h"
#include "ui/components/texture.h"

#define VT_TYPE_DIVIDED_VIEW (vt_divided_view_get_type ())
G_DECLARE_FINAL_TYPE (VtDividedView, vt_divided_view, VT, DIVIDED_VIEW, GtkWidget)

struct _VtDividedView
{
  GtkWidget parent_instance;
  GdkTexture *pictures[2]; /* each may be NULL */
  double divider;          /* 0 … 1 */
  int height;
};

G_DEFINE_FINAL_TYPE (VtDividedView, vt_divided_view, GTK_TYPE_WIDGET)

/* Where a picture lies: whole, in the middle. */
static gboolean
get_box (VtDividedView *self, GdkTexture *picture, graphene_rect_t *box)
{
  float room_x = (float) gtk_widget_get_width (GTK_WIDGET (self)), room_y = (float) gtk_widget_get_height (GTK_WIDGET (self));
  float width, height, scale;

  if (picture == NULL)
    return FALSE;
  width = (float) gdk_texture_get_width (picture);
  height = (float) gdk_texture_get_height (picture);
  scale = MIN (room_x / width, room_y / height);
  graphene_rect_init (box, (room_x - width * scale) / 2, (room_y - height * scale) / 2, width * scale, height * scale);
  return TRUE;
}

static void
draw_half (VtDividedView *self, GtkSnapshot *snapshot, guint index, float from, float to)
{
  graphene_rect_t box;

  if (!get_box (self, self->pictures[index], &box))
    return;
  gtk_snapshot_push_clip (snapshot, &GRAPHENE_RECT_INIT (from, 0, to - from, (float) gtk_widget_get_height (GTK_WIDGET (self))));
  gtk_snapshot_append_texture (snapshot, self->pictures[index], &box);
  gtk_snapshot_pop (snapshot);
}

static float
divider_x (VtDividedView *self)
{
  graphene_rect_t box;

  if (!get_box (self, self->pictures[0], &box) && !get_box (self, self->pictures[1], &box))
    return 0;
  return box.origin.x + box.size.width * (float) self->divider;
}

static void
draw_divider (GtkSnapshot *snapshot, float x, float height)
{
  const GdkRGBA white = { 1, 1, 1, 1 }, shade = { 0, 0, 0, 0.5f };
  GskRoundedRect knob;
  const float width[4] = { 2, 2, 2, 2 };

  gtk_snapshot_append_color (snapshot, &shade, &GRAPHENE_RECT_INIT (x - 2, 0, 4, height));
  gtk_snapshot_append_color (snapshot, &white, &GRAPHENE_RECT_INIT (x - 1, 0, 2, height));
  gsk_rounded_rect_init_from_rect (&knob, &GRAPHENE_RECT_INIT (x - 12, height / 2 - 12, 24, 24), 12);
  gtk_snapshot_push_rounded_clip (snapshot, &knob);
  gtk_snapshot_append_color (snapshot, &white, &knob.bounds);
  gtk_snapshot_pop (snapshot);
  gtk_snapshot_append_border (snapshot, &knob, width, (GdkRGBA[4]) { shade, shade, shade, shade });
}

static void
vt_divided_view_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  VtDividedView *self = VT_DIVIDED_VIEW (widget);
  float x = divider_x (self), width = (float) gtk_widget_get_width (widget);

  draw_half (self, snapshot, 0, 0, self->pictures[1] != NULL ? x : width);
  draw_half (self, snapshot, 1, self->pictures[0] != NULL ? x : 0, width);
  if (self->pictures[0] != NULL && self->pictures[1] != NULL)
    draw_divider (snapshot, x, (float) gtk_widget_get_height (widget));
}

static GtkSizeRequestMode
vt_divided_view_get_request_mode (GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
vt_divided_view_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum, int *natural,
                         int *minimum_baseline, int *natural_baseline)
{
  VtDividedView *self = VT_DIVIDED_VIEW (widget);
  GdkTexture *picture = self->pictures[0] != NULL ? self->pictures[0] : self->pictures[1];
  double width = picture != NULL ? gdk_texture_get_width (picture) : 1;
  double height = picture != NULL ? gdk_texture_get_height (picture) : 1;

  *minimum = *natural = 60;
  if (orientation == GTK_ORIENTATION_HORIZONTAL && picture != NULL)
    *natural = (int) CLAMP (width, 60, 960);
  else if (picture != NULL)
    *natural = self->height > 0 ? self->height : (int) CLAMP (for_size > 0 ? for_size * height / width : height, 60, 480);
}

static void
set_divider (VtDividedView *self, double divider)
{
  self->divider = CLAMP (divider, 0, 1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_VALUE_MIN, 0.0,
                                  GTK_ACCESSIBLE_PROPERTY_VALUE_MAX, 100.0, GTK_ACCESSIBLE_PROPERTY_VALUE_NOW,
                                  self->divider * 100, -1);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
go_to_x (VtDividedView *self, double x)
{
  graphene_rect_t box;

  if (get_box (self, self->pictures[0], &box) || get_box (self, self->pictures[1], &box))
    set_divider (self, (x - box.origin.x) / MAX (1, box.size.width));
}

static void
on_drag_begin (VtDividedView *self, double x)
{
  gtk_widget_grab_focus (GTK_WIDGET (self));
  go_to_x (self, x);
}

static void
on_drag_update (GtkGestureDrag *gesture, double dx, double dy, VtDividedView *self)
{
  double x, y;

  if (gtk_gesture_drag_get_start_point (gesture, &x, &y))
    go_to_x (self, x + dx);
}

static gboolean
on_key (VtDividedView *self, guint key)
{
  if (key == GDK_KEY_Left)
    set_divider (self, self->divider - 0.05);
  else if (key == GDK_KEY_Right)
    set_divider (self, self->divider + 0.05);
  else if (key == GDK_KEY_Home || key == GDK_KEY_End)
    set_divider (self, key == GDK_KEY_End);
  else
    return GDK_EVENT_PROPAGATE;
  return GDK_EVENT_STOP;
}

static void
vt_divided_view_dispose (GObject *object)
{
  g_clear_object (&VT_DIVIDED_VIEW (object)->pictures[0]);
  g_clear_object (&VT_DIVIDED_VIEW (object)->pictures[1]);
  G_OBJECT_CLASS (vt_divided_view_parent_class)->dispose (object);
}

static void
vt_divided_view_class_init (VtDividedViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = vt_divided_view_dispose;
  widget_class->snapshot = vt_divided_view_snapshot;
  widget_class->measure = vt_divided_view_measure;
  widget_class->get_request_mode = vt_divided_view_get_request_mode;
  gtk_widget_class_set_css_name (widget_class, "vtpicture");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_SLIDER);
}

static void
vt_divided_view_init (VtDividedView *self)
{
  GtkEventController *keys = gtk_event_controller_key_new ();
  GtkGesture *drag = gtk_gesture_drag_new ();

  gtk_widget_set_focusable (GTK_WIDGET (self), TRUE);
  gtk_widget_set_overflow (GTK_WIDGET (self), GTK_OVERFLOW_HIDDEN);
  gtk_widget_set_cursor_from_name (GTK_WIDGET (self), "col-resize");
  g_signal_connect_swapped (keys, "key-pressed", G_CALLBACK (on_key), self);
  gtk_widget_add_controller (GTK_WIDGET (self), keys);
  g_signal_connect_swapped (drag, "drag-begin", G_CALLBACK (on_drag_begin), self);
  g_signal_connect (drag, "drag-update", G_CALLBACK (on_drag_update), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (drag));
  set_divider (self, 0.5);
}

/* --- the component ---------------------------------------------------------------- */

#define VT_TYPE_IMAGE_SLIDER (vt_image_slider_get_type ())
G_DECLARE_FINAL_TYPE (VtImageSlider, vt_image_slider, VT, IMAGE_SLIDER, VtComponentView)

struct _VtImageSlider
{
  VtComponentView parent_instance;
  VtMediaFrame *frame;
  VtDividedView *view;
  VtValue *value;
  GCancellable *loading;
};

G_DEFINE_FINAL_TYPE (VtImageSlider, vt_image_slider, VT_TYPE_COMPONENT_VIEW)

static VtValue *
vt_image_slider_get_value (VtComponentView *view)
{
  return vt_value_ref (VT_IMAGE_SLIDER (view)->value);
}

static void
show_picture (VtImageSlider *self, guint index, VtValue *picture)
{
  g_clear_object (&self->view->pictures[index]);
  if (picture != NULL)
    self->view->pictures[index] = vt_texture_new (picture);
  vt_media_frame_set_empty (self->frame, self->view->pictures[0] != NULL || self->view->pictures[1] != NULL ? NULL
                                         : _("Nothing yet"));
  gtk_widget_queue_resize (GTK_WIDGET (self->view));
}

typedef struct
{
  VtImageSlider *self;
  guint index;
} Loading;

static void
on_loaded (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autofree Loading *loading = data;
  g_autoptr (VtImageSlider) self = loading->self;
  g_autoptr (GError) error = NULL;
  g_autoptr (VtValue) picture = vt_picture_read_finish (result, NULL, &error);

  if (picture != NULL)
    show_picture (self, loading->index, picture);
  else if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    vt_media_frame_set_error (self->frame, error->message);
}

static void
show_item (VtImageSlider *self, guint index, VtValue *item)
{
  Loading *loading;

  show_picture (self, index, item != NULL && vt_value_type (item) == VT_VALUE_IMAGE ? item : NULL);
  if (item == NULL || vt_value_type (item) != VT_VALUE_FILE)
    return;
  loading = g_new (Loading, 1);
  *loading = (Loading) { g_object_ref (self), index };
  vt_picture_read_async (vt_value_text (item), self->loading, on_loaded, loading);
}

static void
vt_image_slider_set_value (VtComponentView *view, VtValue *value)
{
  VtImageSlider *self = VT_IMAGE_SLIDER (view);
  VtValue *const *items;
  guint n;

  if (!vt_media_take_list (&self->value, value, &items, &n))
    return;
  g_cancellable_cancel (self->loading);
  g_clear_object (&self->loading);
  self->loading = g_cancellable_new ();
  vt_media_frame_set_error (self->frame, NULL);
  for (guint i = 0; i < 2; i++)
    show_item (self, i, i < n ? items[i] : NULL);
}

/* There is nothing to change in it, and comparing stays possible. */
static void
vt_image_slider_set_state (VtComponentView *view, gboolean state)
{
}

static void
vt_image_slider_dispose (GObject *object)
{
  VtImageSlider *self = VT_IMAGE_SLIDER (object);

  g_cancellable_cancel (self->loading);
  g_clear_object (&self->loading);
  G_OBJECT_CLASS (vt_image_slider_parent_class)->dispose (object);
}

static void
vt_image_slider_finalize (GObject *object)
{
  vt_value_unref (VT_IMAGE_SLIDER (object)->value);
  G_OBJECT_CLASS (vt_image_slider_parent_class)->finalize (object);
}

static void
vt_image_slider_class_init (VtImageSliderClass *klass)
{
  VtComponentViewClass *component_class = VT_COMPONENT_VIEW_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = vt_image_slider_dispose;
  G_OBJECT_CLASS (klass)->finalize = vt_image_slider_finalize;
  component_class->get_value = vt_image_slider_get_value;
  component_class->set_value = vt_image_slider_set_value;
  component_class->set_interactive = vt_image_slider_set_state;
  component_class->set_busy = vt_image_slider_set_state;
}

static void
vt_image_slider_init (VtImageSlider *self)
{
  self->value = vt_value_new_none ();
  self->view = g_object_new (VT_TYPE_DIVIDED_VIEW, NULL);
  self->frame = VT_MEDIA_FRAME (vt_media_frame_new (GTK_WIDGET (self->view), "image-x-generic-symbolic"));
  vt_media_frame_set_empty (self->frame, _("Nothing yet"));
  vt_component_view_set_content (VT_COMPONENT_VIEW (self), GTK_WIDGET (self->frame));
  vt_component_view_set_target (VT_COMPONENT_VIEW (self), GTK_WIDGET (self->view));
}

static VtComponentView *
build_imageslider (const VtSpaceComponent *component)
{
  VtImageSlider *self = g_object_new (VT_TYPE_IMAGE_SLIDER, NULL);

  self->view->height = (int) vt_range_number (component, "height", 0, 0, 4000);
  set_divider (self->view, vt_range_number (component, "slider_position", 50, 0, 100) / 100);
  return VT_COMPONENT_VIEW (self);
}

const VtComponentWidgetClass vt_imageslider_class = { "imageslider", build_imageslider };
