/* space-assets.h: files that a person chose for a space, into the space's folder, so
 * that whoever gets the space gets them too.
 *
 * A document names a file of the space by a relative path, "assets/cat.png", and
 * one that was only just chosen by where it lies on this computer. What counts
 * are values of components that hold files, and of examples for them.
 *
 * Any thread.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * vt_space_assets_copy:
 * @json: space.json
 * @folder: the space's folder
 *
 * Copies each file that @json names by an absolute path into the folder's assets/,
 * under its own name, or that with a number where another file has it. One that
 * is there already is not copied again, and one that is gone is passed over.
 *
 * Returns: (transfer full) (element-type utf8 utf8): the relative path for each
 *   absolute one; or %NULL with an error of vt_space_copy_file()
 */
GHashTable *vt_space_assets_copy (const char *json, const char *folder, GError **error);

/**
 * vt_space_assets_rename:
 * @names: (element-type utf8 utf8): as vt_space_assets_copy() gave it
 *
 * Returns: (transfer full) (nullable): @json with the new paths; %NULL where nothing changes
 */
char *vt_space_assets_rename (const char *json, GHashTable *names);

G_END_DECLS
