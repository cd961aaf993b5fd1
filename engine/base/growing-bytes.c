/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/base/growing-bytes.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "engine/base/error.h"

#define FIRST_ROOM (1 << 20)
#define ZEROS 65536

/* What is behind the length is written once, by the one who appends. */
typedef struct
{
  gatomicrefcount refs;
  guint8 *data;
} Block;

struct _VtGrowingBytes
{
  gsize in_memory;
  gsize length;
  Block *block; /* NULL once there is a file */
  gsize room;
  int fd;
};

static void
block_unref (gpointer data)
{
  Block *block = data;

  if (!g_atomic_ref_count_dec (&block->refs))
    return;
  g_free (block->data);
  g_free (block);
}

static Block *
block_new (gsize room)
{
  Block *block = g_new0 (Block, 1);

  g_atomic_ref_count_init (&block->refs);
  block->data = g_malloc (room);
  return block;
}

VtGrowingBytes *
vt_growing_bytes_new (gsize in_memory)
{
  VtGrowingBytes *self = g_new0 (VtGrowingBytes, 1);

  self->in_memory = in_memory;
  self->room = MIN (in_memory, FIRST_ROOM);
  self->block = block_new (self->room);
  self->fd = -1;
  return self;
}

void
vt_growing_bytes_free (VtGrowingBytes *self)
{
  g_clear_pointer (&self->block, block_unref);
  if (self->fd >= 0)
    close (self->fd);
  g_free (self);
}

/* --- the file --- */

/* Not where temporary files go: on many systems those are in memory. */
static char *
file_folder (void)
{
  return g_build_filename (g_get_user_cache_dir (), "vitrine", NULL);
}

static gboolean
fail (int code, GError **error)
{
  g_autofree char *folder = file_folder ();

  if (code == ENOSPC || code == EDQUOT)
    g_set_error (error, VT_ERROR, VT_ERROR_NO_SPACE,
                 "The disk is full: what does not fit in memory goes to “%s”. Free some space and try again.", folder);
  else
    g_set_error (error, VT_ERROR, VT_ERROR_FAILED, "What does not fit in memory cannot be written to “%s”: %s.", folder,
                 g_strerror (code));
  return FALSE;
}

static gboolean
open_file (VtGrowingBytes *self, GError **error)
{
  g_autofree char *folder = file_folder ();
  g_autofree char *path = g_build_filename (folder, "growing-XXXXXX", NULL);

  if (g_mkdir_with_parents (folder, 0700) != 0)
    return fail (errno, error);
  self->fd = g_mkstemp_full (path, O_RDWR | O_CLOEXEC, 0600);
  if (self->fd < 0)
    return fail (errno, error);
  g_unlink (path);
  return TRUE;
}

static gboolean
write_all (VtGrowingBytes *self, const guint8 *data, gsize n, GError **error)
{
  while (n > 0)
    {
      gssize done = write (self->fd, data, n);

      if (done < 0 && errno == EINTR)
        continue;
      if (done <= 0)
        return fail (done < 0 ? errno : ENOSPC, error);
      data += done;
      n -= (gsize) done;
    }
  return TRUE;
}

static gboolean
write_zeros (VtGrowingBytes *self, gsize n, GError **error)
{
  g_autofree guint8 *zeros = g_malloc0 (ZEROS);

  for (gsize part; n > 0; n -= part)
    {
      part = MIN (n, ZEROS);
      if (!write_all (self, zeros, part, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
move_to_file (VtGrowingBytes *self, GError **error)
{
  if (self->fd >= 0)
    return TRUE;
  if (!open_file (self, error) || !write_all (self, self->block->data, self->length, error))
    return FALSE;
  g_clear_pointer (&self->block, block_unref);
  return TRUE;
}

/* --- memory --- */

static void
make_room (VtGrowingBytes *self, gsize n)
{
  Block *block;

  if (self->room - self->length >= n)
    return;
  self->room = MIN (MAX (2 * self->room, self->length + n), self->in_memory);
  block = block_new (self->room);
  memcpy (block->data, self->block->data, self->length);
  block_unref (self->block);
  self->block = block;
}

static void
append_to_memory (VtGrowingBytes *self, gconstpointer data, gsize n)
{
  make_room (self, n);
  if (data != NULL)
    memcpy (self->block->data + self->length, data, n);
  else
    memset (self->block->data + self->length, 0, n);
}

/* --- both --- */

gboolean
vt_growing_bytes_expect (VtGrowingBytes *self, guint64 n, GError **error)
{
  g_autofree char *folder = file_folder ();
  struct statvfs disk;

  if (n <= MAX (self->in_memory, self->length))
    return TRUE;
  if (g_mkdir_with_parents (folder, 0700) != 0 || statvfs (folder, &disk) != 0)
    return fail (errno, error);
  if (n - self->length <= (guint64) disk.f_bavail * disk.f_frsize)
    return TRUE;
  g_set_error (error, VT_ERROR, VT_ERROR_NO_SPACE,
               "%.1f GB of space are needed for a while in “%s”, and there are %.1f GB. Free some space and try again.",
               (double) n / 1e9, folder, (double) disk.f_bavail * (double) disk.f_frsize / 1e9);
  return FALSE;
}

gboolean
vt_growing_bytes_append (VtGrowingBytes *self, gconstpointer data, gsize n, GError **error)
{
  gboolean in_memory = self->fd < 0 && n <= self->in_memory - self->length;

  if (n == 0)
    return TRUE;
  if (in_memory)
    append_to_memory (self, data, n);
  else if (!move_to_file (self, error) ||
           !(data != NULL ? write_all (self, data, n, error) : write_zeros (self, n, error)))
    return FALSE;
  self->length += n;
  return TRUE;
}

gsize
vt_growing_bytes_length (const VtGrowingBytes *self)
{
  return self->length;
}

static GBytes *
map_file (VtGrowingBytes *self, GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (GMappedFile) file = g_mapped_file_new_from_fd (self->fd, FALSE, &local);

  if (file != NULL)
    return g_mapped_file_get_bytes (file);
  g_set_error (error, VT_ERROR, VT_ERROR_NO_MEMORY, "There is no room in memory to look at %.1f GB: %s.",
               (double) self->length / 1e9, local->message);
  return NULL;
}

GBytes *
vt_growing_bytes_get (VtGrowingBytes *self, GError **error)
{
  if (self->fd >= 0)
    return map_file (self, error);
  g_atomic_ref_count_inc (&self->block->refs);
  return g_bytes_new_with_free_func (self->block->data, self->length, block_unref, self->block);
}
