/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/vulkan/pipeline-cache.h"

#include <glib/gstdio.h>
#include <string.h>

#define MAGIC "VTPIPES1"
#define MAGIC_BYTES 8
#define DIGEST 32
/* magic, key, digest of the data; the data are what is left */
#define HEADER (MAGIC_BYTES + VT_VK_CACHE_KEY + DIGEST)

static void
digest_of (const guint8 *data, gsize size, guint8 digest[DIGEST])
{
  g_autoptr(GChecksum) sum = g_checksum_new (G_CHECKSUM_SHA256);
  gsize n = DIGEST;

  g_checksum_update (sum, data, (gssize) size);
  g_checksum_get_digest (sum, digest, &n);
}

const guint8 *
vt_vk_cache_unpack (const guint8 *bytes, gsize size, const guint8 key[VT_VK_CACHE_KEY], gsize *data_size)
{
  guint8 digest[DIGEST];

  if (size < HEADER || size - HEADER > VT_VK_CACHE_MOST || memcmp (bytes, MAGIC, MAGIC_BYTES) != 0 ||
      memcmp (bytes + MAGIC_BYTES, key, VT_VK_CACHE_KEY) != 0)
    return NULL;
  digest_of (bytes + HEADER, size - HEADER, digest);
  if (memcmp (digest, bytes + MAGIC_BYTES + VT_VK_CACHE_KEY, DIGEST) != 0)
    return NULL;
  *data_size = size - HEADER;
  return bytes + HEADER;
}

GByteArray *
vt_vk_cache_pack (const guint8 key[VT_VK_CACHE_KEY], const guint8 *data, gsize size)
{
  GByteArray *bytes = g_byte_array_sized_new ((guint) (HEADER + size));
  guint8 digest[DIGEST];

  digest_of (data, size, digest);
  g_byte_array_append (bytes, (const guint8 *) MAGIC, MAGIC_BYTES);
  g_byte_array_append (bytes, key, VT_VK_CACHE_KEY);
  g_byte_array_append (bytes, digest, DIGEST);
  g_byte_array_append (bytes, data, (guint) size);
  return bytes;
}

void
vt_vk_cache_file_clear (VtVkCacheFile *file)
{
  g_clear_pointer (&file->path, g_free);
}

/* The bytes of @path if it is a file of a bearable size. */
static char *
read_file (const char *path, gsize *size)
{
  GStatBuf info;
  char *bytes = NULL;

  if (path == NULL || g_stat (path, &info) != 0 || !S_ISREG (info.st_mode) || info.st_size > HEADER + (goffset) VT_VK_CACHE_MOST)
    return NULL;
  return g_file_get_contents (path, &bytes, size, NULL) ? bytes : NULL;
}

GByteArray *
vt_vk_cache_file_read (VtVkCacheFile *file)
{
  GByteArray *data = g_byte_array_new ();
  gsize size = 0, data_size;
  g_autofree char *bytes = read_file (file->path, &size);
  const guint8 *found = bytes != NULL ? vt_vk_cache_unpack ((const guint8 *) bytes, size, file->key, &data_size) : NULL;

  if (found == NULL)
    return data;
  digest_of (found, data_size, file->digest);
  return g_byte_array_append (data, found, (guint) data_size);
}

void
vt_vk_cache_file_write (VtVkCacheFile *file, const guint8 *data, gsize size)
{
  g_autofree char *folder = file->path != NULL ? g_path_get_dirname (file->path) : NULL;
  g_autoptr(GByteArray) bytes = NULL;
  g_autoptr(GError) error = NULL;
  guint8 digest[DIGEST];

  if (folder == NULL)
    return;
  if (size > VT_VK_CACHE_MOST)
    {
      g_unlink (file->path);
      return;
    }
  digest_of (data, size, digest);
  if (memcmp (digest, file->digest, DIGEST) == 0)
    return;
  bytes = vt_vk_cache_pack (file->key, data, size);
  if (g_mkdir_with_parents (folder, 0700) != 0 ||
      !g_file_set_contents_full (file->path, (const char *) bytes->data, (gssize) bytes->len,
                                 G_FILE_SET_CONTENTS_CONSISTENT, 0600, &error))
    {
      g_debug ("%s is not kept: %s", file->path, error != NULL ? error->message : "its folder cannot be made");
      return;
    }
  memcpy (file->digest, digest, DIGEST);
}
