/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/archive-import.h"

#include "app/space-archive-private.h"

typedef struct
{
  char *path;
  VtHubCache *cache;
  GPtrArray *missing; /* of utf8 references: those that were not here */
  VtImportFunc progress; /* nullable */
  gpointer data;
  GMutex lock;   /* over the rest */
  guint64 done;
  guint64 total;
  gboolean told; /* a source is on its way to the context */
} Import;

static void
import_free (gpointer data)
{
  Import *import = data;

  g_free (import->path);
  vt_hub_cache_unref (import->cache);
  g_ptr_array_unref (import->missing);
  g_mutex_clear (&import->lock);
  g_free (import);
}

static void
note_missing (Import *import, GPtrArray *models)
{
  for (guint i = 0; i < models->len; i++)
    {
      const VtSpaceArchiveModel *model = models->pdata[i];
      g_autoptr (VtHubReference) reference = vt_hub_reference_parse (model->reference, NULL);
      g_autofree char *here = reference != NULL ? vt_hub_cache_resolve (import->cache, reference, NULL) : NULL;

      if (here == NULL)
        g_ptr_array_add (import->missing, g_strdup (model->reference));
    }
}

static gboolean
tell (gpointer data)
{
  GTask *task = data;
  Import *import = g_task_get_task_data (task);
  guint64 done, total;

  g_mutex_lock (&import->lock);
  done = import->done;
  total = import->total;
  import->told = FALSE;
  g_mutex_unlock (&import->lock);
  if (!g_task_get_completed (task))
    import->progress (done, total, import->data);
  return G_SOURCE_REMOVE;
}

/* In the thread. */
static void
on_progress (guint64 done, guint64 total, gpointer data)
{
  GTask *task = data;
  Import *import = g_task_get_task_data (task);
  g_autoptr (GSource) source = NULL;
  gboolean told;

  g_mutex_lock (&import->lock);
  told = import->told;
  import->told = TRUE;
  import->done = done;
  import->total = total;
  g_mutex_unlock (&import->lock);
  if (told || import->progress == NULL)
    return;
  source = g_timeout_source_new (100);
  g_source_set_callback (source, tell, g_object_ref (task), g_object_unref);
  g_source_attach (source, g_task_get_context (task));
}

static void
import_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Import *import = data;
  GError *error = NULL;
  g_autoptr (GPtrArray) models = vt_space_archive_list_models (import->path, &error);

  if (models != NULL)
    note_missing (import, models);
  if (models != NULL && vt_space_archive_import_models (import->path, import->cache, cancellable, on_progress, task, &error))
    g_task_return_int (task, (gssize) import->missing->len);
  else
    g_task_return_error (task, error);
}

void
vt_archive_import_async (VtModelLibrary *library, const char *path, GCancellable *cancellable,
                         VtImportFunc progress, GAsyncReadyCallback callback, gpointer data)
{
  g_autoptr (GTask) task = g_task_new (library, cancellable, callback, data);
  Import *import = g_new0 (Import, 1);

  *import = (Import) { g_strdup (path), vt_hub_cache_ref (vt_model_library_get_cache (library)),
                       g_ptr_array_new_with_free_func (g_free), progress, data };
  g_mutex_init (&import->lock);
  g_task_set_task_data (task, import, import_free);
  g_task_run_in_thread (task, import_in_thread);
}

int
vt_archive_import_finish (GAsyncResult *result, GError **error)
{
  const Import *import = g_task_get_task_data (G_TASK (result));
  VtModelLibrary *library = g_task_get_source_object (G_TASK (result));
  int n = (int) g_task_propagate_int (G_TASK (result), error);

  for (int i = 0; i < n; i++)
    g_signal_emit_by_name (library, "changed", import->missing->pdata[i]);
  return n;
}
