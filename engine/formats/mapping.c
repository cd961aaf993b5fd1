/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/formats/mapping.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "engine/base/error.h"

static int
code_of_errno (int number)
{
  switch (number)
    {
    case ENOENT:
    case ENOTDIR:
      return VT_ERROR_NOT_FOUND;
    case EACCES:
    case EPERM:
      return VT_ERROR_DENIED;
    case ENOMEM:
      return VT_ERROR_NO_MEMORY;
    default:
      return VT_ERROR_FAILED;
    }
}

static void
set_errno (GError **error, const char *path, int number)
{
  g_autofree char *name = g_filename_display_name (path);

  if (number == ENOENT)
    g_set_error (error, VT_ERROR, VT_ERROR_NOT_FOUND, "There is no file “%s”.", name);
  else
    g_set_error (error, VT_ERROR, code_of_errno (number), "The file “%s” cannot be read: %s.",
                 name, g_strerror (number));
}

/* The size of the file behind @fd, or 0 with @error set. */
static gsize
regular_size (int fd, const char *path, GError **error)
{
  g_autofree char *name = g_filename_display_name (path);
  struct stat info;

  if (fstat (fd, &info) < 0)
    {
      set_errno (error, path, errno);
      return 0;
    }
  if (!S_ISREG (info.st_mode))
    g_set_error (error, VT_ERROR, VT_ERROR_FAILED, "“%s” is a folder or a device, not a file.", name);
  else if (info.st_size == 0)
    g_set_error (error, VT_ERROR, VT_ERROR_CORRUPT,
                 "The file “%s” is empty; it should be fetched again.", name);
  else
    return (gsize) info.st_size;
  return 0;
}

static VtMapping *
new_mapping (const char *path, const guint8 *data, gsize size)
{
  VtMapping *self = g_new0 (VtMapping, 1);

  self->path = g_strdup (path);
  self->data = data;
  self->size = size;
  g_atomic_ref_count_init (&self->refs);
  return self;
}

VtMapping *
vt_mapping_open (const char *path, GError **error)
{
  /* Without O_NONBLOCK, opening a named pipe would wait for a writer. */
  int fd = open (path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  void *data = MAP_FAILED;
  gsize size;

  if (fd < 0)
    {
      set_errno (error, path, errno);
      return NULL;
    }
  size = regular_size (fd, path, error);
  if (size > 0)
    {
      data = mmap (NULL, size, PROT_READ, MAP_PRIVATE, fd, 0);
      if (data == MAP_FAILED)
        set_errno (error, path, errno);
    }
  close (fd);
  if (data == MAP_FAILED)
    return NULL;
  return new_mapping (path, data, size);
}

VtMapping *
vt_mapping_new_copy (const char *path, const void *data, gsize size)
{
  VtMapping *self = new_mapping (path, g_memdup2 (data, size), size);

  self->copied = TRUE;
  return self;
}

VtMapping *
vt_mapping_ref (VtMapping *self)
{
  g_atomic_ref_count_inc (&self->refs);
  return self;
}

void
vt_mapping_unref (VtMapping *self)
{
  if (!g_atomic_ref_count_dec (&self->refs))
    return;
  if (self->copied)
    g_free ((void *) self->data);
  else
    munmap ((void *) self->data, self->size);
  g_free (self->path);
  g_free (self);
}

void
vt_mapping_forget (VtMapping *self, gsize offset, gsize length)
{
  gsize page = (gsize) sysconf (_SC_PAGESIZE);
  gsize first = (offset + page - 1) / page * page, last = (offset + length) / page * page;

  if (!self->copied && first < last && last <= self->size)
    madvise ((void *) (self->data + first), last - first, MADV_DONTNEED);
}
