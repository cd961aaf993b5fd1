/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/work-folder.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "app/folder.h"
#include "hub/disk.h"

#define LOCK ".lock"
#define TRIES 16

/* Beside each folder lies a file that its program keeps locked: the kernel lets go of it whatever
 * happens to the program. */
struct _VtWorkFolder
{
  char *path;
  char *lock;
  int fd;
};

static char *
place (void)
{
  return g_build_filename (g_get_user_cache_dir (), "vitrine", "work", NULL);
}

/* Locked, or -1 with errno; another program may just look whether it is. */
static int
open_locked (const char *lock, int flags)
{
  int fd = open (lock, O_RDWR | O_CLOEXEC | flags, 0600), number;

  if (fd < 0 || flock (fd, LOCK_EX | LOCK_NB) == 0)
    return fd;
  number = errno;
  close (fd);
  errno = number;
  return -1;
}

VtWorkFolder *
vt_work_folder_new (const char *purpose, GError **error)
{
  g_autofree char *work = place ();

  if (!vt_disk_make_folder (work, error))
    return NULL;
  for (guint i = 0; i < TRIES; i++)
    {
      g_autofree char *path = g_strdup_printf ("%s/%s-%08x", work, purpose, g_random_int ());
      g_autofree char *lock = g_strconcat (path, LOCK, NULL);
      int fd = open_locked (lock, O_CREAT | O_EXCL);
      VtWorkFolder *self;

      if (fd < 0 && errno != EEXIST && errno != EWOULDBLOCK)
        break;
      if (fd < 0)
        continue;
      self = g_new (VtWorkFolder, 1);
      *self = (VtWorkFolder) { g_steal_pointer (&path), g_steal_pointer (&lock), fd };
      if (g_mkdir (self->path, 0700) == 0)
        return self;
      vt_work_folder_free (self);
    }
  vt_disk_set_error (errno, "make a folder in", work, error);
  return NULL;
}

const char *
vt_work_folder_get_path (VtWorkFolder *self)
{
  return self->path;
}

void
vt_work_folder_free (VtWorkFolder *self)
{
  vt_folder_remove (self->path);
  g_unlink (self->lock);
  close (self->fd);
  g_free (self->path);
  g_free (self->lock);
  g_free (self);
}

static void
sweep_one (const char *lock)
{
  g_autofree char *path = g_strndup (lock, strlen (lock) - strlen (LOCK));
  int fd = open_locked (lock, 0);

  if (fd < 0)
    return;
  vt_folder_remove (path);
  g_unlink (lock);
  close (fd);
}

void
vt_work_folder_sweep (void)
{
  g_autofree char *work = place ();
  g_autoptr (GDir) dir = g_dir_open (work, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *lock = g_str_has_suffix (name, LOCK) ? g_build_filename (work, name, NULL) : NULL;

      if (lock != NULL)
        sweep_one (lock);
    }
}
