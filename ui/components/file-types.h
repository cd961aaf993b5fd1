/* file-types.h: which files a component takes, as its property "file_types" says.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gio/gio.h>

#include "app/space-component.h"

G_BEGIN_DECLS

/* Patterns and MIME types for vt_files_open(), "*.csv" and "image/" + "*"; %NULL
 * for all files. Transfer full. */
char **vt_file_types_read (const VtSpaceComponent *component);

/* Whether a file's name is one of them. */
gboolean vt_file_types_match (char **types, const char *path);

/* The local paths of @files that match, at most @most; transfer full. */
GPtrArray *vt_file_types_pick (char **types, GListModel *files, guint most);

/* Several paths as a list of files, or a single one, or none of them as nothing. */
VtValue *vt_file_value_new (GPtrArray *paths, gboolean several);

/* The paths in @value, which may be a file, or a list of files; transfer full. */
GPtrArray *vt_file_value_paths (VtValue *value);

G_END_DECLS
