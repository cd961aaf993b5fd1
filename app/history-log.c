/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/history-log.h"

#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "app/space-save.h"
#include "hub/disk.h"

#define MAX_READ ((guint64) 256 << 20)

void
vt_history_log_init (VtHistoryLog *self, const char *path)
{
  *self = (VtHistoryLog) { .path = g_strdup (path) };
}

void
vt_history_log_clear (VtHistoryLog *self)
{
  g_clear_pointer (&self->path, g_free);
}

/* Held while the file is added to or replaced; not the file itself, which changes. */
static int
lock (const char *path, GError **error)
{
  g_autofree char *name = g_strconcat (path, ".lock", NULL);

  return vt_disk_make_parent (name, error) ? vt_disk_lock (name, NULL, error) : -1;
}

static gboolean
ends_in_half_a_line (int fd, guint64 size)
{
  char last = '\n';

  return size > 0 && pread (fd, &last, 1, (off_t) size - 1) == 1 && last != '\n';
}

gboolean
vt_history_log_append (const char *path, const char *line, GError **error)
{
  vt_autofd int held = lock (path, error);
  vt_autofd int fd = -1;
  g_autoptr (GString) text = g_string_new (line);
  guint64 size;

  if (held < 0)
    return FALSE;
  fd = vt_disk_open (path, O_RDWR | O_CREAT | O_APPEND, error);
  if (fd < 0 || !vt_disk_size (fd, path, &size, error))
    return FALSE;
  if (ends_in_half_a_line (fd, size))
    g_string_prepend_c (text, '\n');
  g_string_append_c (text, '\n');
  if (vt_disk_write (fd, text->str, text->len, path, error) && fdatasync (fd) == 0)
    return TRUE;
  if (ftruncate (fd, (off_t) size) != 0 && error != NULL && *error != NULL)
    g_debug ("half a line stays in %s", path);
  if (error != NULL && *error == NULL)
    vt_disk_set_error (EIO, "write", path, error);
  return FALSE;
}

static void
split (GPtrArray *lines, const char *text)
{
  while (*text != '\0')
    {
      gsize n = strcspn (text, "\n");

      if (n > 0)
        g_ptr_array_add (lines, g_strndup (text, n));
      text += n + (text[n] == '\n');
    }
}

/* From the offset to the last line break. */
static void
read_new (VtHistoryLog *self, int fd, guint64 size, GPtrArray *lines)
{
  gsize n = size - self->offset, done = 0;
  g_autofree char *text = g_malloc (n + 1);

  while (done < n)
    {
      ssize_t got = pread (fd, text + done, n - done, (off_t) (self->offset + done));

      if (got <= 0)
        break;
      done += (gsize) got;
    }
  while (done > 0 && text[done - 1] != '\n')
    done--;
  text[done] = '\0';
  self->offset += done;
  split (lines, text);
}

GPtrArray *
vt_history_log_read (VtHistoryLog *self, gboolean *anew)
{
  GPtrArray *lines = g_ptr_array_new_with_free_func (g_free);
  vt_autofd int fd = vt_disk_open (self->path, O_RDONLY, NULL);
  struct stat info = { 0 };
  gboolean there = fd >= 0 && fstat (fd, &info) == 0;

  *anew = !there ? self->offset > 0 : self->inode != info.st_ino || (guint64) info.st_size < self->offset;
  if (*anew)
    self->offset = 0;
  self->inode = info.st_ino;
  if (there && (guint64) info.st_size > self->offset && (guint64) info.st_size - self->offset < MAX_READ)
    read_new (self, fd, (guint64) info.st_size, lines);
  return lines;
}

gboolean
vt_history_log_replace (VtHistoryLog *self, const char *text, GError **error)
{
  vt_autofd int held = lock (self->path, error);
  struct stat info;

  if (held < 0)
    return FALSE;
  if (stat (self->path, &info) != 0 || info.st_ino != self->inode || (guint64) info.st_size != self->offset)
    return TRUE; /* another time */
  return vt_write_durably (self->path, text, strlen (text), error);
}
