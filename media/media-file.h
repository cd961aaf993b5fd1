/* media-file.h: what is checked of a file before its content is looked at; for
 * media only.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * vt_media_file_check:
 * @size: (out): in bytes, above 0
 *
 * That it is there, can be read, is a file and not a folder or a pipe, and is
 * not empty. Blocks as the disk does; any thread.
 */
gboolean vt_media_file_check (const char *path, goffset *size, GError **error);

/* As people read it in a sentence; transfer full. */
char *vt_media_file_name (const char *path);

/* A name beside @path to write into first, so that nothing half written stands under it. Transfer full. */
char *vt_media_file_part (const char *path);

/* Puts the written part in its place, or takes it away where @good is %FALSE, and then returns %FALSE. */
gboolean vt_media_file_finish (const char *part, const char *path, gboolean good, GError **error);

G_END_DECLS
