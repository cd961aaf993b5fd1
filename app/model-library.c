/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/model-library.h"

#include <string.h>

#include "app/data-path.h"
#include "app/licences.h"
#include "app/model-fetch.h"
#include "app/model-files.h"
#include "app/remote/remote-book.h"
#include "engine/base/error.h"
#include "hub/environment.h"

#define TICK_MS 100
#define SHIPPED_PREFIX "vitrine/"

struct _VtModelLibrary
{
  GObject parent_instance;
  VtHubCache *cache;
  VtContacts *contacts;
  VtHubClient *client;
  GHashTable *running;   /* char *key → Running */
  GHashTable *failures;  /* char *key → char *sentence */
  guint tick;            /* source that tells of progress while something runs */
};

/* A fetch as the library's thread sees it. */
typedef struct
{
  VtModelFetch *fetch;
  GPtrArray *waiting;       /* GTask: all who asked for it */
  GCancellable *cancellable; /* nullable: the first caller's */
  gulong cancelled_id;
  guint64 last_done;
  gint64 last_time;
  double speed;             /* bytes a second, smoothed */
} Running;

G_DEFINE_FINAL_TYPE (VtModelLibrary, vt_model_library, G_TYPE_OBJECT)

enum { CHANGED, N_SIGNALS };
static guint signals[N_SIGNALS];

static void
running_free (Running *running)
{
  if (running->cancellable != NULL)
    g_cancellable_disconnect (running->cancellable, running->cancelled_id);
  g_clear_object (&running->cancellable);
  g_ptr_array_unref (running->waiting);
  vt_model_fetch_unref (running->fetch);
  g_free (running);
}

/* A library that goes takes its fetches with it: each holds a reference through
 * its task, so none can be left here. */
static void
vt_model_library_finalize (GObject *object)
{
  VtModelLibrary *self = VT_MODEL_LIBRARY (object);

  g_clear_handle_id (&self->tick, g_source_remove);
  g_hash_table_unref (self->running);
  g_hash_table_unref (self->failures);
  g_object_unref (self->client);
  g_object_unref (self->contacts);
  vt_hub_cache_unref (self->cache);
  G_OBJECT_CLASS (vt_model_library_parent_class)->finalize (object);
}

static void
vt_model_library_class_init (VtModelLibraryClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = vt_model_library_finalize;
  signals[CHANGED] = g_signal_new ("changed", VT_TYPE_MODEL_LIBRARY, G_SIGNAL_RUN_LAST, 0,
                                   NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
vt_model_library_init (VtModelLibrary *self)
{
  self->cache = vt_hub_cache_new (NULL);
  vt_model_library_set_stores (self, NULL);
  self->contacts = vt_contacts_new ();
  self->client = vt_hub_client_new (self->cache, self->contacts);
  self->running = g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
                                         (GDestroyNotify) running_free);
  self->failures = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
}

VtModelLibrary *
vt_model_library_new (void)
{
  return g_object_new (VT_TYPE_MODEL_LIBRARY, NULL);
}

VtHubCache *
vt_model_library_get_cache (VtModelLibrary *self)
{
  return self->cache;
}

void
vt_model_library_set_stores (VtModelLibrary *self, const char *const *more)
{
  g_auto (GStrv) given = vt_hub_environment_stores ();
  g_autoptr (GPtrArray) all = g_ptr_array_new ();

  for (guint i = 0; given[i] != NULL; i++)
    g_ptr_array_add (all, given[i]);
  for (guint i = 0; more != NULL && more[i] != NULL; i++)
    g_ptr_array_add (all, (char *) more[i]);
  g_ptr_array_add (all, NULL);
  vt_hub_cache_set_stores (self->cache, (const char *const *) all->pdata);
}

VtHubClient *
vt_model_library_get_client (VtModelLibrary *self)
{
  return self->client;
}

VtContacts *
vt_model_library_get_contacts (VtModelLibrary *self)
{
  return self->contacts;
}

void
vt_model_status_free (VtModelStatus *status)
{
  g_free (status->failure);
  g_free (status);
}

double
vt_model_status_fraction (const VtModelStatus *status)
{
  if (status->bytes_total == 0)
    return 0;
  return MIN ((double) status->bytes_done / status->bytes_total, 1.0);
}

/* All ways of naming one fetch come to one key: a starter model's own reference,
 * else the shortest one. */
static char *
make_key (const char *reference)
{
  const VtStarterModel *model = vt_starter_model_find (reference);
  g_autoptr (VtHubReference) parsed = NULL;

  if (model != NULL)
    return g_strdup (model->reference);
  parsed = vt_hub_reference_parse (reference, NULL);
  return parsed != NULL ? vt_hub_reference_to_string (parsed) : g_strdup (reference);
}

/* Whether the text can only be meant as a path, or as an address: not as the Hub's. */
static gboolean
is_only_path (const char *reference)
{
  return vt_remote_address_is (reference) || g_path_is_absolute (reference) || g_str_has_prefix (reference, "./")
         || g_str_has_prefix (reference, "../") || g_str_has_prefix (reference, "~/")
         || (g_str_has_suffix (reference, ".gguf") && strchr (reference, ':') == NULL);
}

static char *
resolve_path (const char *reference)
{
  g_autofree char *home = NULL;

  if (g_str_has_prefix (reference, "~/"))
    home = g_build_filename (g_get_home_dir (), reference + 2, NULL);
  if (!g_file_test (home != NULL ? home : reference, G_FILE_TEST_EXISTS))
    return NULL;
  return g_canonicalize_filename (home != NULL ? home : reference, NULL);
}

/* A model's file, or a folder as transformers or diffusers write it: not the recipe of one. */
static gboolean
holds_model (const char *path)
{
  g_autofree char *config = g_build_filename (path, "config.json", NULL);
  g_autofree char *index = g_build_filename (path, "model_index.json", NULL);

  return g_file_test (path, G_FILE_TEST_IS_REGULAR) || g_file_test (config, G_FILE_TEST_EXISTS)
         || g_file_test (index, G_FILE_TEST_EXISTS);
}

static char *
resolve_shipped (const char *reference)
{
  const char *name = reference + strlen (SHIPPED_PREFIX);
  g_autofree char *below = g_build_filename ("models", name, NULL);
  g_autofree char *path = vt_data_path (below);

  if (!vt_hub_is_safe_path (name) || !holds_model (path))
    return NULL;
  return g_steal_pointer (&path);
}

/* A model on another computer is where its address says, once the person has allowed that. */
static char *
resolve_remote (const char *reference, GError **error)
{
  g_autoptr (VtRemoteAddress) address = vt_remote_address_parse (reference, error);

  return address != NULL && vt_remote_book_check (address, error) ? g_strdup (address->text) : NULL;
}

char *
vt_model_library_resolve (VtModelLibrary *self, const char *reference, GError **error)
{
  g_autoptr (VtHubReference) parsed = NULL;
  g_autofree char *shown = NULL;
  char *path = NULL;
  const char *kind = "file or folder";

  if (vt_remote_address_is (reference))
    return resolve_remote (reference, error);
  path = resolve_path (reference);
  if (path != NULL)
    return path;
  if (g_str_has_prefix (reference, SHIPPED_PREFIX))
    {
      path = resolve_shipped (reference);
      kind = "model in this version of Vitrine";
      if (path != NULL)
        return path;
    }
  else if (!is_only_path (reference))
    {
      parsed = vt_hub_reference_parse (reference, error);
      return parsed != NULL ? vt_hub_cache_resolve (self->cache, parsed, error) : NULL;
    }
  shown = g_filename_display_name (reference);
  g_set_error (error, VT_ERROR, VT_ERROR_NOT_FOUND, "There is no %s named %s.", kind, shown);
  return NULL;
}

guint64
vt_model_library_get_bytes (VtModelLibrary *self, const char *reference)
{
  g_autofree char *path = vt_model_library_resolve (self, reference, NULL);
  const VtStarterModel *model = vt_starter_model_find (reference);

  if (path != NULL)
    return vt_remote_address_is (path) ? 0 : vt_model_files_bytes (path);
  return model != NULL ? vt_starter_model_bytes (model) : 0;
}

static void
read_running (Running *running, VtModelStatus *status)
{
  VtModelFetch *fetch = running->fetch;

  g_mutex_lock (&fetch->lock);
  status->bytes_done = fetch->done;
  status->bytes_total = fetch->total;
  status->doing = fetch->doing;
  g_mutex_unlock (&fetch->lock);
  status->bytes_per_s = running->speed;
  status->state = VT_MODEL_FETCHING;
}

VtModelStatus *
vt_model_library_get_status (VtModelLibrary *self, const char *reference)
{
  g_autofree char *key = make_key (reference);
  g_autofree char *path = vt_model_library_resolve (self, reference, NULL);
  Running *running = g_hash_table_lookup (self->running, key);
  const char *failure = g_hash_table_lookup (self->failures, key);
  VtModelStatus *status = g_new0 (VtModelStatus, 1);

  status->bytes_total = vt_model_library_get_bytes (self, reference);
  if (running != NULL)
    read_running (running, status);
  else if (path != NULL)
    status->state = VT_MODEL_PRESENT;
  else
    {
      status->state = failure != NULL ? VT_MODEL_FAILED : VT_MODEL_MISSING;
      status->failure = g_strdup (failure);
    }
  return status;
}

const VtStarterLicence *
vt_model_library_pending_licence (VtModelLibrary *self, const char *reference)
{
  const VtStarterModel *model = vt_starter_model_find (reference);

  if (model == NULL || vt_licence_is_accepted (model->licence))
    return NULL;
  return model->licence;
}

gboolean
vt_model_library_accept_licence (VtModelLibrary *self, const char *reference, GError **error)
{
  const VtStarterModel *model = vt_starter_model_find (reference);

  return model == NULL || vt_licence_accept (model->licence, error);
}

/* Speed over the last second or so, so that it can be read. */
static void
measure (Running *running, gint64 now)
{
  double seconds = (now - running->last_time) / 1e6;
  guint64 done;

  g_mutex_lock (&running->fetch->lock);
  done = running->fetch->done;
  g_mutex_unlock (&running->fetch->lock);
  if (seconds >= 0.5)
    {
      double speed = done > running->last_done ? (done - running->last_done) / seconds : 0;

      running->speed = running->speed > 0 ? 0.5 * running->speed + 0.5 * speed : speed;
      running->last_done = done;
      running->last_time = now;
    }
}

static gboolean
on_tick (gpointer data)
{
  VtModelLibrary *self = data;
  g_autoptr (GPtrArray) keys = g_ptr_array_new_with_free_func (g_free);
  GHashTableIter iter;
  gpointer key, value;

  g_hash_table_iter_init (&iter, self->running);
  while (g_hash_table_iter_next (&iter, &key, &value))
    {
      measure (value, g_get_monotonic_time ());
      g_ptr_array_add (keys, g_strdup (key));
    }
  for (guint i = 0; i < keys->len; i++)
    g_signal_emit (self, signals[CHANGED], 0, keys->pdata[i]);
  return G_SOURCE_CONTINUE;
}

static void
run_fetch (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  GError *error = NULL;

  if (vt_model_fetch_run (data, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

/* Everybody who waited gets their own copy of the outcome. */
static void
answer (VtModelLibrary *self, Running *running, const GError *failure)
{
  for (guint i = 0; i < running->waiting->len; i++)
    {
      GTask *task = running->waiting->pdata[i];
      GError *error = NULL;
      char *path;

      if (failure != NULL)
        {
          g_task_return_error (task, g_error_copy (failure));
          continue;
        }
      path = vt_model_library_resolve (self, g_task_get_task_data (task), &error);
      if (path != NULL)
        g_task_return_pointer (task, path, g_free);
      else
        g_task_return_error (task, error);
    }
}

static void
on_fetched (GObject *source, GAsyncResult *result, gpointer data)
{
  VtModelLibrary *self = VT_MODEL_LIBRARY (source);
  g_autofree char *key = data;
  g_autofree char *stolen = NULL;
  g_autoptr (GError) failure = NULL;
  Running *running = NULL;

  g_task_propagate_boolean (G_TASK (result), &failure);
  g_hash_table_steal_extended (self->running, key, (gpointer *) &stolen, (gpointer *) &running);
  if (failure != NULL && !g_error_matches (failure, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    g_hash_table_insert (self->failures, g_strdup (key), g_strdup (failure->message));
  if (g_hash_table_size (self->running) == 0)
    g_clear_handle_id (&self->tick, g_source_remove);
  g_signal_emit (self, signals[CHANGED], 0, key);
  answer (self, running, failure);
  running_free (running);
}

static void
on_cancelled (GCancellable *cancellable, gpointer data)
{
  g_cancellable_cancel (((VtModelFetch *) data)->cancellable);
}

static Running *
start (VtModelLibrary *self, const char *key, GCancellable *cancellable)
{
  const VtStarterModel *model = vt_starter_model_find (key);
  Running *running = g_new0 (Running, 1);
  g_autoptr (GTask) task = g_task_new (self, NULL, on_fetched, g_strdup (key));

  running->fetch = vt_model_fetch_new (key, model != NULL ? vt_starter_model_bytes (model) : 0,
                                       self->cache, self->client, self->contacts);
  running->waiting = g_ptr_array_new_with_free_func (g_object_unref);
  running->last_time = g_get_monotonic_time ();
  g_hash_table_insert (self->running, g_strdup (key), running);
  g_hash_table_remove (self->failures, key);
  if (cancellable != NULL)
    {
      running->cancellable = g_object_ref (cancellable);
      running->cancelled_id = g_cancellable_connect (cancellable, G_CALLBACK (on_cancelled),
                                                     vt_model_fetch_ref (running->fetch),
                                                     (GDestroyNotify) vt_model_fetch_unref);
    }
  if (self->tick == 0)
    self->tick = g_timeout_add (TICK_MS, on_tick, self);
  g_task_set_task_data (task, vt_model_fetch_ref (running->fetch), (GDestroyNotify) vt_model_fetch_unref);
  g_task_run_in_thread (task, run_fetch);
  return running;
}

/* What can be answered without fetching anything; TRUE if it was. */
static gboolean
answer_at_once (VtModelLibrary *self, GTask *task, const char *reference)
{
  g_autofree char *path = vt_model_library_resolve (self, reference, NULL);
  const VtStarterLicence *licence = vt_model_library_pending_licence (self, reference);
  g_autoptr (GError) error = NULL;

  if (path != NULL)
    g_task_return_pointer (task, g_steal_pointer (&path), g_free);
  else if (is_only_path (reference) || g_str_has_prefix (reference, SHIPPED_PREFIX))
    {
      vt_model_library_resolve (self, reference, &error);
      g_task_return_error (task, g_steal_pointer (&error));
    }
  else if (licence != NULL)
    g_task_return_new_error (task, VT_ERROR, VT_ERROR_DENIED,
                             "%s comes under the %s (%s), which must be accepted first.",
                             reference, licence->name, licence->url);
  else
    return FALSE;
  return TRUE;
}

void
vt_model_library_fetch_async (VtModelLibrary *self, const char *reference,
                              GCancellable *cancellable, GAsyncReadyCallback callback,
                              gpointer user_data)
{
  g_autofree char *key = make_key (reference);
  g_autoptr (GTask) task = g_task_new (self, NULL, callback, user_data);
  Running *running = g_hash_table_lookup (self->running, key);

  g_task_set_task_data (task, g_strdup (reference), g_free);
  if (running == NULL && answer_at_once (self, task, reference))
    return;
  if (running == NULL)
    running = start (self, key, cancellable);
  g_ptr_array_add (running->waiting, g_steal_pointer (&task));
  g_signal_emit (self, signals[CHANGED], 0, key);
}

char *
vt_model_library_fetch_finish (VtModelLibrary *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

void
vt_model_library_cancel (VtModelLibrary *self, const char *reference)
{
  g_autofree char *key = make_key (reference);
  Running *running = g_hash_table_lookup (self->running, key);

  if (running != NULL)
    g_cancellable_cancel (running->fetch->cancellable);
}

gboolean
vt_model_library_allow (VtModelLibrary *self, const char *reference, const char *key, GError **error)
{
  g_autoptr (VtRemoteAddress) address = vt_remote_address_parse (reference, error);

  if (address == NULL || !vt_remote_book_add (address, key, error))
    return FALSE;
  g_signal_emit (self, signals[CHANGED], 0, reference);
  return TRUE;
}

gboolean
vt_model_library_forbid (VtModelLibrary *self, const char *reference, GError **error)
{
  g_autoptr (VtRemoteAddress) address = vt_remote_address_parse (reference, error);

  if (address == NULL || !vt_remote_book_remove (address, error))
    return FALSE;
  g_signal_emit (self, signals[CHANGED], 0, reference);
  return TRUE;
}

gboolean
vt_model_library_remove (VtModelLibrary *self, const char *reference, guint64 *freed, GError **error)
{
  g_autoptr (VtHubReference) parsed = NULL;
  g_autofree char *key = make_key (reference);

  if (is_only_path (reference) || g_str_has_prefix (reference, SHIPPED_PREFIX))
    {
      g_set_error (error, VT_ERROR, VT_ERROR_INVALID,
                   "%s is not in the Hub's cache, so it is not Vitrine's to remove.", reference);
      return FALSE;
    }
  parsed = vt_hub_reference_parse (reference, error);
  if (parsed == NULL || !vt_hub_cache_remove (self->cache, parsed->repo, freed, error))
    return FALSE;
  g_signal_emit (self, signals[CHANGED], 0, key);
  return TRUE;
}
