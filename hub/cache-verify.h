/* cache-verify.h: is everything in the cache as it was when it came?
 *
 * Disks fail, programs are killed, people edit. A blob's name says what it must
 * hold, so everything can be found out without a network; and what is damaged
 * can be fetched again, file by file.
 *
 * All functions read whole files: they belong on a worker thread.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "hub/client.h"

G_BEGIN_DECLS

/**
 * VtHubDamage:
 * @repo: the repository, see #VtHubReference
 * @commit: (nullable): of the snapshot that has the file
 * @name: (nullable): the file's name there; %NULL for a blob that no snapshot names
 * @digest: what it must hash to
 * @missing: whether there are no bytes at all
 * @blob: the path of the bytes
 *
 * One file that is not what it should be.
 */
typedef struct
{
  char *repo;
  char *commit;
  char *name;
  char *digest;
  gboolean missing;
  char *blob;
} VtHubDamage;

void vt_hub_damage_free (VtHubDamage *damage);

/**
 * VtHubCheck:
 * @n_files: blobs that were looked at
 * @bytes: that they have
 * @damages: (element-type VtHubDamage): what is wrong
 */
typedef struct
{
  guint n_files;
  guint64 bytes;
  GPtrArray *damages;
} VtHubCheck;

void vt_hub_check_free (VtHubCheck *check);

/**
 * vt_hub_cache_check:
 * @repo: (nullable): one repository, or %NULL for all, of every kind
 * @progress: (nullable) (scope call): over all bytes
 *
 * Reads every blob and compares it with its name, and finds links to nothing. A file that
 * cannot be read counts as damaged. Unfinished downloads are left alone.
 *
 * Returns: (transfer full): what was found, or %NULL with %VT_ERROR_NOT_FOUND or
 *   %G_IO_ERROR_CANCELLED
 */
VtHubCheck *vt_hub_cache_check (VtHubCache *cache, const char *repo, GCancellable *cancellable, VtBytesFunc progress,
                                gpointer data, GError **error);

/**
 * vt_hub_cache_verify:
 * @repo: `owner/name`
 *
 * vt_hub_cache_check() of one repository, for who wants a yes or a no.
 *
 * Returns: %TRUE if all is well, or %FALSE with %VT_ERROR_CORRUPT naming the
 *   first file that is not, %VT_ERROR_NOT_FOUND or %G_IO_ERROR_CANCELLED
 */
gboolean vt_hub_cache_verify (VtHubCache *cache, const char *repo, GCancellable *cancellable,
                              VtBytesFunc progress, gpointer data, GError **error);

/**
 * vt_hub_cache_repair:
 * @damages: (element-type VtHubDamage): of @client's cache
 * @progress: (nullable) (scope call): over all bytes that come
 *
 * Fetches the files again, each of the commit that it belongs to. What was there is set
 * aside meanwhile, and is back in its place if nothing comes. Blobs that no snapshot names
 * are deleted.
 *
 * Returns: %FALSE with the client's error; what has been mended until then stays so
 */
gboolean vt_hub_cache_repair (VtHubClient *client, GPtrArray *damages, GCancellable *cancellable, VtBytesFunc progress,
                              gpointer data, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (VtHubDamage, vt_hub_damage_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (VtHubCheck, vt_hub_check_free)

G_END_DECLS
