/* cache-private.h: what the files of the cache share.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "hub/cache.h"

G_BEGIN_DECLS

/* Returns: (transfer full): the files below @folder whose bytes are there, as
 * paths relative to it, sorted. Folders deeper than eight are left out, and
 * folders that are links are not entered. */
GStrv vt_hub_cache_walk (const char *folder);

/* Returns: (transfer full): names in a folder, hidden ones not, sorted. */
GStrv vt_hub_cache_names (const char *folder);

/* Returns: (transfer full): one repository as vt_hub_cache_list() has it; %NULL with
 * %VT_ERROR_NOT_FOUND. */
VtHubCachedRepo *vt_hub_cache_find (VtHubCache *cache, const char *repo, GError **error);

/* For g_ptr_array_sort() on an array of names. */
int vt_hub_compare_names (gconstpointer a, gconstpointer b);

G_END_DECLS
