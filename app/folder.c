/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/folder.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <string.h>

#include "hub/disk.h"

#define DEPTH_MAX 64

static void
remove_below (const char *path, guint depth)
{
  g_autoptr (GDir) dir = NULL;
  const char *name;

  if (g_unlink (path) == 0 || errno == ENOENT || depth == 0)
    return;
  dir = g_dir_open (path, 0, NULL);
  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *below = g_build_filename (path, name, NULL);

      remove_below (below, depth - 1);
    }
  g_rmdir (path);
}

void
vt_folder_remove (const char *path)
{
  remove_below (path, DEPTH_MAX);
}

static gboolean
copy_file (const char *from, const char *to, GCancellable *cancellable, GError **error)
{
  g_autoptr (GFile) source = g_file_new_for_path (from);
  g_autoptr (GFile) target = g_file_new_for_path (to);

  return g_file_copy (source, target, G_FILE_COPY_TARGET_DEFAULT_PERMS, cancellable, NULL, NULL, error);
}

static gboolean
copy_below (const char *from, const char *to, guint depth, GCancellable *cancellable, GError **error)
{
  g_autoptr (GDir) dir = g_dir_open (from, 0, error);
  const char *name;

  if (dir == NULL || !vt_disk_make_folder (to, error))
    return FALSE;
  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *source = g_build_filename (from, name, NULL);
      g_autofree char *target = g_build_filename (to, name, NULL);
      GStatBuf info;
      gboolean good = TRUE;

      if (*name == '.' || g_lstat (source, &info) != 0)
        continue;
      if (S_ISDIR (info.st_mode) && depth > 0)
        good = copy_below (source, target, depth - 1, cancellable, error);
      else if (S_ISREG (info.st_mode))
        good = copy_file (source, target, cancellable, error);
      if (!good)
        return FALSE;
    }
  return TRUE;
}

gboolean
vt_folder_copy (const char *from, const char *to, GCancellable *cancellable, GError **error)
{
  g_autofree char *work = g_strdup_printf ("%s.%08x.part", to, g_random_int ());

  if (copy_below (from, work, DEPTH_MAX, cancellable, error))
    {
      if (g_rename (work, to) == 0)
        return TRUE;
      vt_disk_set_error (errno, "make the folder", to, error);
    }
  vt_folder_remove (work);
  return FALSE;
}
