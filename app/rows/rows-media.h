/* rows-media.h: the pictures and sounds of rows, and rows as files of one's own.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "app/rows/rows.h"
#include "app/table.h"

G_BEGIN_DECLS

/* The most bytes of one picture or sound. */
#define VT_ROWS_MEDIA_MAX (256u << 20)

/**
 * vt_rows_load_media:
 * @client: (nullable): asks for what is at an address
 *
 * Blocks.
 *
 * Returns: (transfer full): the file that the cell is, its content; %NULL with VT_ERROR_NOT_FOUND where
 *   the cell is empty, VT_ERROR_LIMIT, or an error of the disk or the network
 */
GBytes *vt_rows_load_media (const VtRowsCell *cell, VtHubClient *client, GCancellable *cancellable, GError **error);

/**
 * vt_rows_export:
 * @folder: is made; what is there under the names that are needed is replaced
 *
 * Writes rows as `table.csv`, their pictures and sounds beside it, which the table then names:
 * for spaces, spreadsheets and other programs. Blocks.
 *
 * Returns: the number of rows; -1 with an error
 */
gint64 vt_rows_export (VtRows *rows, gint64 first, guint n, const char *folder, VtHubClient *client, GCancellable *cancellable,
                       GError **error);

/**
 * vt_rows_take:
 * @folder: where pictures and sounds go; made where it is missing
 *
 * The rows as a table of texts, which names pictures and sounds by their whole paths. Blocks.
 *
 * Returns: (transfer full): as vt_rows_export()
 */
VtTable *vt_rows_take (VtRows *rows, gint64 first, guint n, const char *folder, VtHubClient *client, GCancellable *cancellable,
                       GError **error);

/* Of a table that was read from @folder: the names of pictures and sounds that lie there become whole
 * paths, so that they are found wherever the table goes. Blocks. */
void vt_rows_find_files (VtTable *table, const char *folder);

/* Writes the cell's file as NAME with the ending that it should have: its path; transfer full. */
char *vt_rows_save_media (const VtRowsCell *cell, const char *folder, const char *name, VtHubClient *client,
                          GCancellable *cancellable, GError **error);

G_END_DECLS
