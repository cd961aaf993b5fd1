/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/preflight-capture.h"

#include <string.h>

#include "engine/base/error.h"
#include "media/camera.h"
#include "media/microphone.h"

#define WAIT_SECONDS 10
#define LISTEN_SECONDS 1.2 /* after which a microphone that is switched off is known */

/* --- what a space needs --------------------------------------------------------- */

/* Whether the component's property "sources" names @source, and whether anything else. */
static VtCaptureNeed
component_need (const VtSpaceComponent *component, const char *source)
{
  gboolean has = vt_component_class_find_property (component->klass, "sources") != NULL
                 && vt_space_component_get_boolean (component, "interactive")
                 && vt_space_component_get_boolean (component, "visible");
  g_autoptr (VtValue) value = has ? vt_space_component_get (component, "sources") : NULL;
  const char *text = value != NULL && vt_value_type (value) == VT_VALUE_JSON ? vt_value_text (value) : "[]";
  g_autoptr (VtJson) json = vt_json_parse (text, strlen (text), NULL);
  VtJsonIter iter = VT_JSON_ITER (json != NULL ? vt_json_root (json) : NULL);
  gboolean named = FALSE, others = FALSE;

  while (vt_json_iter_next (&iter))
    if (g_strcmp0 (vt_json_string (iter.value, NULL), source) == 0)
      named = TRUE;
    else
      others = TRUE;
  return !named ? VT_CAPTURE_NOT_USED : others ? VT_CAPTURE_OFFERED : VT_CAPTURE_ONLY;
}

VtCaptureNeed
vt_space_needs_capture (VtSpace *space, VtCapture capture)
{
  static const char *const sources[VT_N_CAPTURES] = { "microphone", "webcam" };
  GPtrArray *components = vt_space_get_components (space);
  VtCaptureNeed most = VT_CAPTURE_NOT_USED;

  for (guint i = 0; i < components->len; i++)
    most = MAX (most, component_need (components->pdata[i], sources[capture]));
  return most;
}

/* --- trying --------------------------------------------------------------------- */

typedef struct
{
  GObject *device; /* a VtMicrophone or VtCamera; NULL when it is over */
  guint timeout;
} Try;

static void
try_free (gpointer data)
{
  Try *self = data;

  g_clear_handle_id (&self->timeout, g_source_remove);
  g_clear_object (&self->device);
  g_free (self);
}

/* Ends the try; @problem: a sentence, or %NULL where all is well. Gives up the task's reference. */
static void
end (GTask *task, const char *problem)
{
  Try *self = g_task_get_task_data (task);
  g_autoptr (GObject) device = g_steal_pointer (&self->device); /* it may be telling this just now */

  if (device == NULL)
    return;
  g_signal_handlers_disconnect_by_data (device, task);
  if (VT_IS_MICROPHONE (device))
    vt_microphone_stop (VT_MICROPHONE (device));
  else
    vt_camera_stop (VT_CAMERA (device));
  g_clear_handle_id (&self->timeout, g_source_remove);
  if (problem != NULL)
    g_task_return_new_error (task, VT_ERROR, VT_ERROR_DENIED, "%s", problem);
  else
    g_task_return_boolean (task, TRUE);
  g_object_unref (task);
}

static gboolean
on_timeout (gpointer data)
{
  GTask *task = data;

  ((Try *) g_task_get_task_data (task))->timeout = 0;
  end (task, "It has not answered for ten seconds; perhaps it waits to be allowed.");
  return G_SOURCE_REMOVE;
}

static void
on_microphone (GTask *task, VtMicrophone *microphone)
{
  if (vt_microphone_get_state (microphone) == VT_MICROPHONE_FAILED)
    end (task, vt_microphone_get_problem (microphone));
  else if (vt_microphone_get_seconds (microphone) >= LISTEN_SECONDS)
    end (task, vt_microphone_is_mute (microphone) ? "It gives nothing but silence, as one does that is switched off." : NULL);
}

static void
on_camera (GTask *task, VtCamera *camera)
{
  if (vt_camera_get_state (camera) == VT_CAMERA_FAILED)
    end (task, vt_camera_get_problem (camera));
  else if (vt_camera_get_picture (camera) != NULL)
    end (task, NULL);
}

void
vt_capture_try_async (VtCapture capture, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data)
{
  GTask *task = g_task_new (NULL, cancellable, callback, data);
  Try *self = g_new0 (Try, 1);
  gboolean microphone = capture == VT_CAPTURE_MICROPHONE;

  self->device = microphone ? G_OBJECT (vt_microphone_new ()) : G_OBJECT (vt_camera_new ());
  self->timeout = g_timeout_add_seconds (WAIT_SECONDS, on_timeout, task);
  g_task_set_task_data (task, self, try_free);
  g_signal_connect_swapped (self->device, "state", microphone ? G_CALLBACK (on_microphone) : G_CALLBACK (on_camera), task);
  g_signal_connect_swapped (self->device, microphone ? "sound" : "frame",
                            microphone ? G_CALLBACK (on_microphone) : G_CALLBACK (on_camera), task);
  if (microphone)
    vt_microphone_start (VT_MICROPHONE (self->device), NULL);
  else
    vt_camera_start (VT_CAMERA (self->device));
}

gboolean
vt_capture_try_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}
