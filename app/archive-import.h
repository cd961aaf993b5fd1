/* archive-import.h: the models that a .vitrine file brings along, into the library.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "app/model-library.h"

G_BEGIN_DECLS

/* Bytes so far and in all, in the caller's main context, a few times a second. */
typedef void (*VtImportFunc) (guint64 done, guint64 total, gpointer data);

/**
 * vt_archive_import_async:
 * @path: a .vitrine file
 * @progress: (nullable): told with @data, not after @callback; never where nothing is to be done
 *
 * vt_space_archive_import_models() in a thread. The library then tells of each
 * model that has come by its signal "changed".
 */
void vt_archive_import_async (VtModelLibrary *library, const char *path, GCancellable *cancellable,
                              VtImportFunc progress, GAsyncReadyCallback callback, gpointer data);

/* How many models have come, besides those that were here; -1 with an error. */
int vt_archive_import_finish (GAsyncResult *result, GError **error);

G_END_DECLS
