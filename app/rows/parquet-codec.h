/* parquet-codec.h: how the bytes of Parquet's pages are packed.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * vt_parquet_unpack:
 * @codec: the format's number of the compression
 * @size: how many bytes must come out
 *
 * Returns: (transfer full): with g_free(); %NULL with VT_ERROR_CORRUPT, VT_ERROR_UNSUPPORTED or
 *   VT_ERROR_LIMIT
 */
guint8 *vt_parquet_unpack (int codec, const guint8 *data, gsize packed, gsize size, GError **error);

/**
 * vt_parquet_read_runs:
 * @bits: of a number, at most 32
 * @numbers: (array length=n): where they go
 * @used: (out) (optional): how many of the bytes they took
 *
 * Numbers that are written as runs of one value or of bits one after the other: Parquet's
 * “RLE/bit-packed hybrid”.
 *
 * Returns: %FALSE where the bytes do not hold so many
 */
gboolean vt_parquet_read_runs (const guint8 *data, gsize size, guint bits, guint32 *numbers, gsize n, gsize *used);

G_END_DECLS
