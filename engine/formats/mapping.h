/* mapping.h: a file mapped into memory, read-only.
 *
 * Weights are never read into buffers: every tensor points into one of these.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * VtMapping:
 * @path: the file as it was named to vt_mapping_open()
 * @data: its bytes, page-aligned; valid as long as a reference is held
 * @size: how many, never 0
 *
 * All fields are read-only. May be shared by threads: the count is atomic.
 * If another program shortens the file meanwhile, reading the lost part raises
 * SIGBUS, as with every mapped file.
 */
typedef struct
{
  char *path;
  const guint8 *data;
  gsize size;
  /*< private >*/
  gatomicrefcount refs;
  gboolean copied;
} VtMapping;

/**
 * vt_mapping_open:
 * @path: a regular file
 * @error: return location for an error
 *
 * Maps a whole file. Nothing is read yet: the pages arrive as they are touched.
 *
 * Returns: (transfer full): the mapping, or %NULL with %VT_ERROR_NOT_FOUND
 *   (no such file), %VT_ERROR_DENIED (may not be read), %VT_ERROR_CORRUPT
 *   (empty) or %VT_ERROR_FAILED (a folder, or the system refused)
 */
VtMapping *vt_mapping_open (const char *path, GError **error);

/**
 * vt_mapping_new_copy:
 * @path: what messages shall call it
 * @size: not 0
 *
 * The same for bytes in memory, for tests and generated weights.
 *
 * Returns: (transfer full): a mapping of a copy of @data, aligned to 16 bytes
 */
VtMapping *vt_mapping_new_copy (const char *path, const void *data, gsize size);

VtMapping *vt_mapping_ref (VtMapping *self);

void vt_mapping_unref (VtMapping *self);

/**
 * vt_mapping_contains:
 *
 * Returns: whether @length bytes from @offset lie inside the file
 */
static inline gboolean
vt_mapping_contains (const VtMapping *self, guint64 offset, guint64 length)
{
  return offset <= self->size && length <= self->size - offset;
}

/* Tells the system that @length bytes from @offset will hardly be read again, so
 * that they need no memory; they are there as before. For weights that were copied. */
void vt_mapping_forget (VtMapping *self, gsize offset, gsize length);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (VtMapping, vt_mapping_unref)

G_END_DECLS
