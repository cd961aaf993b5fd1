/* pipeline-cache.h: what a driver has made of the kernels, kept in the user's cache, so
 * that a start does not wait for a compiler again. Drivers keep caches of their own, but
 * not all do, and some forget.
 *
 * One file a device. It counts only if it is whole and was written for the same
 * device, driver and kernels; whatever else lies there is as good as no file. What cannot
 * be written is not kept, and nobody is told.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Bytes of what a driver may have kept; more is thrown away and gathered anew. */
#define VT_VK_CACHE_MOST (64u << 20)

#define VT_VK_CACHE_KEY 32

/**
 * VtVkCacheFile:
 * @path: where it lies; %NULL for nowhere
 * @key: of device, driver and kernels
 * @digest: of the data that @path is known to hold
 */
typedef struct
{
  char *path;
  guint8 key[VT_VK_CACHE_KEY];
  guint8 digest[32];
} VtVkCacheFile;

void vt_vk_cache_file_clear (VtVkCacheFile *file);

/* The driver's data as it was kept, or an empty array (transfer full). */
GByteArray *vt_vk_cache_file_read (VtVkCacheFile *file);

/* Keeps @data, unless it is there already. */
void vt_vk_cache_file_write (VtVkCacheFile *file, const guint8 *data, gsize size);

/* Where the data of a whole file with @key are in its @size bytes, and how many in
 * @data_size; %NULL for any other bytes. */
const guint8 *vt_vk_cache_unpack (const guint8 *bytes, gsize size, const guint8 key[VT_VK_CACHE_KEY], gsize *data_size);

/* The bytes of a file (transfer full). */
GByteArray *vt_vk_cache_pack (const guint8 key[VT_VK_CACHE_KEY], const guint8 *data, gsize size);

G_END_DECLS
