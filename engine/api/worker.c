/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/api/worker.h"

#include <string.h>
#include <sys/resource.h>

#include "engine/api/devices.h"
#include "engine/base/error.h"

typedef struct
{
  const VtModelKind *kind;
  char *path;
  gpointer model;
} Loaded;

struct _VtWorker
{
  char *device_id;
  guint threads;
  int nice;
  guint64 budget;
  GThread *thread;
  gboolean orphan; /* freed from its own thread, which then frees the rest */
  GAsyncQueue *queue; /* (element-type Item) */
  VtDevice *device;
  GPtrArray *models;  /* (element-type Loaded), the least recently used first */
};

typedef struct
{
  VtWorkerFunc func; /* NULL ends the thread */
  gpointer data;
} Item;

static void
loaded_free (gpointer data)
{
  Loaded *loaded = data;

  loaded->kind->free (loaded->model);
  g_free (loaded->path);
  g_free (loaded);
}

static void
worker_destroy (VtWorker *worker)
{
  g_async_queue_unref (worker->queue);
  g_ptr_array_unref (worker->models);
  g_free (worker->device_id);
  g_free (worker);
}

static gpointer
work (gpointer data)
{
  VtWorker *worker = data;

  /* On Linux it is a thread that has a niceness, and those it starts inherit it. */
  if (worker->nice > 0 && setpriority (PRIO_PROCESS, 0, worker->nice) != 0)
    g_debug ("the worker of %s keeps its priority", worker->device_id);
  for (;;)
    {
      g_autofree Item *item = g_async_queue_pop (worker->queue);

      if (item->func == NULL)
        break;
      item->func (worker, item->data);
    }
  vt_worker_reset (worker);
  if (worker->orphan)
    worker_destroy (worker);
  return NULL;
}

VtWorker *
vt_worker_new (const char *device_id, guint threads, int nice, guint64 budget)
{
  VtWorker *worker = g_new0 (VtWorker, 1);

  worker->device_id = g_strdup (device_id);
  worker->threads = threads;
  worker->nice = nice;
  worker->budget = budget;
  worker->queue = g_async_queue_new_full (g_free);
  worker->models = g_ptr_array_new_with_free_func (loaded_free);
  worker->thread = g_thread_new ("vitrine-worker", work, worker);
  return worker;
}

void
vt_worker_push (VtWorker *worker, VtWorkerFunc func, gpointer data)
{
  Item *item = g_new (Item, 1);

  item->func = func;
  item->data = data;
  g_async_queue_push (worker->queue, item);
}

void
vt_worker_free (VtWorker *worker)
{
  vt_worker_push (worker, NULL, NULL);
  if (worker->thread == g_thread_self ())
    {
      /* A job's last reference to its engine may fall here. */
      worker->orphan = TRUE;
      g_thread_unref (worker->thread);
      return;
    }
  g_thread_join (worker->thread);
  worker_destroy (worker);
}

VtDevice *
vt_worker_get_device (VtWorker *worker, GError **error)
{
  if (worker->device == NULL)
    worker->device = vt_devices_open (worker->device_id, worker->threads, error);
  return worker->device;
}

guint64
vt_worker_bytes (VtWorker *worker)
{
  guint64 bytes = 0;

  for (guint i = 0; i < worker->models->len; i++)
    {
      Loaded *loaded = g_ptr_array_index (worker->models, i);
      bytes += loaded->kind->bytes (loaded->model);
    }
  return bytes;
}

/* Refuses, with figures, what cannot fit whatever leaves. */
static gboolean
make_room (VtWorker *worker, const VtModelKind *kind, const char *path, GError **error)
{
  VtModelFacts facts = { 0 };
  guint64 need, there;
  gboolean fits;

  if (!kind->inspect (path, &facts, error))
    {
      vt_model_facts_clear (&facts);
      return FALSE;
    }
  need = facts.file_bytes + facts.memory_bytes;
  vt_model_facts_clear (&facts);
  while (worker->models->len > 0 && vt_worker_bytes (worker) + need > worker->budget)
    g_ptr_array_remove_index (worker->models, 0);
  there = worker->device->klass->memory_free (worker->device);
  fits = there == 0 || need <= there;
  if (!fits)
    {
      g_autofree char *base = g_path_get_basename (path);
      g_autofree char *a = g_format_size (need);
      g_autofree char *b = g_format_size (there);

      g_set_error (error, VT_ERROR, VT_ERROR_NO_MEMORY,
                   "The model “%s” needs %s of memory, but only %s is free. Close other programs or choose a smaller model.", base, a, b);
    }
  return fits;
}

gpointer
vt_worker_get_model (VtWorker *worker, const VtModelKind *kind, const char *path, GError **error)
{
  Loaded *loaded;
  gpointer model;

  for (guint i = 0; i < worker->models->len; i++)
    {
      loaded = g_ptr_array_index (worker->models, i);
      if (loaded->kind != kind || strcmp (loaded->path, path) != 0)
        continue;
      g_ptr_array_steal_index (worker->models, i);
      g_ptr_array_add (worker->models, loaded);
      return loaded->model;
    }
  if (vt_worker_get_device (worker, error) == NULL || !make_room (worker, kind, path, error))
    return NULL;
  model = kind->load (worker->device, path, error);
  if (model == NULL)
    return NULL;
  loaded = g_new0 (Loaded, 1);
  loaded->kind = kind;
  loaded->path = g_strdup (path);
  loaded->model = model;
  g_ptr_array_add (worker->models, loaded);
  return model;
}

void
vt_worker_unload (VtWorker *worker)
{
  g_ptr_array_set_size (worker->models, 0);
}

void
vt_worker_reset (VtWorker *worker)
{
  vt_worker_unload (worker);
  g_clear_pointer (&worker->device, vt_device_unref);
}
