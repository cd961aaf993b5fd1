/* image.c: "image": a picture to open, paste, drop or look at.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <glib/gi18n.h>

#include "app/value-media.h"
#include "media/camera.h"
#include "media/picture.h"
#include "ui/components/component.h"
#include "ui/components/file-choose.h"
#include "ui/components/media-frame.h"
#include "ui/components/picture-view.h"
#include "ui/components/range.h"
#include "ui/components/texture.h"

#define VT_TYPE_IMAGE_VIEW (vt_image_view_get_type ())
G_DECLARE_FINAL_TYPE (VtImageView, vt_image_view, VT, IMAGE_VIEW, VtComponentView)

struct _VtImageView
{
  VtComponentView parent_instance;
  VtMediaFrame *frame;
  VtPictureView *picture;
  VtValue *value;
  GCancellable *loading; /* while a file is read */
  GtkWidget *open;       /* the buttons; each may be NULL */
  GtkWidget *paste;
  GtkWidget *copy;
  GtkWidget *save;
  GtkWidget *larger;
  GtkWidget *smaller;
  GtkWidget *clear;
  VtCamera *camera; /* NULL where the component has none */
  GtkWidget *shoot;
  GtkWidget *stop;
  char *placeholder;
};

G_DEFINE_FINAL_TYPE (VtImageView, vt_image_view, VT_TYPE_COMPONENT_VIEW)

static gboolean
is_filled (VtImageView *self)
{
  return vt_value_type (self->value) != VT_VALUE_NONE;
}

static gboolean
is_live (VtImageView *self)
{
  VtCameraState state = self->camera != NULL ? vt_camera_get_state (self->camera) : VT_CAMERA_IDLE;

  return state == VT_CAMERA_OPENING || state == VT_CAMERA_RUNNING;
}

static const char *
empty_words (VtImageView *self)
{
  if (is_live (self))
    return _("Waiting for the camera…");
  if (*self->placeholder != '\0')
    return self->placeholder;
  if (!vt_component_view_get_interactive (VT_COMPONENT_VIEW (self)))
    return _("Nothing yet");
  return self->open != NULL ? _("Open a picture, or drop one here") : _("Nothing yet");
}

static void
show_button (GtkWidget *button, gboolean show, gboolean sensitive)
{
  if (button == NULL)
    return;
  gtk_widget_set_visible (button, show);
  gtk_widget_set_sensitive (button, sensitive);
}

static void
update (VtImageView *self)
{
  VtComponentView *view = VT_COMPONENT_VIEW (self);
  gboolean interactive = vt_component_view_get_interactive (view), busy = vt_component_view_get_busy (view);
  gboolean any = vt_picture_view_get_paintable (self->picture) != NULL, live = is_live (self), shown = any && !live;

  vt_media_frame_set_empty (self->frame, any ? NULL : self->loading != NULL ? _("Reading the picture…") : empty_words (self));
  show_button (self->open, interactive && !live, !busy);
  show_button (self->paste, interactive && !live, !busy);
  show_button (self->shoot, interactive || live, !busy || live);
  show_button (self->stop, live, TRUE);
  show_button (self->copy, shown, TRUE);
  show_button (self->save, shown, TRUE);
  show_button (self->larger, shown, TRUE);
  show_button (self->smaller, shown, TRUE);
  show_button (self->clear, interactive && is_filled (self) && !live, !busy);
}

static void
show_picture (VtImageView *self, VtValue *picture)
{
  g_autoptr (GdkTexture) texture = picture != NULL ? vt_texture_new (picture) : NULL;

  vt_picture_view_set_paintable (self->picture, (GdkPaintable *) texture);
  update (self);
}

static void
on_loaded (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (VtImageView) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (VtValue) picture = vt_picture_read_finish (result, NULL, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return; /* another value is shown by now */
  g_clear_object (&self->loading);
  vt_media_frame_set_error (self->frame, error != NULL ? error->message : NULL);
  show_picture (self, picture);
}

static void
keep (VtImageView *self, VtValue *value)
{
  vt_value_ref (value);
  vt_value_unref (self->value);
  self->value = value;
  g_cancellable_cancel (self->loading);
  g_clear_object (&self->loading);
  vt_media_frame_set_error (self->frame, NULL);
}

static void
vt_image_view_set_value (VtComponentView *view, VtValue *value)
{
  VtImageView *self = VT_IMAGE_VIEW (view);
  VtValueType type = vt_value_type (value);

  if (type != VT_VALUE_NONE && type != VT_VALUE_FILE && type != VT_VALUE_IMAGE)
    return;
  keep (self, value);
  if (type != VT_VALUE_FILE)
    {
      show_picture (self, type == VT_VALUE_IMAGE ? value : NULL);
      return;
    }
  self->loading = g_cancellable_new ();
  vt_picture_read_async (vt_value_text (value), self->loading, on_loaded, g_object_ref (self));
  update (self);
}

static VtValue *
vt_image_view_get_value (VtComponentView *view)
{
  return vt_value_ref (VT_IMAGE_VIEW (view)->value);
}

static void
vt_image_view_set_interactive (VtComponentView *view, gboolean interactive)
{
  update (VT_IMAGE_VIEW (view));
}

static void
vt_image_view_set_busy (VtComponentView *view, gboolean busy)
{
  update (VT_IMAGE_VIEW (view));
}

/* The person gave it @value; takes it. */
static void
take (VtImageView *self, VtValue *value, const char *event)
{
  vt_image_view_set_value (VT_COMPONENT_VIEW (self), value);
  vt_value_unref (value);
  vt_component_view_emit_input (VT_COMPONENT_VIEW (self));
  vt_component_view_emit (VT_COMPONENT_VIEW (self), event);
}

static gboolean
can_change (VtImageView *self)
{
  VtComponentView *view = VT_COMPONENT_VIEW (self);

  return vt_component_view_get_interactive (view) && !vt_component_view_get_busy (view);
}

static void
take_files (gpointer object, GListModel *files)
{
  VtImageView *self = object;
  g_autofree char *path = vt_media_first_path (files);

  if (!can_change (self))
    return;
  if (path != NULL)
    take (self, vt_value_new_file (path), "upload");
  else
    vt_media_frame_set_error (self->frame, _("This file is not on this computer. Save it here first."));
}

static void
on_open (VtImageView *self)
{
  static const char *const patterns[] = { "*.png", "*.jpg", "*.jpeg", "*.webp", "*.gif", "*.bmp", "*.tif", "*.tiff",
                                          "*.avif", "*.heic", "*.svg", "*.PNG", "*.JPG", "*.JPEG", NULL };

  vt_files_open (GTK_WIDGET (self), _("Open a Picture"), patterns, _("Pictures"), FALSE, FALSE, take_files);
}

static void
on_pasted (GObject *clipboard, GAsyncResult *result, gpointer data)
{
  g_autoptr (VtImageView) self = data;
  g_autoptr (GdkTexture) texture = gdk_clipboard_read_texture_finish (GDK_CLIPBOARD (clipboard), result, NULL);

  if (texture == NULL)
    vt_media_frame_set_error (self->frame, _("There is no picture on the clipboard."));
  else if (can_change (self))
    take (self, vt_texture_to_value (texture), "upload");
}

static void
on_paste (VtImageView *self)
{
  if (!can_change (self))
    return;
  if (vt_files_can_paste (GTK_WIDGET (self)))
    vt_files_paste (GTK_WIDGET (self), take_files);
  else
    gdk_clipboard_read_texture_async (gtk_widget_get_clipboard (GTK_WIDGET (self)), NULL, on_pasted,
                                      g_object_ref (self));
}

/* --- the camera ------------------------------------------------------------------ */

static void
show_value (VtImageView *self)
{
  g_autoptr (VtValue) value = vt_value_ref (self->value);

  vt_image_view_set_value (VT_COMPONENT_VIEW (self), value);
}

/* Opens the camera, or takes the picture that it shows. */
static void
on_shoot (VtImageView *self)
{
  if (!is_live (self))
    {
      vt_media_frame_set_error (self->frame, NULL);
      vt_picture_view_set_paintable (self->picture, NULL);
      vt_camera_start (self->camera);
      return;
    }
  if (vt_camera_get_state (self->camera) != VT_CAMERA_RUNNING)
    return;
  vt_camera_stop (self->camera);
  take (self, vt_value_ref (vt_camera_get_picture (self->camera)), "upload");
}

static void
on_stop (VtImageView *self)
{
  vt_camera_stop (self->camera);
}

static void
on_camera_state (VtImageView *self)
{
  gboolean live = is_live (self);
  const char *name = live ? _("Take the picture") : _("Camera");

  gtk_widget_set_tooltip_text (self->shoot, name);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->shoot), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  if (live)
    gtk_widget_add_css_class (self->shoot, "suggested-action");
  else
    gtk_widget_remove_css_class (self->shoot, "suggested-action");
  if (!live)
    show_value (self);
  vt_media_frame_set_error (self->frame, vt_camera_get_problem (self->camera));
  update (self);
}

static void
on_frame (VtImageView *self)
{
  g_autoptr (GdkTexture) texture = vt_texture_new (vt_camera_get_picture (self->camera));

  vt_picture_view_set_paintable (self->picture, GDK_PAINTABLE (texture));
  update (self);
}

static void
add_camera (VtImageView *self)
{
  self->camera = vt_camera_new ();
  g_signal_connect_swapped (self->camera, "state", G_CALLBACK (on_camera_state), self);
  g_signal_connect_swapped (self->camera, "frame", G_CALLBACK (on_frame), self);
  self->shoot = vt_media_frame_add_button (self->frame, "camera-photo-symbolic", _("Camera"), G_CALLBACK (on_shoot), self);
  self->stop = vt_media_frame_add_button (self->frame, "media-playback-stop-symbolic", _("Close the camera"),
                                          G_CALLBACK (on_stop), self);
}

static void
on_copy (VtImageView *self)
{
  GdkPaintable *shown = vt_picture_view_get_paintable (self->picture);

  if (shown != NULL)
    gdk_clipboard_set_texture (gtk_widget_get_clipboard (GTK_WIDGET (self)), GDK_TEXTURE (shown));
}

static void
on_save (VtImageView *self)
{
  vt_media_frame_save (self->frame, _("Save the Picture"), self->value, vt_component_view_get_title (VT_COMPONENT_VIEW (self)));
}

static void
on_larger (VtImageView *self)
{
  vt_picture_view_set_zoom (self->picture, vt_picture_view_get_zoom (self->picture) * 1.5);
}

static void
on_smaller (VtImageView *self)
{
  vt_picture_view_set_zoom (self->picture, vt_picture_view_get_zoom (self->picture) / 1.5);
}

static void
on_clear (VtImageView *self)
{
  take (self, vt_value_new_none (), "clear");
  if (self->open != NULL)
    gtk_widget_grab_focus (self->open);
}

static gboolean
on_key (VtImageView *self, guint key, guint code, GdkModifierType state)
{
  if ((state & GDK_CONTROL_MASK) == 0)
    return GDK_EVENT_PROPAGATE;
  if ((key == GDK_KEY_v || key == GDK_KEY_V) && self->paste != NULL)
    on_paste (self);
  else if ((key == GDK_KEY_c || key == GDK_KEY_C) && vt_picture_view_get_paintable (self->picture) != NULL)
    on_copy (self);
  else
    return GDK_EVENT_PROPAGATE;
  return GDK_EVENT_STOP;
}

static void
vt_image_view_dispose (GObject *object)
{
  VtImageView *self = VT_IMAGE_VIEW (object);

  g_cancellable_cancel (self->loading);
  g_clear_object (&self->loading);
  if (self->camera != NULL)
    g_signal_handlers_disconnect_by_data (self->camera, self);
  g_clear_object (&self->camera);
  G_OBJECT_CLASS (vt_image_view_parent_class)->dispose (object);
}

static void
vt_image_view_finalize (GObject *object)
{
  VtImageView *self = VT_IMAGE_VIEW (object);

  vt_value_unref (self->value);
  g_free (self->placeholder);
  G_OBJECT_CLASS (vt_image_view_parent_class)->finalize (object);
}

static void
vt_image_view_class_init (VtImageViewClass *klass)
{
  VtComponentViewClass *component_class = VT_COMPONENT_VIEW_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = vt_image_view_dispose;
  G_OBJECT_CLASS (klass)->finalize = vt_image_view_finalize;
  component_class->get_value = vt_image_view_get_value;
  component_class->set_value = vt_image_view_set_value;
  component_class->set_interactive = vt_image_view_set_interactive;
  component_class->set_busy = vt_image_view_set_busy;
}

static void
vt_image_view_init (VtImageView *self)
{
  GtkEventController *keys = gtk_event_controller_key_new ();

  self->value = vt_value_new_none ();
  self->placeholder = g_strdup ("");
  self->picture = VT_PICTURE_VIEW (vt_picture_view_new ());
  self->frame = VT_MEDIA_FRAME (vt_media_frame_new (GTK_WIDGET (self->picture), "image-x-generic-symbolic"));
  vt_component_view_set_content (VT_COMPONENT_VIEW (self), GTK_WIDGET (self->frame));
  vt_component_view_set_target (VT_COMPONENT_VIEW (self), GTK_WIDGET (self->picture));
  vt_files_accept_drops (GTK_WIDGET (self), take_files);
  g_signal_connect_swapped (keys, "key-pressed", G_CALLBACK (on_key), self);
  gtk_widget_add_controller (GTK_WIDGET (self->frame), keys);
}

static void
add_buttons (VtImageView *self, const VtSpaceComponent *component)
{
  VtMediaFrame *frame = self->frame;

  if (vt_media_has_source (component, "upload"))
    self->open = vt_media_frame_add_button (frame, "document-open-symbolic", _("Open"), G_CALLBACK (on_open), self);
  if (vt_media_has_source (component, "clipboard"))
    self->paste = vt_media_frame_add_button (frame, "edit-paste-symbolic", _("Paste"), G_CALLBACK (on_paste), self);
  if (vt_media_has_source (component, "webcam"))
    add_camera (self);
  self->copy = vt_media_frame_add_button (frame, "edit-copy-symbolic", _("Copy"), G_CALLBACK (on_copy), self);
  if (vt_space_component_get_boolean (component, "show_download_button"))
    self->save = vt_media_frame_add_button (frame, "document-save-symbolic", _("Save"), G_CALLBACK (on_save), self);
  self->smaller = vt_media_frame_add_button (frame, "zoom-out-symbolic", _("Smaller"), G_CALLBACK (on_smaller), self);
  self->larger = vt_media_frame_add_button (frame, "zoom-in-symbolic", _("Larger"), G_CALLBACK (on_larger), self);
  self->clear = vt_media_frame_add_button (frame, "edit-clear-symbolic", _("Remove"), G_CALLBACK (on_clear), self);
}

static VtComponentView *
build_image (const VtSpaceComponent *component)
{
  VtImageView *self = g_object_new (VT_TYPE_IMAGE_VIEW, NULL);

  g_free (self->placeholder);
  self->placeholder = g_strdup (vt_space_component_get_text (component, "placeholder"));
  vt_picture_view_set_height (self->picture, (int) vt_range_number (component, "height", 0, 0, 4000));
  add_buttons (self, component);
  return VT_COMPONENT_VIEW (self);
}

const VtComponentWidgetClass vt_image_class = { "image", build_image };
