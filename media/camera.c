/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "media/camera.h"

#include <gst/app/gstappsink.h>

#include "media/gst-picture.h"
#include "media/gst-start.h"

#define SHAPE "videoconvert ! videoscale ! video/x-raw,format=RGB,pixel-aspect-ratio=1/1 ! appsink name=sink max-buffers=1 drop=true sync=false"

struct _VtCamera
{
  GObject parent_instance;
  VtCameraState state;
  GstElement *pipeline; /* while it opens or runs */
  GstElement *sink;
  guint watch;
  guint turn;
  char *problem;
  VtValue *picture;
};

enum
{
  STATE,
  FRAME,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (VtCamera, vt_camera, G_TYPE_OBJECT)

static void
take_down (VtCamera *self)
{
  g_clear_handle_id (&self->watch, g_source_remove);
  g_clear_handle_id (&self->turn, g_source_remove);
  if (self->pipeline != NULL)
    gst_element_set_state (self->pipeline, GST_STATE_NULL);
  g_clear_object (&self->sink);
  g_clear_object (&self->pipeline);
}

static void
set_state (VtCamera *self, VtCameraState state)
{
  self->state = state;
  if (state == VT_CAMERA_IDLE || state == VT_CAMERA_FAILED)
    take_down (self);
  g_signal_emit (self, signals[STATE], 0);
}

static void
fail (VtCamera *self, const char *problem)
{
  g_free (self->problem);
  self->problem = g_strdup (problem);
  set_state (self, VT_CAMERA_FAILED);
}

static const char *
explain (const GError *error)
{
  if (g_error_matches (error, GST_RESOURCE_ERROR, GST_RESOURCE_ERROR_BUSY))
    return "The camera is used by another program. Close that one first.";
  if (g_error_matches (error, GST_RESOURCE_ERROR, GST_RESOURCE_ERROR_NOT_AUTHORIZED)
      || g_error_matches (error, GST_RESOURCE_ERROR, GST_RESOURCE_ERROR_OPEN_READ)
      || g_error_matches (error, GST_RESOURCE_ERROR, GST_RESOURCE_ERROR_OPEN_READ_WRITE))
    return "The camera cannot be opened; this program may not be allowed to use it. Pictures can still be opened from files.";
  return "There is no camera, or it cannot be used. Plug one in; pictures can still be opened from files.";
}

static gboolean
on_message (GstBus *bus, GstMessage *message, gpointer data)
{
  VtCamera *self = data;
  g_autoptr (GError) error = NULL;

  if (GST_MESSAGE_TYPE (message) == GST_MESSAGE_EOS)
    {
      self->watch = 0;
      fail (self, "The camera gives no more pictures; it may have been unplugged.");
      return G_SOURCE_REMOVE;
    }
  if (GST_MESSAGE_TYPE (message) != GST_MESSAGE_ERROR)
    return G_SOURCE_CONTINUE;
  gst_message_parse_error (message, &error, NULL);
  self->watch = 0;
  fail (self, explain (error));
  return G_SOURCE_REMOVE;
}

/* Looks for a new picture; the appsink keeps only the last. */
static gboolean
on_turn (gpointer data)
{
  VtCamera *self = data;
  g_autoptr (GstSample) sample = gst_app_sink_try_pull_sample (GST_APP_SINK (self->sink), 0);
  VtValue *picture = sample != NULL ? vt_gst_to_picture (sample) : NULL;

  if (picture == NULL)
    return G_SOURCE_CONTINUE;
  g_clear_pointer (&self->picture, vt_value_unref);
  self->picture = picture;
  g_object_ref (self);
  if (self->state == VT_CAMERA_OPENING)
    set_state (self, VT_CAMERA_RUNNING);
  if (self->state == VT_CAMERA_RUNNING)
    g_signal_emit (self, signals[FRAME], 0);
  g_object_unref (self);
  return G_SOURCE_CONTINUE; /* where it stopped, the source is gone already */
}

static void
vt_camera_dispose (GObject *object)
{
  take_down (VT_CAMERA (object));
  G_OBJECT_CLASS (vt_camera_parent_class)->dispose (object);
}

static void
vt_camera_finalize (GObject *object)
{
  g_free (VT_CAMERA (object)->problem);
  g_clear_pointer (&VT_CAMERA (object)->picture, vt_value_unref);
  G_OBJECT_CLASS (vt_camera_parent_class)->finalize (object);
}

static void
vt_camera_class_init (VtCameraClass *klass)
{
  GType type = G_TYPE_FROM_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = vt_camera_dispose;
  G_OBJECT_CLASS (klass)->finalize = vt_camera_finalize;
  signals[STATE] = g_signal_new ("state", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[FRAME] = g_signal_new ("frame", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
vt_camera_init (VtCamera *self)
{
}

VtCamera *
vt_camera_new (void)
{
  return g_object_new (VT_TYPE_CAMERA, NULL);
}

void
vt_camera_start (VtCamera *self)
{
  const char *source = g_getenv ("VITRINE_CAMERA");
  g_autofree char *line = g_strdup_printf ("%s ! " SHAPE, source != NULL ? source : "autovideosrc");
  g_autoptr (GError) error = NULL;
  g_autoptr (GstBus) bus = NULL;

  if (self->state == VT_CAMERA_OPENING || self->state == VT_CAMERA_RUNNING)
    return;
  g_clear_pointer (&self->problem, g_free);
  if (!vt_gst_start (&error))
    {
      fail (self, error->message);
      return;
    }
  self->pipeline = vt_gst_launch (line, &error);
  if (self->pipeline == NULL)
    {
      fail (self, "The camera cannot be used, since parts of GStreamer are not installed.");
      return;
    }
  self->sink = gst_bin_get_by_name (GST_BIN (self->pipeline), "sink");
  bus = gst_element_get_bus (self->pipeline);
  self->watch = gst_bus_add_watch (bus, on_message, self);
  self->turn = g_timeout_add (33, on_turn, self);
  set_state (self, VT_CAMERA_OPENING);
  gst_element_set_state (self->pipeline, GST_STATE_PLAYING);
}

void
vt_camera_stop (VtCamera *self)
{
  if (self->state == VT_CAMERA_OPENING || self->state == VT_CAMERA_RUNNING)
    set_state (self, VT_CAMERA_IDLE);
}

VtCameraState
vt_camera_get_state (VtCamera *self)
{
  return self->state;
}

const char *
vt_camera_get_problem (VtCamera *self)
{
  return self->problem;
}

VtValue *
vt_camera_get_picture (VtCamera *self)
{
  return self->picture;
}
