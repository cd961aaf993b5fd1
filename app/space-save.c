/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/space-save.h"

#include <errno.h>
#include <fcntl.h>
#include <gio/gio.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#include "engine/base/error.h"

#define MAX_DEPTH 16
#define MAX_NAME 40 /* characters of a folder that is named for a title */

static gboolean
fail (GError **error, const char *path, int number)
{
  g_autofree char *shown = g_filename_display_name (path);
  VtError code = number == ENOSPC || number == EDQUOT || number == EFBIG       ? VT_ERROR_NO_SPACE
                 : number == EACCES || number == EROFS || number == EPERM ? VT_ERROR_DENIED
                                                                          : VT_ERROR_FAILED;

  g_set_error (error, VT_ERROR, code, "“%s” cannot be written: %s.%s", shown, g_strerror (number),
               code == VT_ERROR_DENIED   ? " Save the space somewhere else."
               : code == VT_ERROR_NO_SPACE ? " What was there before is still there. Make room on the disk, or save somewhere else."
                                           : "");
  return FALSE;
}

static gboolean
write_all (int fd, const char *text, gsize size)
{
  while (size > 0)
    {
      gssize n = write (fd, text, size);

      if (n < 0 && errno == EINTR)
        continue;
      if (n < 0)
        return FALSE;
      text += n;
      size -= (gsize) n;
    }
  return TRUE;
}

/* A new file beside @path with @text on the disk; its name, transfer full. */
static char *
write_beside (const char *path, const char *text, gsize size, GError **error)
{
  g_autofree char *folder = g_path_get_dirname (path);
  g_autofree char *name = g_path_get_basename (path);
  g_autofree char *pattern = g_strdup_printf (".%s.XXXXXX", name);
  char *beside = g_build_filename (folder, pattern, NULL);
  int fd = g_mkstemp_full (beside, O_RDWR | O_CLOEXEC, 0644);
  int number = errno;

  if (fd >= 0 && write_all (fd, text, size) && fsync (fd) == 0 && close (fd) == 0)
    return beside;
  if (fd >= 0)
    {
      number = errno;
      close (fd);
      g_unlink (beside);
    }
  g_free (beside);
  fail (error, path, number);
  return NULL;
}

/* So that the new name is on the disk too; a file system that cannot is let be. */
static void
sync_folder (const char *folder)
{
  int fd = open (folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

  if (fd < 0)
    return;
  if (fsync (fd) != 0)
    g_debug ("%s: %s", folder, g_strerror (errno));
  close (fd);
}

gboolean
vt_write_durably (const char *path, const char *text, gsize size, GError **error)
{
  g_autofree char *folder = g_path_get_dirname (path);
  g_autofree char *beside = NULL;

  if (g_mkdir_with_parents (folder, 0755) != 0)
    return fail (error, folder, errno);
  beside = write_beside (path, text, size, error);
  if (beside == NULL)
    return FALSE;
  if (g_rename (beside, path) != 0)
    {
      fail (error, path, errno);
      g_unlink (beside);
      return FALSE;
    }
  sync_folder (folder);
  return TRUE;
}

gboolean
vt_space_save_texts (const char *folder, const char *json, const char *readme, GError **error)
{
  const char *texts[] = { json, readme };
  const char *names[] = { "space.json", "README.md" };
  char *beside[G_N_ELEMENTS (texts)] = { NULL };
  gboolean good = TRUE;

  if (g_mkdir_with_parents (folder, 0755) != 0)
    return fail (error, folder, errno);
  for (guint i = 0; good && i < G_N_ELEMENTS (texts); i++)
    {
      g_autofree char *path = g_build_filename (folder, names[i], NULL);

      beside[i] = write_beside (path, texts[i], strlen (texts[i]), error);
      good = beside[i] != NULL;
    }
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autofree char *path = g_build_filename (folder, names[i], NULL);

      if (good && g_rename (beside[i], path) != 0)
        good = fail (error, path, errno);
      if (!good && beside[i] != NULL)
        g_unlink (beside[i]);
      g_free (beside[i]);
    }
  sync_folder (folder);
  return good;
}

gboolean
vt_space_copy_file (const char *from, const char *to, GError **error)
{
  g_autofree char *folder = g_path_get_dirname (to);
  g_autoptr (GFile) source = g_file_new_for_path (from);
  g_autoptr (GFile) target = g_file_new_for_path (to);
  g_autoptr (GError) local = NULL;
  g_autofree char *shown = NULL;

  if (g_mkdir_with_parents (folder, 0755) != 0)
    return fail (error, folder, errno);
  if (g_file_copy (source, target, G_FILE_COPY_OVERWRITE | G_FILE_COPY_TARGET_DEFAULT_PERMS, NULL, NULL, NULL, &local))
    return TRUE;
  g_unlink (to); /* half of it */
  shown = g_filename_display_name (to);
  g_set_error (error, VT_ERROR,
               g_error_matches (local, G_IO_ERROR, G_IO_ERROR_NO_SPACE)           ? VT_ERROR_NO_SPACE
               : g_error_matches (local, G_IO_ERROR, G_IO_ERROR_PERMISSION_DENIED) ? VT_ERROR_DENIED
                                                                                   : VT_ERROR_FAILED,
               "“%s” cannot be copied: %s.", shown, local->message);
  return FALSE;
}

static gboolean copy_folder (const char *from, const char *to, guint depth, GError **error);

static gboolean
copy_entry (const char *from, const char *to, guint depth, GError **error)
{
  if (g_file_test (from, G_FILE_TEST_IS_SYMLINK))
    return TRUE;
  if (g_file_test (from, G_FILE_TEST_IS_DIR))
    return depth >= MAX_DEPTH || copy_folder (from, to, depth + 1, error);
  return !g_file_test (from, G_FILE_TEST_IS_REGULAR) || vt_space_copy_file (from, to, error);
}

static gboolean
copy_folder (const char *from, const char *to, guint depth, GError **error)
{
  g_autoptr (GDir) dir = g_dir_open (from, 0, NULL);
  const char *name;

  if (dir == NULL)
    return TRUE;
  if (g_mkdir_with_parents (to, 0755) != 0)
    return fail (error, to, errno);
  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *source = g_build_filename (from, name, NULL);
      g_autofree char *target = g_build_filename (to, name, NULL);

      if (*name == '.' || (depth == 0 && (strcmp (name, "space.json") == 0 || strcmp (name, "README.md") == 0)))
        continue;
      if (!copy_entry (source, target, depth, error))
        return FALSE;
    }
  return TRUE;
}

gboolean
vt_space_copy_files (const char *from, const char *to, GError **error)
{
  g_autofree char *a = g_canonicalize_filename (from, NULL);
  g_autofree char *b = g_canonicalize_filename (to, NULL);
  g_autofree char *inside = g_strconcat (a, "/", NULL);

  if (strcmp (a, b) == 0)
    return TRUE;
  if (g_str_has_prefix (b, inside))
    {
      g_set_error (error, VT_ERROR, VT_ERROR_INVALID, "A space cannot be copied into itself. Choose another folder.");
      return FALSE;
    }
  return copy_folder (a, b, 0, error);
}

char *
vt_space_own_folder (void)
{
  return g_build_filename (g_get_user_data_dir (), "vitrine", "spaces", NULL);
}

/* A title as a folder's name: letters and digits of any script, the rest hyphens. */
static char *
folder_name (const char *title)
{
  GString *name = g_string_new (NULL);
  glong n = 0;

  for (const char *at = title; *at != '\0' && n < MAX_NAME; at = g_utf8_next_char (at))
    {
      gunichar c = g_utf8_get_char (at);

      if (g_unichar_isalnum (c) || g_unichar_ismark (c))
        g_string_append_unichar (name, g_unichar_tolower (c));
      else if (name->len > 0 && name->str[name->len - 1] != '-')
        g_string_append_c (name, '-');
      n++;
    }
  while (name->len > 0 && name->str[name->len - 1] == '-')
    g_string_truncate (name, name->len - 1);
  return name->len > 0 ? g_string_free (name, FALSE) : (g_string_free (name, TRUE), g_strdup ("space"));
}

char *
vt_space_own_path (const char *title)
{
  g_autofree char *folder = vt_space_own_folder ();
  g_autofree char *name = folder_name (title);
  char *path = g_build_filename (folder, name, NULL);

  for (guint i = 2; g_file_test (path, G_FILE_TEST_EXISTS); i++)
    {
      g_autofree char *numbered = g_strdup_printf ("%s-%u", name, i);

      g_free (path);
      path = g_build_filename (folder, numbered, NULL);
    }
  return path;
}
