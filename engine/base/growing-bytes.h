/* growing-bytes.h: bytes that grow at their end while others keep what they were.
 *
 * Every piece that was given out stays as it is and costs nothing. Up to a size
 * the bytes lie in memory: pieces share it as long as there is room behind them,
 * then all move to twice the room. Beyond that size they lie in a file that has
 * no name, in the user's cache, and pieces are mappings of it; so many hours of
 * sound take no more memory than a few minutes, and nothing is left behind by a
 * program that dies.
 *
 * One thread at a time; pieces may be used by any.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct _VtGrowingBytes VtGrowingBytes;

/* @in_memory: bytes up to which no file is used. */
VtGrowingBytes *vt_growing_bytes_new (gsize in_memory);
void vt_growing_bytes_free (VtGrowingBytes *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (VtGrowingBytes, vt_growing_bytes_free)

/* Whether @n bytes altogether would find room: VT_ERROR_NO_SPACE where the disk has
 * less left. That it has enough now is no promise. */
gboolean vt_growing_bytes_expect (VtGrowingBytes *self, guint64 n, GError **error);

/**
 * vt_growing_bytes_append:
 * @data: (nullable): zeros where it is %NULL
 *
 * Returns: %FALSE with VT_ERROR_NO_SPACE or VT_ERROR_FAILED where the file cannot
 *   be made or written
 */
gboolean vt_growing_bytes_append (VtGrowingBytes *self, gconstpointer data, gsize n, GError **error);

gsize vt_growing_bytes_length (const VtGrowingBytes *self);

/* All there is now, aligned for any type; transfer full. VT_ERROR_NO_MEMORY where
 * there is no room for the mapping. */
GBytes *vt_growing_bytes_get (VtGrowingBytes *self, GError **error);

G_END_DECLS
