/* video.c: "video": a film to open, drop and watch.
 *
 * GTK plays it, by GStreamer; it shows the controls and listens to the keyboard.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <glib/gi18n.h>

#include "app/value-media.h"
#include "ui/components/component.h"
#include "ui/components/file-choose.h"
#include "ui/components/media-frame.h"
#include "ui/components/range.h"

#define VT_TYPE_VIDEO_VIEW (vt_video_view_get_type ())
G_DECLARE_FINAL_TYPE (VtVideoView, vt_video_view, VT, VIDEO_VIEW, VtComponentView)

struct _VtVideoView
{
  VtComponentView parent_instance;
  VtMediaFrame *frame;
  GtkWidget *video;
  GtkMediaStream *stream; /* (nullable): not ours to keep, the video has it */
  VtValue *value;
  GtkWidget *open;
  GtkWidget *save;
  GtkWidget *clear;
};

G_DEFINE_FINAL_TYPE (VtVideoView, vt_video_view, VT_TYPE_COMPONENT_VIEW)

static void
update (VtVideoView *self)
{
  VtComponentView *view = VT_COMPONENT_VIEW (self);
  gboolean interactive = vt_component_view_get_interactive (view), free = !vt_component_view_get_busy (view);
  gboolean filled = vt_value_type (self->value) != VT_VALUE_NONE;

  vt_media_frame_set_empty (self->frame, filled ? NULL : interactive ? _("Open a film, or drop one here") : _("Nothing yet"));
  gtk_widget_set_visible (self->open, interactive);
  gtk_widget_set_sensitive (self->open, free);
  gtk_widget_set_visible (self->save, filled);
  gtk_widget_set_visible (self->clear, interactive && filled);
  gtk_widget_set_sensitive (self->clear, free);
}

static void
on_error (VtVideoView *self)
{
  const GError *error = gtk_media_stream_get_error (self->stream);
  g_autofree char *name = g_path_get_basename (vt_value_text (self->value));
  g_autofree char *sentence = NULL;

  if (error == NULL)
    return;
  /* Translators: %s is a file's name, then what the system says. */
  sentence = g_strdup_printf (_("The film “%s” cannot be shown: %s"), name, error->message);
  vt_media_frame_set_error (self->frame, sentence);
}

static void
on_playing (VtVideoView *self)
{
  gboolean playing = gtk_media_stream_get_playing (self->stream);

  vt_component_view_emit (VT_COMPONENT_VIEW (self), playing ? "play" : "pause");
}

static void
on_ended (VtVideoView *self)
{
  if (gtk_media_stream_get_ended (self->stream))
    vt_component_view_emit (VT_COMPONENT_VIEW (self), "end");
}

static void
forget_stream (VtVideoView *self)
{
  if (self->stream != NULL)
    g_signal_handlers_disconnect_by_data (self->stream, self);
  self->stream = NULL;
}

static void
show_file (VtVideoView *self, const char *path)
{
  g_autoptr (GFile) file = path != NULL ? g_file_new_for_path (path) : NULL;

  forget_stream (self);
  vt_media_frame_set_error (self->frame, NULL);
  gtk_video_set_file (GTK_VIDEO (self->video), file);
  self->stream = gtk_video_get_media_stream (GTK_VIDEO (self->video));
  if (self->stream == NULL)
    return;
  g_signal_connect_swapped (self->stream, "notify::error", G_CALLBACK (on_error), self);
  g_signal_connect_swapped (self->stream, "notify::playing", G_CALLBACK (on_playing), self);
  g_signal_connect_swapped (self->stream, "notify::ended", G_CALLBACK (on_ended), self);
  on_error (self);
}

static VtValue *
vt_video_view_get_value (VtComponentView *view)
{
  return vt_value_ref (VT_VIDEO_VIEW (view)->value);
}

static void
vt_video_view_set_value (VtComponentView *view, VtValue *value)
{
  VtVideoView *self = VT_VIDEO_VIEW (view);
  gboolean file = vt_value_type (value) == VT_VALUE_FILE;

  if ((!file && vt_value_type (value) != VT_VALUE_NONE) || vt_value_equal (value, self->value))
    return;
  vt_value_ref (value);
  vt_value_unref (self->value);
  self->value = value;
  show_file (self, file ? vt_value_text (value) : NULL);
  update (self);
}

static void
vt_video_view_set_state (VtComponentView *view, gboolean state)
{
  update (VT_VIDEO_VIEW (view));
}

static void
take (VtVideoView *self, VtValue *value, const char *event)
{
  vt_video_view_set_value (VT_COMPONENT_VIEW (self), value);
  vt_value_unref (value);
  vt_component_view_emit_input (VT_COMPONENT_VIEW (self));
  vt_component_view_emit (VT_COMPONENT_VIEW (self), event);
}

static void
take_files (gpointer object, GListModel *files)
{
  VtVideoView *self = object;
  VtComponentView *view = object;
  g_autofree char *path = vt_media_first_path (files);

  if (!vt_component_view_get_interactive (view) || vt_component_view_get_busy (view))
    return;
  if (path != NULL)
    take (self, vt_value_new_file (path), "upload");
  else
    vt_media_frame_set_error (self->frame, _("This file is not on this computer. Save it here first."));
}

static void
on_open (VtVideoView *self)
{
  static const char *const patterns[] = { "*.mp4", "*.webm", "*.mkv", "*.mov", "*.avi", "*.ogv", "*.m4v", "*.MP4", "*.MOV", NULL };

  vt_files_open (GTK_WIDGET (self), _("Open a Film"), patterns, _("Films"), FALSE, FALSE, take_files);
}

static void
on_save (VtVideoView *self)
{
  vt_media_frame_save (self->frame, _("Save the Film"), self->value, vt_component_view_get_title (VT_COMPONENT_VIEW (self)));
}

static void
on_clear (VtVideoView *self)
{
  take (self, vt_value_new_none (), "clear");
  gtk_widget_grab_focus (self->open);
}

static void
vt_video_view_dispose (GObject *object)
{
  forget_stream (VT_VIDEO_VIEW (object));
  G_OBJECT_CLASS (vt_video_view_parent_class)->dispose (object);
}

static void
vt_video_view_finalize (GObject *object)
{
  vt_value_unref (VT_VIDEO_VIEW (object)->value);
  G_OBJECT_CLASS (vt_video_view_parent_class)->finalize (object);
}

static void
vt_video_view_class_init (VtVideoViewClass *klass)
{
  VtComponentViewClass *component_class = VT_COMPONENT_VIEW_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = vt_video_view_dispose;
  G_OBJECT_CLASS (klass)->finalize = vt_video_view_finalize;
  component_class->get_value = vt_video_view_get_value;
  component_class->set_value = vt_video_view_set_value;
  component_class->set_interactive = vt_video_view_set_state;
  component_class->set_busy = vt_video_view_set_state;
}

static void
vt_video_view_init (VtVideoView *self)
{
  self->value = vt_value_new_none ();
  self->video = gtk_video_new ();
  self->frame = VT_MEDIA_FRAME (vt_media_frame_new (self->video, "video-x-generic-symbolic"));
  self->open = vt_media_frame_add_button (self->frame, "document-open-symbolic", _("Open"), G_CALLBACK (on_open), self);
  self->save = vt_media_frame_add_button (self->frame, "document-save-symbolic", _("Save"), G_CALLBACK (on_save), self);
  self->clear = vt_media_frame_add_button (self->frame, "edit-clear-symbolic", _("Remove"), G_CALLBACK (on_clear), self);
  vt_component_view_set_content (VT_COMPONENT_VIEW (self), GTK_WIDGET (self->frame));
  vt_component_view_set_target (VT_COMPONENT_VIEW (self), self->video);
  vt_files_accept_drops (GTK_WIDGET (self), take_files);
}

static VtComponentView *
build_video (const VtSpaceComponent *component)
{
  VtVideoView *self = g_object_new (VT_TYPE_VIDEO_VIEW, NULL);

  gtk_widget_set_size_request (self->video, -1, (int) vt_range_number (component, "height", 300, 40, 4000));
  gtk_video_set_autoplay (GTK_VIDEO (self->video), vt_space_component_get_boolean (component, "autoplay"));
  gtk_video_set_loop (GTK_VIDEO (self->video), vt_space_component_get_boolean (component, "loop"));
  return VT_COMPONENT_VIEW (self);
}

const VtComponentWidgetClass vt_video_class = { "video", build_video };
