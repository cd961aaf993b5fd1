/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <archive.h>
#include <archive_entry.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>

#include "app/archive-locale.h"
#include "app/space-archive-private.h"
#include "app/space-document.h"
#include "engine/base/error.h"
#include "hub/disk.h"
#include "hub/progress.h"

#define BLOCK (256 << 10)
#define DEPTH_MAX 16
#define MAX_FILES 15000 /* below what a reader takes */

typedef struct
{
  char *name; /* in the archive */
  char *path;
  guint64 bytes;
  gint64 modified;
} Item;

typedef struct
{
  struct archive *archive;
  const char *path;   /* of the file that is written, for messages */
  GPtrArray *items;   /* of Item */
  char *index;        /* (nullable): of the models */
  guint64 done, total;
  VtProgress progress;
  GCancellable *cancellable;
} Writer;

static void
item_free (gpointer data)
{
  Item *item = data;

  g_free (item->name);
  g_free (item->path);
  g_free (item);
}

static void
writer_clear (Writer *self)
{
  if (self->archive != NULL)
    archive_write_free (self->archive);
  g_ptr_array_unref (self->items);
  g_free (self->index);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Writer, writer_clear)

static void
add_item (Writer *self, const char *name, const char *path, guint64 bytes, gint64 modified)
{
  Item *item = g_new0 (Item, 1);

  *item = (Item) { g_strdup (name), g_strdup (path), bytes, modified };
  g_ptr_array_add (self->items, item);
  self->total += bytes;
}

/* A link may lead to what its owner never meant to give away. */
static gboolean
add_path (Writer *self, const char *name, const char *path, const GStatBuf *info, GError **error)
{
  if (!S_ISREG (info->st_mode) || self->items->len >= MAX_FILES)
    {
      if (S_ISREG (info->st_mode))
        g_set_error (error, VT_ERROR, VT_ERROR_LIMIT, "The space holds more than %d files, which are too many for one file.",
                     MAX_FILES);
      else
        g_set_error (error, VT_ERROR, VT_ERROR_INVALID, "“%s” in the space is a link or no file. Put a copy of the file "
                     "in its place.", name);
      return FALSE;
    }
  add_item (self, name, path, (guint64) info->st_size, info->st_mtime);
  return TRUE;
}

static gboolean
add_folder (Writer *self, const char *folder, const char *prefix, guint depth, GError **error)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, error);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);
      g_autofree char *below = g_strconcat (prefix, name, NULL);
      g_autofree char *inside = g_strconcat (below, "/", NULL);
      GStatBuf info;

      if (*name == '.' || strcmp (inside, VT_SPACE_ARCHIVE_MODELS) == 0 || g_lstat (path, &info) != 0)
        continue;
      if (S_ISDIR (info.st_mode) && depth < DEPTH_MAX ? !add_folder (self, path, inside, depth + 1, error)
                                                      : !add_path (self, below, path, &info, error))
        return FALSE;
    }
  return dir != NULL;
}

/* README.md and space.json first, so that a look at the beginning tells what it is. */
static int
compare_items (gconstpointer a, gconstpointer b)
{
  const char *first = (*(Item *const *) a)->name, *second = (*(Item *const *) b)->name;
  int is_first = strcmp (first, "README.md") == 0 ? 2 : strcmp (first, "space.json") == 0;
  int is_second = strcmp (second, "README.md") == 0 ? 2 : strcmp (second, "space.json") == 0;

  return is_first != is_second ? is_second - is_first : strcmp (first, second);
}

static gboolean
add_models (Writer *self, const char *const *references, VtHubCache *cache, GError **error)
{
  g_autoptr (GPtrArray) models = vt_space_archive_find_models (references, cache, error);
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);

  if (models == NULL)
    return FALSE;
  for (guint i = 0; i < models->len; i++)
    for (guint j = 0; j < ((VtSpaceArchiveModel *) models->pdata[i])->files->len; j++)
      {
        const VtSpaceArchiveFile *file = ((VtSpaceArchiveModel *) models->pdata[i])->files->pdata[j];
        g_autofree char *name = g_strconcat (VT_SPACE_ARCHIVE_MODELS, file->digest, NULL);

        if (g_hash_table_add (seen, file->digest))
          add_item (self, name, file->path, file->bytes, 0);
      }
  if (models->len > 0)
    self->index = vt_space_archive_write_index (models);
  return TRUE;
}

static gboolean
fail (Writer *self, GError **error)
{
  g_autofree char *shown = g_filename_display_name (self->path);
  int code = archive_errno (self->archive);

  g_set_error (error, VT_ERROR, code == ENOSPC ? VT_ERROR_NO_SPACE : VT_ERROR_FAILED,
               "The file “%s” cannot be written: %s.", shown,
               code == ENOSPC ? "the disk is full" : archive_error_string (self->archive));
  return FALSE;
}

/* What is packed already only takes time to pack again. */
static gboolean
is_packed (const char *name)
{
  static const char *const endings[] = { ".png", ".jpg", ".jpeg", ".webp", ".gif", ".avif", ".mp3", ".ogg", ".opus", ".flac",
                                         ".m4a", ".mp4", ".webm", ".zip", ".gz", ".xz", ".zst", ".gguf", ".safetensors" };
  g_autofree char *lower = g_ascii_strdown (name, -1);

  if (g_str_has_prefix (name, VT_SPACE_ARCHIVE_MODELS))
    return TRUE;
  for (guint i = 0; i < G_N_ELEMENTS (endings); i++)
    if (g_str_has_suffix (lower, endings[i]))
      return TRUE;
  return FALSE;
}

static gboolean
write_header (Writer *self, const char *name, guint64 bytes, gint64 modified, GError **error)
{
  struct archive_entry *entry = archive_entry_new ();
  int result;

  archive_entry_set_pathname_utf8 (entry, name);
  archive_entry_set_size (entry, (la_int64_t) bytes);
  archive_entry_set_filetype (entry, AE_IFREG);
  archive_entry_set_perm (entry, 0644);
  archive_entry_set_mtime (entry, MAX (modified, 315532800), 0); /* zip's time begins in 1980 */
  if (is_packed (name))
    archive_write_zip_set_compression_store (self->archive);
  else
    archive_write_zip_set_compression_deflate (self->archive);
  result = archive_write_header (self->archive, entry);
  archive_entry_free (entry);
  return result == ARCHIVE_OK || fail (self, error);
}

static gboolean
write_bytes (Writer *self, const void *bytes, gsize n, GError **error)
{
  if (g_cancellable_set_error_if_cancelled (self->cancellable, error))
    return FALSE;
  if (archive_write_data (self->archive, bytes, n) != (la_ssize_t) n)
    return fail (self, error);
  self->done += n;
  vt_progress_report (&self->progress, self->done, self->total);
  return TRUE;
}

static gboolean
write_item (Writer *self, const Item *item, GError **error)
{
  vt_autofd int fd = vt_disk_open (item->path, O_RDONLY, error);
  g_autofree guchar *block = g_malloc (BLOCK);
  guint64 done = 0;
  gssize n = 0;

  if (fd < 0 || !write_header (self, item->name, item->bytes, item->modified, error))
    return FALSE;
  while (done < item->bytes && (n = vt_disk_read (fd, block, MIN (BLOCK, item->bytes - done), item->path, error)) > 0)
    {
      if (!write_bytes (self, block, (gsize) n, error))
        return FALSE;
      done += (guint64) n;
    }
  if (n < 0)
    return FALSE;
  if (done < item->bytes)
    g_set_error (error, VT_ERROR, VT_ERROR_FAILED, "“%s” became shorter while it was read. Try again.", item->name);
  return done == item->bytes;
}

static gboolean
write_items (Writer *self, GError **error)
{
  gboolean indexed = self->index == NULL;

  for (guint i = 0; i < self->items->len; i++)
    {
      const Item *item = self->items->pdata[i];

      /* before the first of the models */
      if (!indexed && g_str_has_prefix (item->name, VT_SPACE_ARCHIVE_MODELS))
        {
          gsize size = strlen (self->index);

          indexed = TRUE;
          self->total += size;
          if (!write_header (self, VT_SPACE_ARCHIVE_INDEX, size, 0, error) || !write_bytes (self, self->index, size, error))
            return FALSE;
        }
      if (!write_item (self, item, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
write_archive (Writer *self, int fd, GError **error)
{
  g_auto (VtArchiveLocale) locale = vt_archive_locale_enter ();

  self->archive = archive_write_new ();
  archive_write_set_format_zip (self->archive);
  archive_write_set_format_option (self->archive, "zip", "hdrcharset", "UTF-8");
  if (archive_write_open_fd (self->archive, fd) != ARCHIVE_OK)
    return fail (self, error);
  if (!write_items (self, error))
    return FALSE;
  return archive_write_close (self->archive) == ARCHIVE_OK || fail (self, error);
}

/* Beside @path, since only a file of the same disk can take its place at once. */
/* The cache's words would lead astray here. */
static gboolean
check_room (Writer *self, const char *folder, GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autofree char *shown = g_filename_display_name (self->path);
  g_autofree char *size = g_format_size (self->total);

  if (vt_disk_check_space (folder, self->total, &local))
    return TRUE;
  if (g_error_matches (local, VT_ERROR, VT_ERROR_NO_SPACE))
    g_set_error (error, VT_ERROR, VT_ERROR_NO_SPACE, "There is no room on the disk for “%s”, which takes %s. Make room there, "
                 "or export it to another place.", shown, size);
  else
    g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

static gboolean
write_file (Writer *self, GError **error)
{
  g_autofree char *folder = g_path_get_dirname (self->path);
  g_autofree char *base = g_path_get_basename (self->path);
  g_autofree char *part = g_strdup_printf ("%s/.%s.%08x.part", folder, base, g_random_int ());
  vt_autofd int fd = -1;
  gboolean good;

  if (!check_room (self, folder, error))
    return FALSE;
  fd = vt_disk_open (part, O_WRONLY | O_CREAT | O_EXCL, error);
  if (fd < 0)
    return FALSE;
  good = write_archive (self, fd, error) && vt_disk_publish (fd, part, self->path, error);
  if (!good)
    g_unlink (part);
  return good;
}

gboolean
vt_space_archive_write (const char *folder, const char *path, VtHubCache *models, GCancellable *cancellable,
                        VtBytesFunc progress, gpointer data, GError **error)
{
  g_auto (Writer) writer = { .path = path, .items = g_ptr_array_new_with_free_func (item_free),
                             .progress = { progress, data, 0 }, .cancellable = cancellable };
  g_autoptr (VtSpace) space = vt_space_load (folder, error);
  /* of an opened archive, what was taken out of it */
  const char *source = space != NULL ? vt_space_get_path (space) : NULL;

  if (source == NULL || !add_folder (&writer, source, "", 0, error))
    return FALSE;
  g_ptr_array_sort (writer.items, compare_items);
  if (models != NULL && !add_models (&writer, vt_space_get_models (space), models, error))
    return FALSE;
  return write_file (&writer, error);
}
