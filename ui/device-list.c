/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/device-list.h"

void
vt_device_list_free (VtDeviceList *list)
{
  g_clear_pointer (&list->chosen, vt_device_info_free);
  g_clear_pointer (&list->all, g_ptr_array_unref);
  g_clear_error (&list->error);
  g_free (list);
}

static void
look (GTask *task, gpointer engine, gpointer spec, GCancellable *cancellable)
{
  VtDeviceList *list = g_new0 (VtDeviceList, 1);

  list->all = vt_engine_list_devices (engine);
  list->chosen = vt_engine_choose_device (engine, spec, &list->error);
  g_task_return_pointer (task, list, (GDestroyNotify) vt_device_list_free);
}

void
vt_device_list_async (VtEngine *engine, const char *spec, GCancellable *cancellable, GAsyncReadyCallback callback,
                      gpointer data)
{
  g_autoptr (GTask) task = g_task_new (engine, cancellable, callback, data);

  g_task_set_task_data (task, g_strdup (spec), g_free);
  g_task_run_in_thread (task, look);
}

VtDeviceList *
vt_device_list_finish (GAsyncResult *result)
{
  return g_task_propagate_pointer (G_TASK (result), NULL);
}
