/* space-archive-private.h: what the files of app/space-archive share.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "app/space-archive.h"
#include "engine/formats/json-write.h"

G_BEGIN_DECLS

#define VT_SPACE_ARCHIVE_MODELS "models/"
#define VT_SPACE_ARCHIVE_INDEX "models/index.json"

/* One file of a model: its name in the repository, and its blob's. */
typedef struct
{
  char *name;
  char *digest;
  char *path; /* where its bytes are; of files that are to be written only */
  guint64 bytes;
} VtSpaceArchiveFile;

void vt_space_archive_model_free (VtSpaceArchiveModel *model);

/* The space's models as they are in the cache; (element-type VtSpaceArchiveModel). */
GPtrArray *vt_space_archive_find_models (const char *const *references, VtHubCache *cache, GError **error);

/* models/index.json; transfer full. */
char *vt_space_archive_write_index (GPtrArray *models);
GPtrArray *vt_space_archive_read_index (const char *text, gsize size, GError **error);

G_END_DECLS
