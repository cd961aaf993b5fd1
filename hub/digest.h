/* digest.h: the two names that the Hub gives to a file's content.
 *
 * A big file (kept by git LFS) is named by its SHA-256, 64 digits; a small one
 * by its git blob hash, 40 digits: SHA-1 over "blob LENGTH\0" and the content.
 * Both are computed as the bytes stream by, with nettle, which uses the
 * processor's own SHA instructions: a fifth of the time that GChecksum takes.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef enum
{
  VT_DIGEST_SHA256,
  VT_DIGEST_GIT_BLOB,
} VtDigestKind;

/**
 * VtBytesFunc:
 * @done: bytes so far
 * @total: bytes in all, or 0 where that is not known
 *
 * Progress, called on the thread that works, some tens of times a second at most.
 */
typedef void (*VtBytesFunc) (guint64 done, guint64 total, gpointer data);

/**
 * vt_digest_kind_of:
 * @name: a blob's name
 * @kind: (out): how it was computed
 *
 * Returns: %TRUE if @name is 64 or 40 lower-case hexadecimal digits
 */
gboolean vt_digest_kind_of (const char *name, VtDigestKind *kind);

typedef struct _VtDigest VtDigest;

/**
 * vt_digest_new:
 * @bytes: the length of the content to come (it is part of a git blob's hash)
 *
 * Returns: (transfer full): a digest to be fed with the content; of one thread
 */
VtDigest *vt_digest_new (VtDigestKind kind, guint64 bytes);
void vt_digest_free (VtDigest *digest);
void vt_digest_update (VtDigest *digest, gconstpointer content, gsize size);

/* Ends it: lower-case hexadecimal digits, transfer full; it cannot be fed after that. */
char *vt_digest_finish (VtDigest *digest);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (VtDigest, vt_digest_free)

/**
 * vt_digest_file:
 * @progress: (nullable) (scope call): told how far it has come
 *
 * Reads the whole file; blocks, so call it from a worker thread.
 *
 * Returns: (transfer full): lower-case hexadecimal digits, or %NULL with the
 *   reason (%G_IO_ERROR_CANCELLED, or one of the file system)
 */
char *vt_digest_file (const char *path, VtDigestKind kind, GCancellable *cancellable,
                      VtBytesFunc progress, gpointer data, GError **error);

G_END_DECLS
