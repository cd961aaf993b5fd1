/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "hub/cache.h"

#include <fcntl.h>
#include <string.h>

#include "engine/base/error.h"
#include "hub/cache-private.h"
#include "hub/disk.h"
#include "hub/environment.h"

#define BLOCK (1 << 20)

struct _VtHubCache
{
  gatomicrefcount count;
  char *dir;
  GMutex lock;        /* guards the next */
  GPtrArray *stores;  /* (element-type VtHubCache): only read; nobody changes the array once it is here */
};

VtHubCache *
vt_hub_cache_new (const char *dir)
{
  VtHubCache *cache = g_new0 (VtHubCache, 1);

  g_atomic_ref_count_init (&cache->count);
  g_mutex_init (&cache->lock);
  cache->stores = g_ptr_array_new ();
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
  g_ptr_array_unref (cache->stores);
  g_mutex_clear (&cache->lock);
  g_free (cache->dir);
  g_free (cache);
}

const char *
vt_hub_cache_get_dir (VtHubCache *cache)
{
  return cache->dir;
}

void
vt_hub_cache_set_stores (VtHubCache *cache, const char *const *dirs)
{
  GPtrArray *stores = g_ptr_array_new_with_free_func ((GDestroyNotify) vt_hub_cache_unref);
  GPtrArray *before;

  for (guint i = 0; dirs != NULL && dirs[i] != NULL; i++)
    {
      g_autofree char *dir = g_canonicalize_filename (dirs[i], NULL);

      if (*dirs[i] != '\0' && strcmp (dir, cache->dir) != 0)
        g_ptr_array_add (stores, vt_hub_cache_new (dir));
    }
  g_mutex_lock (&cache->lock);
  before = cache->stores;
  cache->stores = stores;
  g_mutex_unlock (&cache->lock);
  g_ptr_array_unref (before);
}

GPtrArray *
vt_hub_cache_get_stores (VtHubCache *cache)
{
  GPtrArray *stores;

  g_mutex_lock (&cache->lock);
  stores = g_ptr_array_ref (cache->stores);
  g_mutex_unlock (&cache->lock);
  return stores;
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

/* In this folder alone; %NULL without an error where it is not there. */
static char *
resolve_here (VtHubCache *cache, const VtHubReference *reference, GError **error)
{
  g_autofree char *commit = vt_hub_cache_commit (cache, reference->repo, reference->revision);
  g_autofree char *dir = vt_hub_cache_repo_dir (cache, reference->repo);
  g_autofree char *path = NULL;

  if (commit != NULL)
    path = g_build_filename (dir, "snapshots", commit, reference->file, NULL);
  if (path != NULL && reference->file == NULL)
    return find_model (reference->repo, path, error);
  return path != NULL && g_file_test (path, G_FILE_TEST_IS_REGULAR) ? g_steal_pointer (&path) : NULL;
}

char *
vt_hub_cache_resolve (VtHubCache *cache, const VtHubReference *reference, GError **error)
{
  g_autofree char *text = vt_hub_reference_to_string (reference);
  g_autoptr (GPtrArray) stores = vt_hub_cache_get_stores (cache);
  g_autoptr (GError) reason = NULL;
  char *path = resolve_here (cache, reference, &reason);

  for (guint i = 0; path == NULL && reason == NULL && i < stores->len; i++)
    path = resolve_here (stores->pdata[i], reference, &reason);
  if (path == NULL && reason == NULL)
    g_set_error (&reason, VT_ERROR, VT_ERROR_NOT_FOUND,
                 "%s is not on this computer. Fetch it with: vitrine models get %s", text, text);
  if (path == NULL)
    g_propagate_error (error, g_steal_pointer (&reason));
  return path;
}

char *
vt_hub_cache_stored_blob (VtHubCache *cache, const char *repo, const char *digest)
{
  g_autoptr (GPtrArray) stores = vt_hub_cache_get_stores (cache);

  for (guint i = 0; i < stores->len; i++)
    {
      char *blob = vt_hub_cache_blob_path (stores->pdata[i], repo, digest);

      if (g_file_test (blob, G_FILE_TEST_IS_REGULAR))
        return blob;
      g_free (blob);
    }
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
         && vt_disk_set_contents (path, entry->commit, error);
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

/* Hashes what it writes, so that what was looked at is what is kept. */
static gboolean
copy_bytes (int from, const char *source, int to, const char *target, VtDigest *digest,
            GCancellable *cancellable, GError **error)
{
  g_autofree char *block = g_malloc (BLOCK);
  gssize n;

  while ((n = vt_disk_read (from, block, BLOCK, source, error)) > 0)
    {
      if (g_cancellable_set_error_if_cancelled (cancellable, error) || !vt_disk_write (to, block, (gsize) n, target, error))
        return FALSE;
      vt_digest_update (digest, block, (gsize) n);
    }
  return n == 0;
}

static gboolean
check_digest (const char *repo, const char *source, const char *digest, const char *wanted, GError **error)
{
  if (strcmp (digest, wanted) == 0)
    return TRUE;
  g_set_error (error, VT_ERROR, VT_ERROR_CORRUPT,
               "%s is not the file that %s should have: its digest is %s, and it should be %s.",
               source, repo, digest, wanted);
  return FALSE;
}

/* Copies into @part and gives it its blob's name, which is what it turns out to hold. */
static char *
copy_blob (VtHubCache *cache, const char *repo, int from, const char *source, const char *part, const char *wanted,
           GCancellable *cancellable, GError **error)
{
  vt_autofd int to = vt_disk_open (part, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW, error);
  g_autoptr (VtDigest) sum = NULL;
  g_autofree char *digest = NULL, *blob = NULL;
  VtDigestKind kind = VT_DIGEST_SHA256;
  guint64 bytes;

  if (to < 0 || !vt_disk_size (from, source, &bytes, error))
    return NULL;
  if (wanted != NULL)
    vt_digest_kind_of (wanted, &kind);
  sum = vt_digest_new (kind, bytes);
  if (!copy_bytes (from, source, to, part, sum, cancellable, error))
    return NULL;
  digest = vt_digest_finish (sum);
  blob = vt_hub_cache_blob_path (cache, repo, digest);
  if ((wanted != NULL && !check_digest (repo, source, digest, wanted, error))
      || !vt_disk_publish (to, part, blob, error))
    return NULL;
  return g_steal_pointer (&digest);
}

char *
vt_hub_cache_take (VtHubCache *cache, const char *repo, const char *digest, const char *source,
                   GCancellable *cancellable, GError **error)
{
  g_autofree char *any = vt_hub_cache_blob_path (cache, repo, "x");
  g_autofree char *folder = g_path_get_dirname (any);
  g_autofree char *part = g_strdup_printf ("%s/taken-%08x%08x.incomplete", folder, g_random_int (), g_random_int ());
  vt_autofd int from = vt_disk_open (source, O_RDONLY, error);
  guint64 bytes;
  char *found;

  if (from < 0 || !vt_disk_size (from, source, &bytes, error) || !vt_disk_make_folder (folder, error)
      || !vt_disk_check_space (folder, bytes, error))
    return NULL;
  found = copy_blob (cache, repo, from, source, part, digest, cancellable, error);
  if (found == NULL)
    g_unlink (part);
  return found;
}

/* Within one disk; the bytes are looked at before. */
static gboolean
move_blob (const char *repo, const char *digest, const char *source, const char *blob, GCancellable *cancellable,
           gboolean *moved, GError **error)
{
  g_autofree char *sum = NULL;
  VtDigestKind kind;
  vt_autofd int fd = -1;

  g_return_val_if_fail (vt_digest_kind_of (digest, &kind), FALSE);
  sum = vt_digest_file (source, kind, cancellable, NULL, NULL, error);
  if (sum == NULL || !check_digest (repo, source, sum, digest, error))
    return FALSE;
  fd = vt_disk_open (source, O_RDONLY, error);
  if (fd < 0 || !vt_disk_make_parent (blob, error))
    return FALSE;
  *moved = vt_disk_publish (fd, source, blob, NULL);
  return TRUE;
}

gboolean
vt_hub_cache_store (VtHubCache *cache, const char *repo, const char *digest, const char *source,
                    gboolean move, GCancellable *cancellable, GError **error)
{
  g_autofree char *blob = vt_hub_cache_blob_path (cache, repo, digest);
  g_autofree char *lock = vt_hub_cache_lock_path (cache, repo, digest);
  g_autofree char *taken = NULL;
  gboolean moved = FALSE;
  vt_autofd int held = -1;

  held = vt_disk_lock (lock, cancellable, error);
  if (held < 0)
    return FALSE;
  if (g_file_test (blob, G_FILE_TEST_EXISTS))
    return TRUE;
  if (move && !move_blob (repo, digest, source, blob, cancellable, &moved, error))
    return FALSE;
  if (moved)
    return TRUE;
  taken = vt_hub_cache_take (cache, repo, digest, source, cancellable, error);
  if (taken != NULL && move)
    g_unlink (source);
  return taken != NULL;
}
