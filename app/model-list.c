/* model-list.c: all models that the library knows, for lists of them.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <string.h>

#include "app/data-path.h"
#include "app/model-files.h"
#include "app/model-library.h"
#include "hub/reference.h"

void
vt_model_entry_free (VtModelEntry *entry)
{
  g_free (entry->reference);
  g_free (entry->path);
  g_free (entry);
}

static gboolean
is_in_store (VtHubCache *cache, const char *path)
{
  g_autoptr (GPtrArray) stores = vt_hub_cache_get_stores (cache);

  for (guint i = 0; i < stores->len; i++)
    {
      const char *dir = vt_hub_cache_get_dir (stores->pdata[i]);

      if (g_str_has_prefix (path, dir) && path[strlen (dir)] == '/')
        return TRUE;
    }
  return FALSE;
}

static void
add_entry (GPtrArray *entries, VtModelLibrary *library, const char *reference, char *path,
           const VtStarterModel *starter)
{
  VtModelEntry *entry = g_new0 (VtModelEntry, 1);

  entry->reference = g_strdup (reference);
  entry->path = path;
  entry->starter = starter;
  entry->bytes = vt_model_library_get_bytes (library, reference);
  entry->shared = path != NULL && is_in_store (vt_model_library_get_cache (library), path);
  g_ptr_array_add (entries, entry);
}

static void
add_starters (GPtrArray *entries, VtModelLibrary *library)
{
  guint n;
  const VtStarterModel *models = vt_starter_models (&n);

  for (guint i = 0; i < n; i++)
    add_entry (entries, library, models[i].reference,
               vt_model_library_resolve (library, models[i].reference, NULL), &models[i]);
}

static void
add_shipped (GPtrArray *entries, VtModelLibrary *library)
{
  g_autofree char *folder = vt_data_path ("models");
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *reference = g_strconcat ("vitrine/", name, NULL);
      char *path = vt_model_library_resolve (library, reference, NULL);

      if (path == NULL)
        continue;
      add_entry (entries, library, reference, path, NULL);
      ((VtModelEntry *) entries->pdata[entries->len - 1])->shipped = TRUE;
    }
}

/* Whether a starter model comes from the repository, whichever of its files it is. */
static gboolean
is_of_starter (const char *repo)
{
  guint n;
  const VtStarterModel *models = vt_starter_models (&n);

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (VtHubReference) known = vt_hub_reference_parse (models[i].reference, NULL);

      if (known != NULL && strcmp (known->repo, repo) == 0)
        return TRUE;
    }
  return FALSE;
}

static gboolean
is_listed (GPtrArray *entries, const char *reference)
{
  for (guint i = 0; i < entries->len; i++)
    if (strcmp (((const VtModelEntry *) entries->pdata[i])->reference, reference) == 0)
      return TRUE;
  return FALSE;
}

/* A repository may hold several models; it is listed as one, with all its bytes. */
static void
add_cached (GPtrArray *entries, VtHubCache *cache, gboolean shared)
{
  g_autoptr (GPtrArray) repos = vt_hub_cache_list (cache, VT_HUB_MODELS);

  for (guint i = 0; i < repos->len; i++)
    {
      const VtHubCachedRepo *repo = repos->pdata[i];
      VtModelEntry *entry;

      if (is_of_starter (repo->repo) || is_listed (entries, repo->repo))
        continue;
      entry = g_new0 (VtModelEntry, 1);
      entry->reference = g_strdup (repo->repo);
      entry->path = g_strdup (repo->path);
      entry->bytes = repo->bytes;
      entry->shared = shared;
      g_ptr_array_add (entries, entry);
    }
}

GPtrArray *
vt_model_library_list (VtModelLibrary *library)
{
  GPtrArray *entries = g_ptr_array_new_with_free_func ((GDestroyNotify) vt_model_entry_free);
  VtHubCache *cache = vt_model_library_get_cache (library);
  g_autoptr (GPtrArray) stores = vt_hub_cache_get_stores (cache);

  add_starters (entries, library);
  add_shipped (entries, library);
  add_cached (entries, cache, FALSE);
  for (guint i = 0; i < stores->len; i++)
    add_cached (entries, stores->pdata[i], TRUE);
  return entries;
}
