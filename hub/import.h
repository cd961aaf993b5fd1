/* import.h: models from a folder, a USB stick or another computer's cache into our own.
 *
 * Two kinds of places are understood:
 *
 * - a Hub cache, or one repository of it (`models--OWNER--NAME`), as huggingface_hub or
 *   Vitrine made it, also where a disk without links holds files in their place. Each
 *   snapshot is taken whole or not at all; every file whose name says its hash is checked;
 *   branches that are known here stay where they are.
 * - a model as it is: a file, or a folder with a configuration or weights in it. It gets the
 *   name `local/NAME` and a commit that is made of its content, so that taking it twice
 *   changes nothing.
 *
 * Links are followed only to what lies within the place. Copies are hashed while they are
 * written and get their names when they are whole: a stick that is pulled out leaves nothing
 * half.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "hub/cache.h"

G_BEGIN_DECLS

/**
 * VtHubImport:
 * @repos: (element-type utf8): what is here now, whether it came or was here before
 * @n_files: files that were copied
 * @bytes: that they have
 * @failures: (element-type utf8): a sentence for each snapshot that could not be taken
 */
typedef struct
{
  GPtrArray *repos;
  guint n_files;
  guint64 bytes;
  GPtrArray *failures;
} VtHubImport;

void vt_hub_import_free (VtHubImport *import);

/**
 * vt_hub_import:
 * @path: a file or folder
 * @progress: (nullable) (scope call): over all bytes
 *
 * Blocks: for a worker thread.
 *
 * Returns: (transfer full): what came, or %NULL with %VT_ERROR_NOT_FOUND (there is no model),
 *   %VT_ERROR_NO_SPACE or %G_IO_ERROR_CANCELLED; where there are several repositories, one
 *   that is damaged is a failure among the others
 */
VtHubImport *vt_hub_import (VtHubCache *cache, const char *path, GCancellable *cancellable, VtBytesFunc progress,
                            gpointer data, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (VtHubImport, vt_hub_import_free)

G_END_DECLS
