/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "hub/disk.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "engine/base/error.h"

/* What must stay free after a download, so that a person can still save a document. */
#define RESERVE (16 << 20)
#define LOCK_POLL_MS 100

void
vt_disk_set_error (int code, const char *doing, const char *path, GError **error)
{
  g_autofree char *name = g_filename_display_name (path);

  if (code == ENOSPC || code == EDQUOT)
    g_set_error (error, VT_ERROR, VT_ERROR_NO_SPACE,
                 "The disk is full: could not %s %s. Free some space and try again; "
                 "what has arrived so far is kept.", doing, name);
  else
    g_set_error (error, VT_ERROR, code == ENOENT ? VT_ERROR_NOT_FOUND : VT_ERROR_FAILED,
                 "Could not %s %s: %s.", doing, name, g_strerror (code));
}

static gboolean
fail (const char *doing, const char *path, GError **error)
{
  vt_disk_set_error (errno, doing, path, error);
  return FALSE;
}

int
vt_disk_open (const char *path, int flags, GError **error)
{
  int fd = g_open (path, flags | O_CLOEXEC, 0644);

  if (fd < 0)
    fail ("open", path, error);
  return fd;
}

gboolean
vt_disk_size (int fd, const char *path, guint64 *bytes, GError **error)
{
  struct stat info;

  if (fstat (fd, &info) != 0)
    return fail ("read", path, error);
  *bytes = info.st_size;
  return TRUE;
}

gssize
vt_disk_read (int fd, void *buffer, gsize size, const char *path, GError **error)
{
  gssize n;

  do
    n = read (fd, buffer, size);
  while (n < 0 && errno == EINTR);
  if (n < 0)
    fail ("read", path, error);
  return n;
}

gboolean
vt_disk_write (int fd, const void *buffer, gsize size, const char *path, GError **error)
{
  const char *rest = buffer;

  while (size > 0)
    {
      gssize n = write (fd, rest, size);

      if (n < 0 && errno == EINTR)
        continue;
      if (n < 0)
        return fail ("write", path, error);
      rest += n;
      size -= n;
    }
  return TRUE;
}

gssize
vt_disk_read_at (int fd, guint64 at, void *buffer, gsize size, const char *path, GError **error)
{
  gssize n;

  do
    n = pread (fd, buffer, size, (off_t) at);
  while (n < 0 && errno == EINTR);
  if (n < 0)
    fail ("read", path, error);
  return n;
}

gboolean
vt_disk_write_at (int fd, guint64 at, const void *buffer, gsize size, const char *path, GError **error)
{
  const char *rest = buffer;

  while (size > 0)
    {
      gssize n = pwrite (fd, rest, size, (off_t) at);

      if (n < 0 && errno == EINTR)
        continue;
      if (n < 0)
        return fail ("write", path, error);
      rest += n;
      at += n;
      size -= n;
    }
  return TRUE;
}

gboolean
vt_disk_cut (int fd, guint64 bytes, const char *path, GError **error)
{
  return ftruncate (fd, (off_t) bytes) == 0 || fail ("write", path, error);
}

gboolean
vt_disk_empty (int fd, const char *path, GError **error)
{
  if (ftruncate (fd, 0) != 0 || lseek (fd, 0, SEEK_SET) != 0)
    return fail ("write", path, error);
  return TRUE;
}

gboolean
vt_disk_publish (int fd, const char *from, const char *to, GError **error)
{
  if (fsync (fd) != 0)
    return fail ("write", from, error);
  if (g_rename (from, to) != 0)
    return fail ("write", to, error);
  return TRUE;
}

gboolean
vt_disk_set_contents (const char *path, const char *text, GError **error)
{
  static const int codes[] = { ENOSPC, EACCES, EPERM, EROFS, ENOENT, EIO, EMFILE };
  g_autoptr (GError) reason = NULL;
  int code = EIO;

  if (g_file_set_contents (path, text, -1, &reason))
    return TRUE;
  for (guint i = 0; i < G_N_ELEMENTS (codes); i++)
    if (reason->code == (int) g_file_error_from_errno (codes[i]))
      code = codes[i];
  vt_disk_set_error (code, "write", path, error);
  return FALSE;
}

gboolean
vt_disk_make_folder (const char *path, GError **error)
{
  if (g_mkdir_with_parents (path, 0755) != 0)
    return fail ("make the folder", path, error);
  return TRUE;
}

gboolean
vt_disk_make_parent (const char *path, GError **error)
{
  g_autofree char *folder = g_path_get_dirname (path);

  return vt_disk_make_folder (folder, error);
}

/* The way from the folder of @path to @target, both absolute and canonical. */
static char *
relative_to (const char *path, const char *target)
{
  g_auto (GStrv) here = g_strsplit (path, "/", -1);
  g_auto (GStrv) there = g_strsplit (target, "/", -1);
  guint n = g_strv_length (here), same = 0;
  g_autoptr (GString) way = g_string_new (NULL);

  while (same + 1 < n && there[same] != NULL && strcmp (here[same], there[same]) == 0)
    same++;
  for (guint i = same; i + 1 < n; i++)
    g_string_append (way, "../");
  for (guint i = same; there[i] != NULL; i++)
    g_string_append_printf (way, "%s%s", there[i], there[i + 1] != NULL ? "/" : "");
  return g_string_free (g_steal_pointer (&way), FALSE);
}

gboolean
vt_disk_link (const char *path, const char *target, GError **error)
{
  g_autofree char *way = relative_to (path, target);
  g_autofree char *fresh = g_strdup_printf ("%s.%08x.link", path, g_random_int ());

  if (symlink (way, fresh) != 0)
    return fail ("make the link", path, error);
  if (g_rename (fresh, path) != 0)
    {
      fail ("make the link", path, error);
      g_unlink (fresh);
      return FALSE;
    }
  return TRUE;
}

gboolean
vt_disk_check_space (const char *folder, guint64 bytes, GError **error)
{
  struct statvfs info;
  guint64 available;
  g_autofree char *need = NULL, *have = NULL, *name = NULL;

  if (statvfs (folder, &info) != 0)
    return fail ("look at the free space of", folder, error);
  available = (guint64) info.f_bavail * info.f_frsize;
  if (available >= RESERVE && available - RESERVE >= bytes)
    return TRUE;
  need = g_format_size (bytes);
  have = g_format_size (available);
  name = g_filename_display_name (folder);
  g_set_error (error, VT_ERROR, VT_ERROR_NO_SPACE,
               "The disk has no room: %s are needed in %s and %s are free. "
               "Free some space, or set HF_HUB_CACHE to a folder on a larger disk.",
               need, name, have);
  return FALSE;
}

int
vt_disk_lock (const char *path, GCancellable *cancellable, GError **error)
{
  vt_autofd int fd = -1;
  int held;

  if (!vt_disk_make_parent (path, error))
    return -1;
  fd = vt_disk_open (path, O_RDWR | O_CREAT, error);
  if (fd < 0)
    return -1;
  while (flock (fd, LOCK_EX | LOCK_NB) != 0)
    {
      if (errno != EWOULDBLOCK && errno != EINTR)
        {
          fail ("lock", path, error);
          return -1;
        }
      if (!vt_disk_wait (LOCK_POLL_MS, cancellable, error))
        return -1;
    }
  held = fd;
  fd = -1;
  return held;
}

gboolean
vt_disk_wait (guint milliseconds, GCancellable *cancellable, GError **error)
{
  GPollFD poll = { 0 };

  if (cancellable != NULL && g_cancellable_make_pollfd (cancellable, &poll))
    {
      g_poll (&poll, 1, milliseconds);
      g_cancellable_release_fd (cancellable);
    }
  else
    g_usleep ((gulong) milliseconds * 1000);
  return !g_cancellable_set_error_if_cancelled (cancellable, error);
}
