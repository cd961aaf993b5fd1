/* archive-reader.h: walks the entries of a zip file that came from anywhere.
 *
 *     while (vt_archive_reader_next (reader, &entry, &error) && entry.name != NULL)
 *       vt_archive_reader_unpack (reader, fd, path, &error);
 *
 * Only regular files and folders under safe relative names are let through; a
 * link, a device, an absolute path, `..`, a name that comes twice, encryption,
 * too many entries, and more bytes than an honest file of that size can hold are
 * errors, and so is every damage that libarchive sees (a cut file, a wrong
 * checksum). Memory stays flat whatever the file holds.
 *
 * A reader is used from one thread and blocks on the disk.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* What an archive of a space may hold at most, besides the models in it. */
#define VT_ARCHIVE_MAX_ENTRIES 20000
#define VT_ARCHIVE_MAX_BYTES ((guint64) 4 << 30)
#define VT_ARCHIVE_MAX_RATIO 100 /* of bytes unpacked to bytes of the file, beyond the first 16 MiB */

typedef struct _VtArchiveReader VtArchiveReader;

/**
 * VtArchiveEntry:
 * @name: (nullable): below the archive's root, with forward slashes and none at
 *   the end; %NULL at the end of the archive. Valid until the next entry.
 * @bytes: unpacked, as the archive claims; what is read is counted besides
 */
typedef struct
{
  const char *name;
  guint64 bytes;
  gboolean is_folder;
} VtArchiveEntry;

/* VT_ERROR_NOT_FOUND, _CORRUPT, _FAILED; every sentence names the file. */
VtArchiveReader *vt_archive_reader_new (const char *path, GError **error);

/* The same of bytes in memory. */
VtArchiveReader *vt_archive_reader_new_for_bytes (GBytes *bytes, GError **error);
void vt_archive_reader_free (VtArchiveReader *self);

/* Bytes of the archive itself. */
guint64 vt_archive_reader_get_size (VtArchiveReader *self);

/**
 * vt_archive_reader_next:
 * @entry: (out): the next entry; its @name is %NULL at the end
 *
 * Returns: %FALSE with VT_ERROR_CORRUPT or VT_ERROR_LIMIT
 */
gboolean vt_archive_reader_next (VtArchiveReader *self, VtArchiveEntry *entry, GError **error);

/* Up to @size bytes of the entry; 0 at its end, -1 with an error. */
gssize vt_archive_reader_read (VtArchiveReader *self, void *buffer, gsize size, GError **error);

/**
 * vt_archive_reader_unpack:
 * @fd: open for writing
 * @path: its name, for messages
 * @sum: (nullable): fed with the bytes as well
 *
 * Writes the rest of the entry into @fd.
 */
gboolean vt_archive_reader_unpack (VtArchiveReader *self, int fd, const char *path, GChecksum *sum,
                                   GCancellable *cancellable, GError **error);

/* The rest of the entry as a text with a NUL after it, at most @most bytes of it. */
char *vt_archive_reader_read_text (VtArchiveReader *self, gsize most, gsize *size, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (VtArchiveReader, vt_archive_reader_free)

G_END_DECLS
