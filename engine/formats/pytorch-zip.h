/* pytorch-zip.h: where the files in a zip archive lie, those that are not
 * compressed. Internal to the reader of PyTorch's files.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "engine/formats/mapping.h"

G_BEGIN_DECLS

typedef struct
{
  guint64 offset, size;
} VtZipEntry;

/* (element-type utf8 VtZipEntry): by the names without their first folder;
 * %NULL with VT_ERROR_CORRUPT or VT_ERROR_UNSUPPORTED. */
GHashTable *vt_pytorch_read_zip (const VtMapping *file, GError **error);

G_END_DECLS
