/* part.h: what has come of one large file that several streams bring at once.
 *
 * The bytes stand at their places in PATH, a file with holes, which is cut into
 * pieces; behind them stands a map that says how much of each piece is there,
 * counted from its beginning:
 *
 *     bytes of the file | "VTPARTS1" | piece size, u32 | pieces, u32 | u32 for each piece
 *
 * in little-endian order. The map is written after the bytes it speaks of, so a
 * program that is killed loses what it had in its hands and nothing else. After a
 * power cut the map may promise too much; the file's checksum finds that.
 *
 * A piece belongs to whoever took it; so any number of threads may write at
 * once, each where it took. Everything else may be called from any thread.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct _VtHubPart VtHubPart;

/**
 * vt_hub_part_open:
 * @path: where it is, or is to be
 * @plain: (nullable): a file that holds only the beginning, of a program that knew no
 *   pieces; it is taken over where there is no @path yet
 * @bytes: of the whole file, at least 1
 * @piece_bytes: of a piece, for a part that is new; at least 4096
 *
 * Goes on with what is there. A part of another length, or whose map is damaged,
 * is begun anew.
 */
VtHubPart *vt_hub_part_open (const char *path, const char *plain, guint64 bytes, guint32 piece_bytes, GError **error);
void vt_hub_part_free (VtHubPart *self);

/* Bytes that are there. */
guint64 vt_hub_part_have (VtHubPart *self);

/* Bytes that are there from the beginning on without a gap. */
guint64 vt_hub_part_prefix (VtHubPart *self);

/**
 * vt_hub_part_take:
 * @start: (out): the first byte that is missing
 * @end: (out): the byte after the last
 *
 * Takes the first piece that is not whole and not taken: it is the caller's until it is whole
 * or vt_hub_part_leave() is called.
 *
 * Returns: %FALSE if there is none
 */
gboolean vt_hub_part_take (VtHubPart *self, guint64 *start, guint64 *end);

/* Gives back a piece that was taken; @at lies in it. */
void vt_hub_part_leave (VtHubPart *self, guint64 at);

/* How many pieces somebody could still take. */
guint vt_hub_part_open_pieces (VtHubPart *self);

/**
 * vt_hub_part_write:
 * @at: where the bytes belong; their pieces must be the caller's, and up to @at nothing
 *   of the first may be missing
 *
 * Writes of the bytes what is not there yet.
 */
gboolean vt_hub_part_write (VtHubPart *self, guint64 at, const guint8 *bytes, gsize n, GError **error);

/* Reads bytes of the prefix: at most @n, 0 at its end, -1 with an error. */
gssize vt_hub_part_read (VtHubPart *self, guint64 at, guint8 *bytes, gsize n, GError **error);

/* Cuts the map off and gives the file, which must be whole, the name @path, durably. */
gboolean vt_hub_part_publish (VtHubPart *self, const char *path, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (VtHubPart, vt_hub_part_free)

G_END_DECLS
