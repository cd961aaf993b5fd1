/* hash.h: a hash of bytes with a seed, so that no file can be made to collide.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* FNV-1a, then an avalanche by the seed. */
static inline guint64
vt_hash_bytes (guint64 seed, const char *bytes, gsize length)
{
  guint64 hash = seed ^ 0xcbf29ce484222325u;

  for (gsize i = 0; i < length; i++)
    hash = (hash ^ (guint8) bytes[i]) * 0x100000001b3u;
  hash ^= hash >> 32;
  hash *= seed | 1;
  return hash ^ hash >> 29;
}

static inline guint64
vt_hash_seed (void)
{
  return (guint64) g_random_int () << 32 | g_random_int ();
}

/* The smallest power of two that is at least @n; @n at most 2^31. */
static inline guint32
vt_hash_table_size (guint32 n)
{
  guint32 size = 16;

  while (size < n)
    size *= 2;
  return size;
}

G_END_DECLS
