/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "media/media-file.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <unistd.h>

#include "engine/base/error.h"

char *
vt_media_file_name (const char *path)
{
  return g_filename_display_basename (path);
}

gboolean
vt_media_file_check (const char *path, goffset *size, GError **error)
{
  g_autofree char *name = vt_media_file_name (path);
  GStatBuf about;

  if (g_stat (path, &about) != 0 && errno == ENOENT)
    g_set_error (error, VT_ERROR, VT_ERROR_NOT_FOUND, "There is no file “%s”.", path);
  else if (access (path, R_OK) != 0)
    g_set_error (error, VT_ERROR, VT_ERROR_DENIED, "The file “%s” cannot be read: %s.", path, g_strerror (errno));
  else if (!S_ISREG (about.st_mode))
    g_set_error (error, VT_ERROR, VT_ERROR_INVALID, "“%s” is no file.", path);
  else if (about.st_size == 0)
    g_set_error (error, VT_ERROR, VT_ERROR_CORRUPT, "The file “%s” is empty.", name);
  else
    {
      *size = about.st_size;
      return TRUE;
    }
  return FALSE;
}

char *
vt_media_file_part (const char *path)
{
  return g_strdup_printf ("%s.%d.part", path, (int) getpid ());
}

gboolean
vt_media_file_finish (const char *part, const char *path, gboolean good, GError **error)
{
  if (good && g_rename (part, path) == 0)
    return TRUE;
  if (good)
    g_set_error (error, VT_ERROR, VT_ERROR_FAILED, "The file “%s” cannot be written: %s.", path, g_strerror (errno));
  g_unlink (part);
  return FALSE;
}
