/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <errno.h>
#include <string.h>
#include <sys/stat.h>

#include "engine/base/error.h"
#include "hub/cache-private.h"
#include "hub/disk.h"

void
vt_hub_cached_repo_free (VtHubCachedRepo *repo)
{
  g_free (repo->repo);
  g_free (repo->path);
  g_strfreev (repo->files);
  g_strfreev (repo->revisions);
  g_strfreev (repo->commits);
  g_free (repo);
}

/* Hidden ones the system made (.DS_Store and the like). */
GStrv
vt_hub_cache_names (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  g_autoptr (GPtrArray) names = g_ptr_array_new ();
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    if (name[0] != '.')
      g_ptr_array_add (names, g_strdup (name));
  g_ptr_array_sort (names, vt_hub_compare_names);
  g_ptr_array_add (names, NULL);
  return (GStrv) g_ptr_array_steal (names, NULL);
}

/* The names of the files of all snapshots, each once. */
static GStrv
list_files (const char *snapshots, GStrv commits)
{
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GPtrArray) names = g_ptr_array_new ();
  GHashTableIter iter;
  gpointer name;

  for (guint i = 0; commits[i] != NULL; i++)
    {
      g_autofree char *folder = g_build_filename (snapshots, commits[i], NULL);
      g_auto (GStrv) files = vt_hub_cache_walk (folder);

      for (guint j = 0; files[j] != NULL; j++)
        g_hash_table_add (seen, g_strdup (files[j]));
    }
  g_hash_table_iter_init (&iter, seen);
  while (g_hash_table_iter_next (&iter, &name, NULL))
    g_ptr_array_add (names, g_strdup (name));
  g_ptr_array_sort (names, vt_hub_compare_names);
  g_ptr_array_add (names, NULL);
  return (GStrv) g_ptr_array_steal (names, NULL);
}

static guint64
sum_bytes (const char *blobs)
{
  g_auto (GStrv) names = vt_hub_cache_names (blobs);
  guint64 bytes = 0;

  for (guint i = 0; names[i] != NULL; i++)
    {
      g_autofree char *path = g_build_filename (blobs, names[i], NULL);
      struct stat info;

      if (stat (path, &info) == 0)
        bytes += info.st_size;
    }
  return bytes;
}

/* models--OWNER--NAME → OWNER/NAME, datasets--OWNER--NAME → datasets/OWNER/NAME, or NULL if
 * it is no such folder. */
static char *
repo_of_folder (const char *folder)
{
  g_auto (GStrv) parts = g_strsplit (folder, "--", 3);
  g_autofree char *name = NULL;
  g_autofree char *repo = NULL;
  g_autoptr (VtHubReference) reference = NULL;
  VtHubKind kind = VT_HUB_MODELS;

  while (kind < VT_HUB_N_KINDS && g_strcmp0 (parts[0], vt_hub_kind_word (kind)) != 0)
    kind++;
  if (kind == VT_HUB_N_KINDS || parts[1] == NULL)
    return NULL;
  name = g_strjoinv ("/", parts + 1);
  repo = vt_hub_repo_make (kind, name);
  reference = vt_hub_reference_parse (repo, NULL);
  if (reference == NULL || strcmp (reference->repo, repo) != 0)
    return NULL;
  return g_steal_pointer (&repo);
}

static VtHubCachedRepo *
scan_repo (const char *dir, const char *folder)
{
  g_autofree char *name = repo_of_folder (folder);
  g_autofree char *path = g_build_filename (dir, folder, NULL);
  g_autofree char *snapshots = g_build_filename (path, "snapshots", NULL);
  g_autofree char *blobs = g_build_filename (path, "blobs", NULL);
  g_autofree char *refs = g_build_filename (path, "refs", NULL);
  VtHubCachedRepo *repo;

  if (name == NULL || !g_file_test (snapshots, G_FILE_TEST_IS_DIR))
    return NULL;
  repo = g_new0 (VtHubCachedRepo, 1);
  repo->repo = g_steal_pointer (&name);
  repo->path = g_steal_pointer (&path);
  repo->bytes = sum_bytes (blobs);
  repo->commits = vt_hub_cache_names (snapshots);
  repo->files = list_files (snapshots, repo->commits);
  repo->revisions = vt_hub_cache_walk (refs);
  return repo;
}

GPtrArray *
vt_hub_cache_list (VtHubCache *cache, VtHubKind kind)
{
  const char *dir = vt_hub_cache_get_dir (cache);
  g_auto (GStrv) folders = vt_hub_cache_names (dir);
  GPtrArray *repos = g_ptr_array_new_with_free_func ((GDestroyNotify) vt_hub_cached_repo_free);

  for (guint i = 0; folders[i] != NULL; i++)
    {
      VtHubCachedRepo *repo = scan_repo (dir, folders[i]);

      if (repo != NULL && vt_hub_repo_kind (repo->repo, NULL) == kind)
        g_ptr_array_add (repos, repo);
      else
        g_clear_pointer (&repo, vt_hub_cached_repo_free);
    }
  return repos;
}

VtHubCachedRepo *
vt_hub_cache_find (VtHubCache *cache, const char *repo, GError **error)
{
  g_autofree char *path = vt_hub_cache_repo_dir (cache, repo);
  g_autofree char *folder = g_path_get_basename (path);
  VtHubCachedRepo *found = scan_repo (vt_hub_cache_get_dir (cache), folder);

  g_autoptr (GPtrArray) stores = vt_hub_cache_get_stores (cache);

  for (guint i = 0; found == NULL && i < stores->len; i++)
    {
      g_autofree char *there = vt_hub_cache_repo_dir (stores->pdata[i], repo);

      if (!g_file_test (there, G_FILE_TEST_IS_DIR))
        continue;
      g_set_error (error, VT_ERROR, VT_ERROR_DENIED, "%s lies in the shared folder %s, which Vitrine only reads.", repo,
                   vt_hub_cache_get_dir (stores->pdata[i]));
      return NULL;
    }
  if (found == NULL)
    g_set_error (error, VT_ERROR, VT_ERROR_NOT_FOUND, "%s is not on this computer.", repo);
  return found;
}

/* Deletes a tree and never follows a link out of it. */
static gboolean
remove_tree (const char *path, guint64 *freed, GError **error)
{
  struct stat info;

  if (lstat (path, &info) != 0)
    return errno == ENOENT || (vt_disk_set_error (errno, "remove", path, error), FALSE);
  if (S_ISDIR (info.st_mode))
    {
      g_autoptr (GDir) dir = g_dir_open (path, 0, error);
      const char *name;

      while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
        {
          g_autofree char *below = g_build_filename (path, name, NULL);

          if (!remove_tree (below, freed, error))
            return FALSE;
        }
      if (dir == NULL)
        return FALSE;
    }
  if (g_remove (path) != 0)
    return vt_disk_set_error (errno, "remove", path, error), FALSE;
  if (S_ISREG (info.st_mode) && info.st_nlink == 1)
    *freed += info.st_size;
  return TRUE;
}

gboolean
vt_hub_cache_remove (VtHubCache *cache, const char *repo, guint64 *freed, GError **error)
{
  g_autoptr (VtHubCachedRepo) found = vt_hub_cache_find (cache, repo, error);
  g_autofree char *lock = NULL, *locks = NULL;
  guint64 bytes = 0;

  if (found == NULL)
    return FALSE;
  lock = vt_hub_cache_lock_path (cache, repo, "x");
  locks = g_path_get_dirname (lock);
  if (!remove_tree (found->path, &bytes, error) || !remove_tree (locks, &bytes, error))
    return FALSE;
  if (freed != NULL)
    *freed = bytes;
  return TRUE;
}
