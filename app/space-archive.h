/* space-archive.h: a space in one file, NAME.vitrine, to be given away.
 *
 * The file is a zip: README.md, space.json and all else that lies in the space's
 * folder, under the same names; any program that reads zip files shows what is in
 * it. With models inside, for rooms without a network, it holds besides
 *
 *     models/index.json   {"models": [{"reference", "repo", "commit", "revision",
 *                          "files": [{"name", "digest", "bytes"}]}]}
 *     models/DIGEST       a file's bytes, as they are, named as in the Hub's cache
 *
 * All functions block on the disk, may be called from any thread, and need
 * little memory whatever the file holds. What comes out of a file of others is
 * checked (archive-reader.h); nothing is left behind where it is refused.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "hub/cache.h"

G_BEGIN_DECLS

#define VT_SPACE_ARCHIVE_SUFFIX ".vitrine"
#define VT_SPACE_ARCHIVE_MIME_TYPE "application/x-vitrine"

/**
 * vt_space_archive_write:
 * @folder: the space's folder, as it was saved last
 * @path: the file to make, or to replace once the new one is whole
 * @models: (nullable): take the models of the space along, from this cache
 * @progress: (nullable) (scope call): in bytes, on this thread
 *
 * Leaves out hidden files. Two files of the same content differ in nothing but
 * their times.
 *
 * Returns: %FALSE with VT_ERROR_INVALID (the folder holds a link, or a model is
 *   a file of this computer alone), VT_ERROR_NOT_FOUND (a model is not here),
 *   VT_ERROR_NO_SPACE, %G_IO_ERROR_CANCELLED or what vt_space_load() says
 */
gboolean vt_space_archive_write (const char *folder, const char *path, VtHubCache *models, GCancellable *cancellable,
                                 VtBytesFunc progress, gpointer data, GError **error);

/**
 * vt_space_archive_unpack:
 * @path: a file
 * @folder: where to; must not be there yet
 *
 * Takes out everything but the models; @folder is there whole or not at all.
 * Files that were packed with their folder around them are found as well.
 *
 * Returns: %FALSE with VT_ERROR_CORRUPT, VT_ERROR_LIMIT, VT_ERROR_NO_SPACE,
 *   VT_ERROR_INVALID (@folder is there) or %G_IO_ERROR_CANCELLED
 */
gboolean vt_space_archive_unpack (const char *path, const char *folder, GCancellable *cancellable, GError **error);

/**
 * vt_space_archive_open:
 *
 * Unpacks the file into the person's cache, under a name made of its content and
 * its own name, so that it is there once however often it is opened. What was
 * not opened for a month leaves.
 *
 * Returns: (transfer full): the folder; it is not the person's to change
 */
char *vt_space_archive_open (const char *path, GCancellable *cancellable, GError **error);

/* Whether the folder is one that vt_space_archive_open() made. */
gboolean vt_space_archive_is_opened (const char *folder);

/**
 * VtSpaceArchiveModel: a model in the file.
 * @reference: as the space names it
 * @bytes: of its files
 */
typedef struct
{
  char *reference;
  guint64 bytes;
  /*< private >*/
  char *repo;
  char *commit;
  char *revision;
  GPtrArray *files;
} VtSpaceArchiveModel;

/**
 * vt_space_archive_list_models:
 *
 * Returns: (transfer full) (element-type VtSpaceArchiveModel): empty where there are none
 */
GPtrArray *vt_space_archive_list_models (const char *path, GError **error);

/**
 * vt_space_archive_import_models:
 * @cache: where to
 * @progress: (nullable) (scope call): in bytes, on this thread
 *
 * Takes the models in the file that are not in the cache yet into it, each file
 * only if its bytes hash to its name; and of the models that the program knows,
 * only the bytes that it knows.
 *
 * Returns: %FALSE with VT_ERROR_CORRUPT, VT_ERROR_NO_SPACE, %G_IO_ERROR_CANCELLED
 */
gboolean vt_space_archive_import_models (const char *path, VtHubCache *cache, GCancellable *cancellable,
                                         VtBytesFunc progress, gpointer data, GError **error);

G_END_DECLS
