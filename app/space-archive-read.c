/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <utime.h>

#include "app/archive-reader.h"
#include "app/folder.h"
#include "app/space-archive-private.h"
#include "engine/base/error.h"
#include "hub/disk.h"

#define KEEP_SECONDS (30 * 24 * 3600)

static gboolean
is_model (const char *name)
{
  return g_str_has_prefix (name, VT_SPACE_ARCHIVE_MODELS) || strcmp (name, "models") == 0;
}

/* What some computers add by themselves. */
static gboolean
is_litter (const char *name)
{
  return g_str_has_prefix (name, "__MACOSX/") || g_str_has_suffix (name, ".DS_Store");
}

/* Takes one entry out; its name and its bytes go into @sum, with their lengths
 * between them. */
static gboolean
unpack_entry (VtArchiveReader *reader, const VtArchiveEntry *entry, const char *folder, GChecksum *sum,
              GCancellable *cancellable, GError **error)
{
  g_autofree char *path = g_build_filename (folder, entry->name, NULL);
  g_autofree char *head = g_strdup_printf ("%s%c%" G_GUINT64_FORMAT "\n", entry->name, '\n', entry->bytes);
  vt_autofd int fd = -1;

  if (entry->is_folder)
    return vt_disk_make_folder (path, error);
  g_checksum_update (sum, (const guchar *) head, -1);
  if (!vt_disk_make_parent (path, error))
    return FALSE;
  fd = vt_disk_open (path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, error);
  return fd >= 0 && vt_archive_reader_unpack (reader, fd, path, sum, cancellable, error);
}

static gboolean
unpack_all (VtArchiveReader *reader, const char *folder, GChecksum *sum, GCancellable *cancellable, GError **error)
{
  VtArchiveEntry entry;
  gboolean good;

  while ((good = vt_archive_reader_next (reader, &entry, error)) && entry.name != NULL)
    if (!is_model (entry.name) && !is_litter (entry.name)
        && !unpack_entry (reader, &entry, folder, sum, cancellable, error))
      return FALSE;
  return good;
}

/* Where space.json is: in @folder, or in the one folder in it. */
static char *
find_root (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  g_autofree char *document = g_build_filename (folder, "space.json", NULL);
  const char *name = dir != NULL ? g_dir_read_name (dir) : NULL;
  g_autofree char *inner = name != NULL ? g_build_filename (folder, name, "space.json", NULL) : NULL;

  if (g_file_test (document, G_FILE_TEST_IS_REGULAR))
    return g_strdup (folder);
  if (inner != NULL && g_dir_read_name (dir) == NULL && g_file_test (inner, G_FILE_TEST_IS_REGULAR))
    return g_path_get_dirname (inner);
  return NULL;
}

/* Into the folder @work, which is made; returns the space's folder there. */
static char *
unpack_into (const char *path, const char *work, GChecksum *sum, GCancellable *cancellable, GError **error)
{
  g_autoptr (VtArchiveReader) reader = vt_archive_reader_new (path, error);
  g_autofree char *shown = g_filename_display_basename (path);
  char *root;

  if (reader == NULL || !vt_disk_make_folder (work, error) || !unpack_all (reader, work, sum, cancellable, error))
    return NULL;
  root = find_root (work);
  if (root == NULL)
    g_set_error (error, VT_ERROR, VT_ERROR_NOT_FOUND, "“%s” is no space: there is no file “space.json” in it.", shown);
  return root;
}

static char *
work_folder (const char *beside)
{
  return g_strdup_printf ("%s.%08x.part", beside, g_random_int ());
}

gboolean
vt_space_archive_unpack (const char *path, const char *folder, GCancellable *cancellable, GError **error)
{
  g_autofree char *shown = g_filename_display_name (folder);
  g_autofree char *work = work_folder (folder);
  g_autoptr (GChecksum) sum = g_checksum_new (G_CHECKSUM_SHA256);
  g_autofree char *root = NULL;
  gboolean good;

  if (g_file_test (folder, G_FILE_TEST_EXISTS))
    {
      g_set_error (error, VT_ERROR, VT_ERROR_INVALID, "There is something named “%s” already.", shown);
      return FALSE;
    }
  root = vt_disk_make_parent (folder, error) ? unpack_into (path, work, sum, cancellable, error) : NULL;
  good = root != NULL && g_rename (root, folder) == 0;
  if (root != NULL && !good)
    vt_disk_set_error (errno, "make the folder", folder, error);
  vt_folder_remove (work);
  return good;
}

/* --- opening in place ------------------------------------------------------- */

static char *
cache_folder (void)
{
  return g_build_filename (g_get_user_cache_dir (), "vitrine", "spaces", NULL);
}

gboolean
vt_space_archive_is_opened (const char *folder)
{
  g_autofree char *cache = cache_folder ();
  gsize n = strlen (cache);

  return strncmp (folder, cache, n) == 0 && folder[n] == '/';
}

/* What was not opened for a month leaves, and what a crash left half done. */
static void
leave_old (const char *cache)
{
  g_autoptr (GDir) dir = g_dir_open (cache, 0, NULL);
  gint64 now = g_get_real_time () / G_USEC_PER_SEC;
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (cache, name, NULL);
      GStatBuf info;

      if (g_lstat (path, &info) == 0 && now - info.st_mtime > KEEP_SECONDS)
        vt_folder_remove (path);
    }
}

/* The file's own name, for a space without a title. */
static char *
space_name (const char *path)
{
  char *name = g_path_get_basename (path);

  if (g_str_has_suffix (name, VT_SPACE_ARCHIVE_SUFFIX) && strlen (name) > strlen (VT_SPACE_ARCHIVE_SUFFIX))
    name[strlen (name) - strlen (VT_SPACE_ARCHIVE_SUFFIX)] = '\0';
  return name;
}

/* Gives @root its place in the cache, where it may be already. */
static char *
settle (const char *root, const char *cache, const char *digest, const char *name, GError **error)
{
  g_autofree char *parent = g_strdup_printf ("%s/%.32s", cache, digest);
  g_autofree char *folder = g_build_filename (parent, name, NULL);

  if (!vt_disk_make_folder (parent, error))
    return NULL;
  utime (parent, NULL);
  if (g_rename (root, folder) == 0 || errno == ENOTEMPTY || errno == EEXIST)
    return g_steal_pointer (&folder);
  vt_disk_set_error (errno, "make the folder", folder, error);
  return NULL;
}

char *
vt_space_archive_open (const char *path, GCancellable *cancellable, GError **error)
{
  g_autofree char *cache = cache_folder ();
  g_autofree char *name = space_name (path);
  g_autofree char *beside = g_build_filename (cache, "opening", NULL);
  g_autofree char *work = work_folder (beside);
  g_autoptr (GChecksum) sum = g_checksum_new (G_CHECKSUM_SHA256);
  g_autofree char *root = NULL;
  char *folder = NULL;

  if (!vt_disk_make_folder (cache, error))
    return NULL;
  leave_old (cache);
  root = unpack_into (path, work, sum, cancellable, error);
  if (root != NULL)
    folder = settle (root, cache, g_checksum_get_string (sum), name, error);
  vt_folder_remove (work);
  return folder;
}

/* --- models ----------------------------------------------------------------- */

GPtrArray *
vt_space_archive_list_models (const char *path, GError **error)
{
  g_autoptr (VtArchiveReader) reader = vt_archive_reader_new (path, error);
  g_autofree char *text = NULL;
  VtArchiveEntry entry;
  gsize size;

  if (reader == NULL)
    return NULL;
  do
    {
      if (!vt_archive_reader_next (reader, &entry, error))
        return NULL;
      if (entry.name == NULL)
        return g_ptr_array_new_with_free_func ((GDestroyNotify) vt_space_archive_model_free);
    }
  while (strcmp (entry.name, VT_SPACE_ARCHIVE_INDEX) != 0);
  text = vt_archive_reader_read_text (reader, 4 << 20, &size, error);
  return text != NULL ? vt_space_archive_read_index (text, size, error) : NULL;
}

typedef struct
{
  VtHubCache *cache;
  GHashTable *wanted; /* (utf8 digest → utf8 repo) */
  guint64 done, total;
  VtBytesFunc progress;
  gpointer data;
  GCancellable *cancellable;
} Import;

/* Models that are not here; their files' digests go into @import. */
static GPtrArray *
choose_missing (Import *import, GPtrArray *models)
{
  GPtrArray *missing = g_ptr_array_new ();

  for (guint i = 0; i < models->len; i++)
    {
      const VtSpaceArchiveModel *model = models->pdata[i];
      g_autoptr (VtHubReference) reference = vt_hub_reference_parse (model->reference, NULL);
      g_autofree char *here = vt_hub_cache_resolve (import->cache, reference, NULL);

      if (here != NULL)
        continue;
      g_ptr_array_add (missing, models->pdata[i]);
      for (guint j = 0; j < model->files->len; j++)
        {
          const VtSpaceArchiveFile *file = model->files->pdata[j];

          if (g_hash_table_insert (import->wanted, file->digest, model->repo))
            import->total += file->bytes;
        }
    }
  return missing;
}

/* The bytes go to the cache's disk, are hashed there, and get their name. */
static gboolean
store_entry (Import *import, VtArchiveReader *reader, const VtArchiveEntry *entry, const char *digest, GError **error)
{
  const char *repo = g_hash_table_lookup (import->wanted, digest);
  g_autofree char *work = g_strdup_printf ("%s/.vitrine-%08x.part", vt_hub_cache_get_dir (import->cache), g_random_int ());
  vt_autofd int fd = -1;
  gboolean good;

  if (!vt_disk_make_parent (work, error)
      || !vt_disk_check_space (vt_hub_cache_get_dir (import->cache), entry->bytes, error))
    return FALSE;
  fd = vt_disk_open (work, O_RDWR | O_CREAT | O_EXCL, error);
  if (fd < 0)
    return FALSE;
  good = vt_archive_reader_unpack (reader, fd, work, NULL, import->cancellable, error)
         && vt_hub_cache_store (import->cache, repo, digest, work, TRUE, import->cancellable, error);
  g_unlink (work);
  import->done += entry->bytes;
  if (!good)
    g_prefix_error (error, "The model %s cannot be taken out of the space's file. ", repo);
  if (good && import->progress != NULL)
    import->progress (import->done, MAX (import->total, import->done), import->data);
  return good;
}

static gboolean
store_entries (Import *import, const char *path, GError **error)
{
  g_autoptr (VtArchiveReader) reader = vt_archive_reader_new (path, error);
  VtArchiveEntry entry;
  gboolean good = FALSE;

  while (reader != NULL && (good = vt_archive_reader_next (reader, &entry, error)) && entry.name != NULL)
    {
      const char *digest = g_str_has_prefix (entry.name, VT_SPACE_ARCHIVE_MODELS)
                             ? entry.name + strlen (VT_SPACE_ARCHIVE_MODELS) : "";

      if (g_hash_table_contains (import->wanted, digest) && !store_entry (import, reader, &entry, digest, error))
        return FALSE;
    }
  return good;
}

static gboolean
link_model (VtHubCache *cache, const VtSpaceArchiveModel *model, GError **error)
{
  for (guint i = 0; i < model->files->len; i++)
    {
      const VtSpaceArchiveFile *file = model->files->pdata[i];
      VtHubCacheEntry entry = { model->repo, model->commit, model->revision, file->name, file->digest };
      g_autofree char *blob = vt_hub_cache_blob_path (cache, model->repo, file->digest);

      if (!g_file_test (blob, G_FILE_TEST_EXISTS))
        {
          g_set_error (error, VT_ERROR, VT_ERROR_CORRUPT, "The file “%s” of the model %s is not in the space's file, which "
                       "says that it is.", file->name, model->reference);
          return FALSE;
        }
      if (!vt_hub_cache_link (cache, &entry, error))
        return FALSE;
    }
  return TRUE;
}

gboolean
vt_space_archive_import_models (const char *path, VtHubCache *cache, GCancellable *cancellable, VtBytesFunc progress,
                                gpointer data, GError **error)
{
  g_autoptr (GPtrArray) models = vt_space_archive_list_models (path, error);
  g_autoptr (GHashTable) wanted = g_hash_table_new (g_str_hash, g_str_equal);
  Import import = { cache, wanted, 0, 0, progress, data, cancellable };
  g_autoptr (GPtrArray) missing = models != NULL ? choose_missing (&import, models) : NULL;

  if (missing == NULL || (missing->len > 0 && !store_entries (&import, path, error)))
    return FALSE;
  for (guint i = 0; i < missing->len; i++)
    if (!link_model (cache, missing->pdata[i], error))
      return FALSE;
  return TRUE;
}
