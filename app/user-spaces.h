/* user-spaces.h: the spaces of the person who sits here: a folder in their data
 * folder (vt_space_own_folder()), with one folder or .vitrine file a space.
 *
 * Everything blocks on the disk for a moment, and may be called from any thread.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* (transfer full) (element-type filename): the paths of all that look like spaces,
 * those changed last first. */
GPtrArray *vt_user_spaces_list (void);

/* Whether @path lies in the folder, so that it is the person's to change. */
gboolean vt_user_spaces_contains (const char *path);

/**
 * vt_user_spaces_import:
 * @path: a space: a folder, or a .vitrine file, whose models stay in it
 *
 * Puts a copy of it among the person's spaces, under a name that was free.
 *
 * Returns: (transfer full): the copy's folder
 */
char *vt_user_spaces_import (const char *path, GCancellable *cancellable, GError **error);

/**
 * vt_user_spaces_duplicate:
 * @title: the copy's
 *
 * Returns: (transfer full): the copy's folder among the person's spaces
 */
char *vt_user_spaces_duplicate (const char *path, const char *title, GCancellable *cancellable, GError **error);

/**
 * vt_user_spaces_rename:
 *
 * Gives the space another title. A folder keeps its name, by which others may
 * know it; a file becomes a folder.
 *
 * Returns: (transfer full): where it is now
 */
char *vt_user_spaces_rename (const char *path, const char *title, GError **error);

/* Moves the space to the desktop's trash. Refuses what is not the person's own. */
gboolean vt_user_spaces_trash (const char *path, GError **error);

G_END_DECLS
