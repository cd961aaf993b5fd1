/* cache.h: the Hub's cache on this computer.
 *
 * The layout is that of huggingface_hub, so that both programs share every file:
 *
 *     DIR/models--OWNER--NAME/blobs/DIGEST            the bytes, once
 *     DIR/models--OWNER--NAME/refs/REVISION           holds the commit
 *     DIR/models--OWNER--NAME/snapshots/COMMIT/PATH   → ../../blobs/DIGEST
 *     DIR/.locks/models--OWNER--NAME/DIGEST.lock
 *
 * A blob may itself be a link into a store shared by repositories,
 * DIR/blobs/2 HEX/HASH; reading follows both, removing deletes only what no
 * link needs any more.
 *
 * Any thread may use a #VtHubCache. All
 * functions block on the disk; those that read whole files take a #GCancellable
 * and belong on a worker thread.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "hub/digest.h"
#include "hub/reference.h"

G_BEGIN_DECLS

typedef struct _VtHubCache VtHubCache;

/**
 * vt_hub_cache_new:
 * @dir: (nullable): the folder, or %NULL for the one that the environment names
 *
 * Makes nothing on disk.
 */
VtHubCache *vt_hub_cache_new (const char *dir);
VtHubCache *vt_hub_cache_ref (VtHubCache *cache);
void vt_hub_cache_unref (VtHubCache *cache);

/* Returns: (transfer none): the absolute path of the cache's folder */
const char *vt_hub_cache_get_dir (VtHubCache *cache);

/**
 * vt_hub_cache_set_stores:
 * @dirs: (nullable) (array zero-terminated=1): further folders of the same layout
 *
 * Folders that are looked in after the cache's own and never written to, as one that a
 * computer room shares. Any thread. The environment's (vt_hub_environment_stores()) are
 * not added by themselves.
 */
void vt_hub_cache_set_stores (VtHubCache *cache, const char *const *dirs);

/* Returns: (transfer full) (element-type VtHubCache): those folders, each as a cache to be read */
GPtrArray *vt_hub_cache_get_stores (VtHubCache *cache);

/* Returns: (transfer full) (nullable): where one of those folders has the blob */
char *vt_hub_cache_stored_blob (VtHubCache *cache, const char *repo, const char *digest);

/* Returns: (transfer full): the folder of repository @repo; it need not exist */
char *vt_hub_cache_repo_dir (VtHubCache *cache, const char *repo);

/* Returns: (transfer full): the path of the blob @digest of @repo; it need not exist */
char *vt_hub_cache_blob_path (VtHubCache *cache, const char *repo, const char *digest);

/* Returns: (transfer full): the path of the lock on the blob @digest of @repo */
char *vt_hub_cache_lock_path (VtHubCache *cache, const char *repo, const char *digest);

/**
 * vt_hub_cache_commit:
 * @revision: a branch, tag or commit
 *
 * Returns: (transfer full) (nullable): the commit that @revision stands for
 *   here, or %NULL if no snapshot of it is in the cache
 */
char *vt_hub_cache_commit (VtHubCache *cache, const char *repo, const char *revision);

/**
 * vt_hub_cache_resolve:
 * @reference: what is wanted
 *
 * The path to use for a model: the named file; or else, where the snapshot has
 * exactly one GGUF model (a split one counts as one, and its first part is
 * given), that file; or else the snapshot's folder.
 *
 * Returns: (transfer full): an absolute path that exists and whose blob exists,
 *   or %NULL with %VT_ERROR_NOT_FOUND (not in the cache) or %VT_ERROR_INVALID
 *   (several GGUF models: their names are in the sentence)
 */
char *vt_hub_cache_resolve (VtHubCache *cache, const VtHubReference *reference, GError **error);

/**
 * VtHubCacheEntry:
 * @repo: the repository
 * @commit: the commit that the file belongs to
 * @revision: (nullable): the branch or tag that @commit is to be known by
 * @name: the file's path in the repository
 * @digest: the blob's name: SHA-256 or git blob hash, see digest.h
 *
 * Where one file belongs in the cache.
 */
typedef struct
{
  const char *repo;
  const char *commit;
  const char *revision;
  const char *name;
  const char *digest;
} VtHubCacheEntry;

/**
 * vt_hub_cache_link:
 *
 * Puts the blob, which must be there, into the snapshot under its name, and
 * lets the revision point at the commit. Doing it again changes nothing.
 */
gboolean vt_hub_cache_link (VtHubCache *cache, const VtHubCacheEntry *entry, GError **error);

/**
 * vt_hub_cache_store:
 * @digest: what the file must hash to; it becomes the blob's name
 * @source: a file on this computer
 * @move: whether @source may be moved instead of copied
 *
 * Takes the bytes of a file into the cache, where they are not there already. They
 * are hashed, and nothing is there unless they are right. vt_hub_cache_link() then gives them a name.
 *
 * Returns: %TRUE, or %FALSE with %VT_ERROR_CORRUPT (other bytes),
 *   %VT_ERROR_NO_SPACE or %G_IO_ERROR_CANCELLED
 */
gboolean vt_hub_cache_store (VtHubCache *cache, const char *repo, const char *digest,
                             const char *source, gboolean move, GCancellable *cancellable,
                             GError **error);

/**
 * vt_hub_cache_take:
 * @digest: (nullable): what the file must hash to; %NULL where nobody knows
 * @source: a file
 *
 * Copies a file into the cache: hashed as it is written, and there under its name only
 * when all of it is.
 *
 * Returns: (transfer full): the blob's name, @digest or the SHA-256; or %NULL as
 *   vt_hub_cache_store() fails
 */
char *vt_hub_cache_take (VtHubCache *cache, const char *repo, const char *digest, const char *source,
                         GCancellable *cancellable, GError **error);

/**
 * VtHubCachedRepo:
 * @repo: `owner/name`
 * @path: its folder
 * @bytes: on disk, each blob once, unfinished downloads included
 * @files: names in its snapshots, sorted, each once
 * @revisions: branches and tags it is known by, sorted
 * @commits: its snapshots, sorted
 */
typedef struct
{
  char *repo;
  char *path;
  guint64 bytes;
  GStrv files;
  GStrv revisions;
  GStrv commits;
} VtHubCachedRepo;

void vt_hub_cached_repo_free (VtHubCachedRepo *repo);

/**
 * vt_hub_cache_list:
 *
 * Returns: (transfer full) (element-type VtHubCachedRepo): every
 *   repository of that kind that has a snapshot, by name; empty if there is no cache yet
 */
GPtrArray *vt_hub_cache_list (VtHubCache *cache, VtHubKind kind);

/**
 * vt_hub_cache_remove:
 * @repo: `owner/name`
 * @freed: (out) (optional): bytes given back to the disk
 *
 * Deletes the repository's folder and its locks. Links are removed, never
 * followed: a shared blob stays for the others (huggingface_hub collects those
 * that nobody uses).
 */
gboolean vt_hub_cache_remove (VtHubCache *cache, const char *repo, guint64 *freed, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (VtHubCache, vt_hub_cache_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (VtHubCachedRepo, vt_hub_cached_repo_free)

G_END_DECLS
