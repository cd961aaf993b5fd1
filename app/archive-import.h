/* archive-import.h: the models that a .vitrine file brings along, into the library.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "app/model-library.h"

G_BEGIN_DECLS

/**
 * vt_archive_import_async:
 * @path: a .vitrine file
 *
 * vt_space_archive_import_models() in a thread. The library then tells of each
 * model that has come by its signal "changed".
 */
void vt_archive_import_async (VtModelLibrary *library, const char *path, GCancellable *cancellable,
                              GAsyncReadyCallback callback, gpointer data);

/* How many models have come, besides those that were here; -1 with an error. */
int vt_archive_import_finish (GAsyncResult *result, GError **error);

G_END_DECLS
