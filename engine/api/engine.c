/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/api/engine.h"

#include <unistd.h>


#include "engine/api/devices.h"
#include "engine/api/engine-private.h"
#include "engine/base/error.h"

struct _VtEngine
{
  GObject parent;

  GMutex lock; /* guards all below */
  GPtrArray *devices;  /* (element-type VtDeviceInfo) (nullable): once listed */
  GHashTable *workers; /* (element-type utf8 VtWorker): by device id */
  guint threads;
  int nice;
  guint64 budget;
};

G_DEFINE_FINAL_TYPE (VtEngine, vt_engine, G_TYPE_OBJECT)

static void
vt_engine_finalize (GObject *object)
{
  VtEngine *self = VT_ENGINE (object);

  g_hash_table_unref (self->workers);
  g_clear_pointer (&self->devices, g_ptr_array_unref);
  g_mutex_clear (&self->lock);
  G_OBJECT_CLASS (vt_engine_parent_class)->finalize (object);
}

static void
vt_engine_class_init (VtEngineClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = vt_engine_finalize;
}

static void
vt_engine_init (VtEngine *self)
{
  g_mutex_init (&self->lock);
  self->workers = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) vt_worker_free);
}

VtEngine *
vt_engine_new (void)
{
  return g_object_new (VT_TYPE_ENGINE, NULL);
}

void
vt_engine_set_threads (VtEngine *self, guint threads)
{
  g_mutex_lock (&self->lock);
  self->threads = threads;
  g_mutex_unlock (&self->lock);
}

void
vt_engine_set_nice (VtEngine *self, int nice)
{
  g_mutex_lock (&self->lock);
  self->nice = CLAMP (nice, 0, 19);
  g_mutex_unlock (&self->lock);
}

void
vt_engine_set_memory_budget (VtEngine *self, guint64 bytes)
{
  g_mutex_lock (&self->lock);
  self->budget = bytes;
  g_mutex_unlock (&self->lock);
}

/* Locked by the caller. */
static GPtrArray *
ensure_devices (VtEngine *self)
{
  if (self->devices == NULL)
    self->devices = vt_devices_list ();
  return self->devices;
}

GPtrArray *
vt_engine_list_devices (VtEngine *self)
{
  GPtrArray *copy = g_ptr_array_new_with_free_func ((GDestroyNotify) vt_device_info_free);

  g_mutex_lock (&self->lock);
  ensure_devices (self);
  for (guint i = 0; i < self->devices->len; i++)
    g_ptr_array_add (copy, vt_device_info_copy (g_ptr_array_index (self->devices, i)));
  g_mutex_unlock (&self->lock);
  return copy;
}

VtDeviceInfo *
vt_engine_choose_device (VtEngine *self, const char *spec, GError **error)
{
  const VtDeviceInfo *found;
  VtDeviceInfo *copy = vt_devices_choose_at_once (spec);

  if (copy != NULL)
    return copy;
  g_mutex_lock (&self->lock);
  found = vt_devices_choose (ensure_devices (self), spec, error);
  if (found != NULL)
    copy = vt_device_info_copy (found);
  g_mutex_unlock (&self->lock);
  return copy;
}

static guint64
half_of_memory (void)
{
  return (guint64) sysconf (_SC_PHYS_PAGES) * (guint64) sysconf (_SC_PAGESIZE) / 2;
}

VtWorker *
vt_engine_get_worker (VtEngine *self, const char *device_id)
{
  VtWorker *worker;

  g_mutex_lock (&self->lock);
  worker = g_hash_table_lookup (self->workers, device_id);
  if (worker == NULL)
    {
      worker = vt_worker_new (device_id, self->threads, self->nice,
                              self->budget > 0 ? self->budget : half_of_memory ());
      g_hash_table_insert (self->workers, g_strdup (device_id), worker);
    }
  g_mutex_unlock (&self->lock);
  return worker;
}

static void
unload (VtWorker *worker, gpointer data)
{
  vt_worker_unload (worker);
}

void
vt_engine_unload_all (VtEngine *self)
{
  GHashTableIter iter;
  gpointer worker;

  g_mutex_lock (&self->lock);
  g_hash_table_iter_init (&iter, self->workers);
  while (g_hash_table_iter_next (&iter, NULL, &worker))
    vt_worker_push (worker, unload, NULL);
  g_mutex_unlock (&self->lock);
}

/* The pipeline tags whose models are of this kind. */
static char **
tasks_of (const VtModelKind *kind)
{
  GStrvBuilder *tasks = g_strv_builder_new ();
  char **result;

  for (guint i = 0; vt_task_classes[i] != NULL; i++)
    if (vt_task_classes[i]->model == kind)
      g_strv_builder_add (tasks, vt_task_classes[i]->name);
  result = g_strv_builder_end (tasks);
  g_strv_builder_unref (tasks);
  return result;
}

VtModelInfo *
vt_engine_inspect_model (VtEngine *self, const char *path, GError **error)
{
  g_autoptr(GError) first = NULL;

  for (guint i = 0; vt_model_kinds[i] != NULL; i++)
    {
      VtModelFacts facts = { 0 };
      VtModelInfo *info;

      if (!vt_model_kinds[i]->inspect (path, &facts, first == NULL ? &first : NULL))
        {
          vt_model_facts_clear (&facts);
          continue;
        }
      info = g_new0 (VtModelInfo, 1);
      info->name = g_path_get_basename (path);
      info->architecture = facts.architecture;
      info->quantization = facts.quantization;
      info->file_bytes = facts.file_bytes;
      info->memory_bytes = facts.memory_bytes;
      info->context = facts.context;
      info->parameters = facts.parameters;
      info->has_chat_template = facts.has_chat_template;
      info->tasks = tasks_of (vt_model_kinds[i]);
      return info;
    }
  g_propagate_error (error, g_steal_pointer (&first));
  return NULL;
}

void
vt_model_info_free (VtModelInfo *info)
{
  g_free (info->name);
  g_free (info->architecture);
  g_free (info->quantization);
  g_strfreev (info->tasks);
  g_free (info);
}
