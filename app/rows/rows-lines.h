/* rows-lines.h: a text file whose records end in line feeds, each found when it is wanted.
 *
 * Where every thousandth begins is remembered, so that one can go back.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct _VtRowsLines VtRowsLines;

/* A byte order mark at its beginning is no part of it. */
VtRowsLines *vt_rows_lines_new (const char *path, GError **error);

/* The same of what a file in @folder holds. */
VtRowsLines *vt_rows_lines_new_for_bytes (GBytes *bytes, const char *folder);
void vt_rows_lines_free (VtRowsLines *self);

/* Between cells of a CSV file, in which a record may have line feeds between quotes; 0, as at
 * first, where every line is a record. Before more than the first is read. */
void vt_rows_lines_set_separator (VtRowsLines *self, char separator);

/* The folder that the file is in; transfer none. */
const char *vt_rows_lines_get_folder (VtRowsLines *self);

/* The number of records, or -1 where the end has not been seen. Looks for the end of files that
 * are not large. */
gint64 vt_rows_lines_count (VtRowsLines *self);

/**
 * vt_rows_lines_read:
 * @text: (out) (transfer none): the record, without its end
 * @size: (out): its bytes
 * @end: (out): whether there is no such record
 */
gboolean vt_rows_lines_read (VtRowsLines *self, gint64 index, const char **text, gsize *size, gboolean *end,
                             GCancellable *cancellable, GError **error);

/* If @name leads to a picture or sound beside the file, its path; transfer full, nullable. */
char *vt_rows_lines_find_file (VtRowsLines *self, const char *name);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (VtRowsLines, vt_rows_lines_free)

G_END_DECLS
