/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/preflight-warm-up.h"

#include <string.h>

#include "engine/base/error.h"

#define SIDE 64
#define RATE 16000

typedef struct
{
  gint64 began;
  GCancellable *enough; /* cancelled with the caller's, and when something has come */
  gboolean came;
  gulong follows;
  GTask *task;
} WarmUp;

static void
warm_up_free (WarmUp *self)
{
  g_cancellable_disconnect (g_task_get_cancellable (self->task), self->follows);
  g_object_unref (self->enough);
  g_free (self);
}

static VtValue *
picture (void)
{
  g_autofree guint8 *pixels = g_malloc (SIDE * SIDE * 3);
  g_autoptr (GBytes) bytes = NULL;

  memset (pixels, 128, SIDE * SIDE * 3);
  bytes = g_bytes_new_take (g_steal_pointer (&pixels), SIDE * SIDE * 3);
  return vt_value_new_image (bytes, SIDE, SIDE, 3);
}

static VtValue *
silence (guint rate)
{
  g_autoptr (GBytes) bytes = g_bytes_new_take (g_new0 (float, rate), rate * sizeof (float));

  return vt_value_new_audio (bytes, rate, 1);
}

static VtValue *
example_for (const VtPort *port)
{
  const VtMessage message = { "user", "Hello" };
  const VtLabel labels[] = { { "yes", 0.5 }, { "no", 0.5 } };

  switch (port->type)
    {
    case VT_VALUE_IMAGE:
      return picture ();
    case VT_VALUE_AUDIO:
      return silence (port->rate > 0 ? port->rate : RATE);
    case VT_VALUE_CHAT:
      return vt_value_new_chat (&message, 1);
    case VT_VALUE_LABELS:
      return vt_value_new_labels (labels, G_N_ELEMENTS (labels));
    case VT_VALUE_JSON:
      return vt_value_new_json ("[\"yes\", \"no\"]");
    case VT_VALUE_NUMBER:
      return vt_value_new_number (1);
    case VT_VALUE_BOOLEAN:
      return vt_value_new_boolean (FALSE);
    default:
      return vt_value_new_text ("Hello");
    }
}

/* Of alternatives the first. */
static gboolean
set_inputs (VtJob *job, const VtTaskClass *task, GError **error)
{
  guint groups = 0;

  for (const VtPort *port = task->inputs; port->name != NULL; port++)
    {
      g_autoptr (VtValue) value = NULL;
      gboolean first = port->group != 0 && (groups & 1u << port->group) == 0;

      if (!port->required && !first)
        continue;
      groups |= port->group != 0 ? 1u << port->group : 0;
      value = example_for (port);
      if (!vt_job_set_input (job, port->name, value, error))
        return FALSE;
    }
  return TRUE;
}

/* As little work as the task allows. */
static void
set_parameters (VtJob *job, const VtTaskClass *task)
{
  static const char *const few[] = { "max_new_tokens", "num_inference_steps" };
  g_autoptr (VtValue) one = vt_value_new_number (1);

  for (guint i = 0; i < G_N_ELEMENTS (few); i++)
    if (vt_param_find (task->params, few[i]) != NULL)
      vt_job_set_parameter (job, few[i], one, NULL);
}

static void
on_partial (VtJob *job, const char *output, VtValue *value, WarmUp *self)
{
  self->came = TRUE;
  g_cancellable_cancel (self->enough);
}

static void
on_cancelled (GCancellable *cancellable, gpointer enough)
{
  g_cancellable_cancel (enough);
}

static void
on_done (GObject *object, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  WarmUp *self = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  g_autoptr (GHashTable) outputs = vt_job_run_finish (VT_JOB (object), result, &error);
  double seconds = (g_get_monotonic_time () - self->began) / 1e6;

  g_signal_handlers_disconnect_by_data (object, self);
  if (outputs != NULL || self->came)
    g_task_return_pointer (task, g_memdup2 (&seconds, sizeof seconds), g_free);
  else
    g_task_return_error (task, g_steal_pointer (&error));
}

void
vt_warm_up_async (VtEngine *engine, const VtTaskClass *task_class, const char *path, const char *device,
                  GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data)
{
  GTask *task = g_task_new (NULL, cancellable, callback, data);
  g_autoptr (VtJob) job = vt_job_new (engine, task_class, path, device);
  WarmUp *self = g_new0 (WarmUp, 1);
  GError *error = NULL;

  self->began = g_get_monotonic_time ();
  self->task = task;
  self->enough = g_cancellable_new ();
  if (cancellable != NULL)
    self->follows = g_cancellable_connect (cancellable, G_CALLBACK (on_cancelled), g_object_ref (self->enough), g_object_unref);
  g_task_set_task_data (task, self, (GDestroyNotify) warm_up_free);
  set_parameters (job, task_class);
  if (!set_inputs (job, task_class, &error))
    {
      g_task_return_error (task, error);
      g_object_unref (task);
      return;
    }
  g_signal_connect (job, "partial", G_CALLBACK (on_partial), self);
  vt_job_run_async (job, self->enough, on_done, task);
}

double
vt_warm_up_finish (GAsyncResult *result, GError **error)
{
  g_autofree double *seconds = g_task_propagate_pointer (G_TASK (result), error);

  return seconds != NULL ? *seconds : -1;
}
