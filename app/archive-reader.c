/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/archive-reader.h"

#include <archive.h>
#include <archive_entry.h>
#include <fcntl.h>
#include <string.h>

#include "app/archive-locale.h"
#include "engine/base/error.h"
#include "hub/disk.h"
#include "hub/reference.h"

#define BLOCK (256 << 10)
#define FREE_BYTES ((guint64) 16 << 20) /* so much may come of the smallest file */

struct _VtArchiveReader
{
  struct archive *archive;
  char *shown;       /* the file's name, for messages */
  GBytes *bytes;     /* what is read, where it is in memory */
  int fd;
  guint64 size;      /* of the archive */
  guint64 unpacked;  /* so far */
  guint n_entries;
  GHashTable *names; /* utf8: those that came */
  char *name;        /* of the entry that is open */
  guint64 claimed;   /* its bytes, as the archive says */
};

static gboolean
fail (VtArchiveReader *self, VtError code, GError **error, const char *format, ...)
{
  g_autofree char *reason = NULL;
  va_list arguments;

  va_start (arguments, format);
  reason = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  g_set_error (error, VT_ERROR, (int) code, "The file “%s” cannot be used: %s.", self->shown, reason);
  return FALSE;
}

static gboolean
fail_damaged (VtArchiveReader *self, GError **error)
{
  const char *reason = archive_error_string (self->archive);

  return fail (self, VT_ERROR_CORRUPT, error, "it is cut off or damaged (%s)", reason != NULL ? reason : "no reason given");
}

static VtArchiveReader *
reader_new (const char *shown)
{
  VtArchiveReader *self = g_new0 (VtArchiveReader, 1);

  self->shown = g_strdup (shown);
  self->fd = -1;
  self->names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->archive = archive_read_new ();
  /* The list at the end of the file says what is in it, types of entries included. */
  archive_read_support_format_zip_seekable (self->archive);
  return self;
}

void
vt_archive_reader_free (VtArchiveReader *self)
{
  archive_read_free (self->archive);
  vt_disk_close (&self->fd);
  g_clear_pointer (&self->bytes, g_bytes_unref);
  g_hash_table_unref (self->names);
  g_free (self->shown);
  g_free (self->name);
  g_free (self);
}

static VtArchiveReader *
opened (VtArchiveReader *self, int result, GError **error)
{
  if (result == ARCHIVE_OK)
    return self;
  fail (self, VT_ERROR_CORRUPT, error, "it is no Vitrine file, or it is cut off");
  vt_archive_reader_free (self);
  return NULL;
}

VtArchiveReader *
vt_archive_reader_new (const char *path, GError **error)
{
  g_autofree char *shown = g_filename_display_basename (path);
  VtArchiveReader *self = reader_new (shown);
  GStatBuf info;

  /* A pipe would be waited for, and cannot be read from its end. */
  if (g_stat (path, &info) == 0 && !S_ISREG (info.st_mode))
    fail (self, VT_ERROR_INVALID, error, "it is no file");
  else if ((self->fd = vt_disk_open (path, O_RDONLY, error)) >= 0 && vt_disk_size (self->fd, path, &self->size, error))
    return opened (self, archive_read_open_fd (self->archive, self->fd, BLOCK), error);
  vt_archive_reader_free (self);
  return NULL;
}

VtArchiveReader *
vt_archive_reader_new_for_bytes (GBytes *bytes, GError **error)
{
  VtArchiveReader *self = reader_new ("space.vitrine");
  gsize size;
  gconstpointer data = g_bytes_get_data (bytes, &size);

  self->bytes = g_bytes_ref (bytes);
  self->size = size;
  return opened (self, archive_read_open_memory (self->archive, data, size), error);
}

guint64
vt_archive_reader_get_size (VtArchiveReader *self)
{
  return self->size;
}

static gboolean
check_type (VtArchiveReader *self, struct archive_entry *entry, GError **error)
{
  unsigned int type = archive_entry_filetype (entry);

  if (archive_entry_is_encrypted (entry))
    return fail (self, VT_ERROR_UNSUPPORTED, error, "“%s” in it is locked with a password", self->name);
  if ((type != AE_IFREG && type != AE_IFDIR) || archive_entry_symlink (entry) != NULL || archive_entry_hardlink (entry) != NULL)
    return fail (self, VT_ERROR_CORRUPT, error, "“%s” in it is neither a file nor a folder", self->name);
  return TRUE;
}

/* Takes the entry's name, and remembers it. */
static gboolean
take_name (VtArchiveReader *self, struct archive_entry *entry, GError **error)
{
  const char *name = archive_entry_pathname_utf8 (entry);
  gsize length = name != NULL ? strlen (name) : 0;

  g_clear_pointer (&self->name, g_free);
  if (length > 1 && name[length - 1] == '/')
    length--;
  if (name == NULL || !g_utf8_validate (name, (gssize) length, NULL))
    return fail (self, VT_ERROR_CORRUPT, error, "the name of an entry in it is not written in Unicode");
  self->name = g_strndup (name, length);
  if (!vt_hub_is_safe_path (self->name))
    return fail (self, VT_ERROR_CORRUPT, error, "“%s” in it leads out of the space, or is no name of a file", self->name);
  if (!g_hash_table_add (self->names, g_strdup (self->name)))
    return fail (self, VT_ERROR_CORRUPT, error, "“%s” is in it twice", self->name);
  return TRUE;
}

gboolean
vt_archive_reader_next (VtArchiveReader *self, VtArchiveEntry *out, GError **error)
{
  g_auto (VtArchiveLocale) locale = vt_archive_locale_enter ();
  struct archive_entry *entry;
  int result = archive_read_next_header (self->archive, &entry);

  *out = (VtArchiveEntry) { NULL };
  if (result == ARCHIVE_EOF)
    return self->n_entries > 0 || fail (self, VT_ERROR_CORRUPT, error, "there is nothing in it");
  /* A warning is a name that is not what it says to be. */
  if (result != ARCHIVE_OK && result != ARCHIVE_WARN)
    return fail_damaged (self, error);
  if (++self->n_entries > VT_ARCHIVE_MAX_ENTRIES)
    return fail (self, VT_ERROR_LIMIT, error, "there are more than %d files in it", VT_ARCHIVE_MAX_ENTRIES);
  if (!take_name (self, entry, error) || !check_type (self, entry, error))
    return FALSE;
  out->name = self->name;
  out->is_folder = archive_entry_filetype (entry) == AE_IFDIR;
  self->claimed = archive_entry_size_is_set (entry) ? (guint64) MAX (archive_entry_size (entry), 0) : 0;
  out->bytes = self->claimed;
  return TRUE;
}

static gboolean
count (VtArchiveReader *self, gsize n, GError **error)
{
  self->unpacked += n;
  if (self->unpacked > FREE_BYTES && self->unpacked / VT_ARCHIVE_MAX_RATIO > self->size)
    return fail (self, VT_ERROR_LIMIT, error, "“%s” in it grows without measure when it is unpacked", self->name);
  if (self->unpacked > VT_ARCHIVE_MAX_BYTES && self->unpacked > self->size)
    return fail (self, VT_ERROR_LIMIT, error, "more than 4 GiB come out of it");
  return TRUE;
}

gssize
vt_archive_reader_read (VtArchiveReader *self, void *buffer, gsize size, GError **error)
{
  la_ssize_t n = archive_read_data (self->archive, buffer, size);

  if (n < 0)
    {
      fail_damaged (self, error);
      return -1;
    }
  return count (self, (gsize) n, error) ? (gssize) n : -1;
}

gboolean
vt_archive_reader_unpack (VtArchiveReader *self, int fd, const char *path, GChecksum *sum, GCancellable *cancellable,
                          GError **error)
{
  g_autofree guchar *block = g_malloc (BLOCK);
  guint64 done = 0;
  gssize n;

  while ((n = vt_archive_reader_read (self, block, BLOCK, error)) > 0)
    {
      done += (guint64) n;
      if (g_cancellable_set_error_if_cancelled (cancellable, error) || !vt_disk_write (fd, block, (gsize) n, path, error))
        return FALSE;
      if (sum != NULL)
        g_checksum_update (sum, block, n);
    }
  if (n == 0 && done != self->claimed)
    return fail (self, VT_ERROR_CORRUPT, error, "“%s” in it has another size than it says", self->name);
  return n == 0;
}

char *
vt_archive_reader_read_text (VtArchiveReader *self, gsize most, gsize *size, GError **error)
{
  g_autoptr (GString) text = g_string_new (NULL);
  char block[8192];
  gssize n;

  while ((n = vt_archive_reader_read (self, block, sizeof block, error)) > 0)
    {
      if (text->len + (gsize) n > most)
        {
          fail (self, VT_ERROR_LIMIT, error, "“%s” in it is larger than it may be", self->name);
          return NULL;
        }
      g_string_append_len (text, block, n);
    }
  if (n < 0)
    return NULL;
  if (size != NULL)
    *size = text->len;
  return g_string_free (g_steal_pointer (&text), FALSE);
}
