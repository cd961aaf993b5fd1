/* space-save.h: a space's texts onto the disk, whole or not at all.
 *
 * Thread-safe; blocks on the disk.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * vt_space_save_texts:
 * @folder: made where it is missing
 * @json: space.json
 * @readme: README.md
 *
 * Both are written beside their places and brought onto the disk before the
 * first takes its place, so that a full disk leaves the old ones as they were.
 *
 * Returns: %FALSE with %VT_ERROR_NO_SPACE, %VT_ERROR_DENIED for a place that
 *   cannot be written, or %VT_ERROR_FAILED
 */
gboolean vt_space_save_texts (const char *folder, const char *json, const char *readme, GError **error);

/**
 * vt_space_copy_files:
 *
 * Copies what else lies in the space's folder @from (its assets, its notes in
 * other languages) into @to, which is made where it is missing. Links are left
 * out, and so is what begins with a dot.
 */
gboolean vt_space_copy_files (const char *from, const char *to, GError **error);

/* Copies a file with its content to @to, whose folder is made where it is missing; it is
 * there whole or not at all. Errors: those of vt_space_save_texts(). */
gboolean vt_space_copy_file (const char *from, const char *to, GError **error);

/* The folder of the person's own spaces, and in it one named for @title that is
 * not there yet; transfer full. */
char *vt_space_own_folder (void);
char *vt_space_own_path (const char *title);

/* Writes @text at @path: whole, on the disk, or not at all. */
gboolean vt_write_durably (const char *path, const char *text, gsize size, GError **error);

G_END_DECLS
