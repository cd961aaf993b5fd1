/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "hub/cache.h"

#include <fcntl.h>
#include <string.h>

#include "engine/base/error.h"
#include "hub/cache-private.h"
#include "hub/disk.h"
#include "hub/environment.h"

struct _VtHubCache
{
  gatomicrefcount count;
  char *dir;
};

VtHubCache *
vt_hub_cache_new (const char *dir)
{
  VtHubCache *cache = g_new0 (VtHubCache, 1);

  g_atomic_ref_count_init (&cache->count);
  cache->dir = dir != NULL ? g_canonicalize_filename (dir, NULL)
                           : vt_hub_environment_cache_dir ();
  return cache;
}

VtHubCache *
vt_hub_cache_ref (VtHubCache *cache)
{
  g_atomic_ref_count_inc (&cache->count);
  return cache;
}

void
vt_hub_cache_unref (VtHubCache *cache)
{
  if (!g_atomic_ref_count_dec (&cache->count))
    return;
  g_free (cache->dir);
  g_free (cache);
}

const char *
vt_hub_cache_get_dir (VtHubCache *cache)
{
  return cache->dir;
}

static char *
folder_name (const char *repo)
{
  const char *name;
  VtHubKind kind = vt_hub_repo_kind (repo, &name);
  g_auto (GStrv) parts = g_strsplit (name, "/", 2);
  g_autofree char *joined = g_strjoinv ("--", parts);

  return g_strconcat (vt_hub_kind_word (kind), "--", joined, NULL);
}

char *
vt_hub_cache_repo_dir (VtHubCache *cache, const char *repo)
{
  g_autofree char *name = folder_name (repo);

  return g_build_filename (cache->dir, name, NULL);
}

char *
vt_hub_cache_blob_path (VtHubCache *cache, const char *repo, const char *digest)
{
  g_autofree char *dir = vt_hub_cache_repo_dir (cache, repo);

  return g_build_filename (dir, "blobs", digest, NULL);
}

char *
vt_hub_cache_lock_path (VtHubCache *cache, const char *repo, const char *digest)
{
  g_autofree char *name = folder_name (repo);
  g_autofree char *file = g_strconcat (digest, ".lock", NULL);

  return g_build_filename (cache->dir, ".locks", name, file, NULL);
}

/* The commit that refs/REVISION holds; not yet known to have a snapshot. */
static char *
read_ref (const char *repo_dir, const char *revision)
{
  g_autofree char *path = g_build_filename (repo_dir, "refs", revision, NULL);
  g_autofree char *text = NULL;
  gsize bytes;

  if (!g_file_get_contents (path, &text, &bytes, NULL) || bytes > 64)
    return NULL;
  g_strstrip (text);
  return vt_hub_is_commit (text) ? g_steal_pointer (&text) : NULL;
}

char *
vt_hub_cache_commit (VtHubCache *cache, const char *repo, const char *revision)
{
  g_autofree char *dir = vt_hub_cache_repo_dir (cache, repo);
  g_autofree char *commit = read_ref (dir, revision);
  g_autofree char *snapshot = NULL;

  if (commit == NULL && vt_hub_is_commit (revision))
    commit = g_strdup (revision);
  if (commit == NULL)
    return NULL;
  snapshot = g_build_filename (dir, "snapshots", commit, NULL);
  return g_file_test (snapshot, G_FILE_TEST_IS_DIR) ? g_steal_pointer (&commit) : NULL;
}

/* Whether the file is a model that stands for its folder: a GGUF file, not the
 * picture encoder that lies beside some (mmproj), and of a split one the first part. */
static gboolean
is_model_file (const char *name)
{
  g_autofree char *base = g_path_get_basename (name);
  g_autofree char *lower = g_ascii_strdown (base, -1);
  const char *of;

  if (!g_str_has_suffix (lower, ".gguf") || g_str_has_prefix (lower, "mmproj"))
    return FALSE;
  of = g_strrstr (lower, "-of-");
  return of == NULL || of - lower < 6 || !g_str_has_prefix (of - 6, "-0")
         || g_str_has_prefix (of - 6, "-00001");
}

static char *
find_model (const char *repo, const char *snapshot, GError **error)
{
  g_auto (GStrv) files = vt_hub_cache_walk (snapshot);
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv) models = NULL;
  g_autofree char *names = NULL;

  for (guint i = 0; files[i] != NULL; i++)
    if (is_model_file (files[i]))
      g_strv_builder_add (builder, files[i]);
  models = g_strv_builder_end (builder);
  if (models[0] == NULL)
    return g_strdup (snapshot);
  if (models[1] == NULL)
    return g_build_filename (snapshot, models[0], NULL);
  names = g_strjoinv (", ", models);
  g_set_error (error, VT_ERROR, VT_ERROR_INVALID,
               "%s has several models; name one of them as %s:FILE. They are: %s.",
               repo, repo, names);
  return NULL;
}

char *
vt_hub_cache_resolve (VtHubCache *cache, const VtHubReference *reference, GError **error)
{
  g_autofree char *commit = vt_hub_cache_commit (cache, reference->repo, reference->revision);
  g_autofree char *dir = vt_hub_cache_repo_dir (cache, reference->repo);
  g_autofree char *text = vt_hub_reference_to_string (reference);
  g_autofree char *path = NULL;

  if (commit != NULL)
    path = g_build_filename (dir, "snapshots", commit, reference->file, NULL);
  if (path != NULL && reference->file == NULL)
    return find_model (reference->repo, path, error);
  if (path != NULL && g_file_test (path, G_FILE_TEST_IS_REGULAR))
    return g_steal_pointer (&path);
  g_set_error (error, VT_ERROR, VT_ERROR_NOT_FOUND,
               "%s is not on this computer. Fetch it with: vitrine models get %s", text, text);
  return NULL;
}

static gboolean
write_ref (const char *repo_dir, const VtHubCacheEntry *entry, GError **error)
{
  g_autofree char *path = g_build_filename (repo_dir, "refs", entry->revision, NULL);
  g_autofree char *now = read_ref (repo_dir, entry->revision);

  if (g_strcmp0 (now, entry->commit) == 0)
    return TRUE;
  return vt_disk_make_parent (path, error)
         && g_file_set_contents (path, entry->commit, -1, error);
}

gboolean
vt_hub_cache_link (VtHubCache *cache, const VtHubCacheEntry *entry, GError **error)
{
  g_autofree char *dir = vt_hub_cache_repo_dir (cache, entry->repo);
  g_autofree char *blob = vt_hub_cache_blob_path (cache, entry->repo, entry->digest);
  g_autofree char *path = g_build_filename (dir, "snapshots", entry->commit, entry->name, NULL);

  g_return_val_if_fail (vt_hub_is_commit (entry->commit), FALSE);
  g_return_val_if_fail (vt_hub_is_safe_path (entry->name), FALSE);
  return vt_disk_make_parent (path, error)
         && vt_disk_link (path, blob, error)
         && (entry->revision == NULL || vt_hub_is_commit (entry->revision)
             || write_ref (dir, entry, error));
}

static gboolean
copy_bytes (int from, const char *source, int to, const char *target,
            GCancellable *cancellable, GError **error)
{
  g_autofree char *block = g_malloc (1 << 20);
  gssize n;

  while ((n = vt_disk_read (from, block, 1 << 20, source, error)) > 0)
    if (g_cancellable_set_error_if_cancelled (cancellable, error)
        || !vt_disk_write (to, block, n, target, error))
      return FALSE;
  return n == 0;
}

static gboolean
copy_blob (const char *source, const char *blob, GCancellable *cancellable, GError **error)
{
  g_autofree char *part = g_strconcat (blob, ".incomplete", NULL);
  g_autofree char *folder = g_path_get_dirname (blob);
  vt_autofd int from = vt_disk_open (source, O_RDONLY, error);
  vt_autofd int to = -1;
  guint64 bytes;

  if (from < 0 || !vt_disk_size (from, source, &bytes, error)
      || !vt_disk_check_space (folder, bytes, error))
    return FALSE;
  to = vt_disk_open (part, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW, error);
  if (to < 0)
    return FALSE;
  if (copy_bytes (from, source, to, part, cancellable, error)
      && vt_disk_publish (to, part, blob, error))
    return TRUE;
  g_unlink (part);
  return FALSE;
}

/* Moves within one disk; across disks it copies. */
static gboolean
store_blob (const char *source, const char *blob, gboolean move,
            GCancellable *cancellable, GError **error)
{
  if (move)
    {
      vt_autofd int fd = vt_disk_open (source, O_RDONLY, error);

      if (fd < 0)
        return FALSE;
      if (vt_disk_publish (fd, source, blob, NULL))
        return TRUE;
    }
  if (!copy_blob (source, blob, cancellable, error))
    return FALSE;
  if (move)
    g_unlink (source);
  return TRUE;
}

static gboolean
check_bytes (const char *repo, const char *wanted, const char *source, GCancellable *cancellable,
             GError **error)
{
  g_autofree char *digest = NULL;
  VtDigestKind kind;

  g_return_val_if_fail (vt_digest_kind_of (wanted, &kind), FALSE);
  digest = vt_digest_file (source, kind, cancellable, NULL, NULL, error);
  if (digest == NULL)
    return FALSE;
  if (strcmp (digest, wanted) == 0)
    return TRUE;
  g_set_error (error, VT_ERROR, VT_ERROR_CORRUPT,
               "%s is not the file that %s should have: its digest is %s, and it should be %s.",
               source, repo, digest, wanted);
  return FALSE;
}

gboolean
vt_hub_cache_store (VtHubCache *cache, const char *repo, const char *digest, const char *source,
                    gboolean move, GCancellable *cancellable, GError **error)
{
  g_autofree char *blob = vt_hub_cache_blob_path (cache, repo, digest);
  g_autofree char *lock = vt_hub_cache_lock_path (cache, repo, digest);
  vt_autofd int held = -1;

  if (!check_bytes (repo, digest, source, cancellable, error))
    return FALSE;
  held = vt_disk_lock (lock, cancellable, error);
  if (held < 0 || !vt_disk_make_parent (blob, error))
    return FALSE;
  return g_file_test (blob, G_FILE_TEST_EXISTS)
         || store_blob (source, blob, move, cancellable, error);
}
