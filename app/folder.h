/* folder.h: whole folders: removed and copied.
 *
 * All of it blocks on the disk; any thread.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Deletes a file, a link itself, or a folder with all that is in it; what cannot
 * be deleted stays. */
void vt_folder_remove (const char *path);

/**
 * vt_folder_copy:
 * @from: a folder; links in it and hidden files are left out
 * @to: must not be there; is there whole or not at all
 */
gboolean vt_folder_copy (const char *from, const char *to, GCancellable *cancellable, GError **error);

G_END_DECLS
