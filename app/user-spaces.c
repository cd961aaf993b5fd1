/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/user-spaces.h"

#include <errno.h>
#include <string.h>

#include "app/folder.h"
#include "app/space-archive.h"
#include "app/space-card.h"
#include "app/space-document.h"
#include "app/space-save.h"
#include "engine/base/error.h"
#include "hub/disk.h"

typedef struct
{
  char *path;
  gint64 modified;
} Found;

static int
compare_found (gconstpointer a, gconstpointer b)
{
  const Found *first = a, *second = b;

  return first->modified == second->modified ? strcmp (first->path, second->path)
                                             : (second->modified > first->modified) - (second->modified < first->modified);
}

/* A folder with space.json, or a .vitrine file; what begins with a dot or was
 * left half done by a crash is none. */
static gboolean
look (const char *folder, const char *name, Found *found)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autofree char *document = g_build_filename (path, "space.json", NULL);
  gboolean is_file = g_file_test (path, G_FILE_TEST_IS_REGULAR);
  GStatBuf info;

  if (*name == '.' || g_str_has_suffix (name, ".part") || (is_file && !g_str_has_suffix (name, VT_SPACE_ARCHIVE_SUFFIX))
      || g_stat (is_file ? path : document, &info) != 0 || !S_ISREG (info.st_mode))
    return FALSE;
  *found = (Found) { g_steal_pointer (&path), info.st_mtime };
  return TRUE;
}

GPtrArray *
vt_user_spaces_list (void)
{
  g_autofree char *folder = vt_space_own_folder ();
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  g_autoptr (GArray) found = g_array_new (FALSE, FALSE, sizeof (Found));
  GPtrArray *paths = g_ptr_array_new_with_free_func (g_free);
  const char *name;
  Found one;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    if (look (folder, name, &one))
      g_array_append_val (found, one);
  g_array_sort (found, compare_found);
  for (guint i = 0; i < found->len; i++)
    g_ptr_array_add (paths, g_array_index (found, Found, i).path);
  return paths;
}

gboolean
vt_user_spaces_contains (const char *path)
{
  g_autofree char *folder = vt_space_own_folder ();
  g_autofree char *whole = g_canonicalize_filename (path, NULL);
  gsize n = strlen (folder);

  return strncmp (whole, folder, n) == 0 && whole[n] == '/' && whole[n + 1] != '\0';
}

/* A copy of the folder or of what is in the file, named for @title. */
static char *
copy_as (const char *path, const char *title, GCancellable *cancellable, GError **error)
{
  g_autofree char *folder = vt_space_own_folder ();
  g_autofree char *target = vt_space_own_path (title);
  gboolean good;

  if (!vt_disk_make_folder (folder, error))
    return NULL;
  good = g_file_test (path, G_FILE_TEST_IS_DIR) ? vt_folder_copy (path, target, cancellable, error)
                                                : vt_space_archive_unpack (path, target, cancellable, error);
  return good ? g_steal_pointer (&target) : NULL;
}

char *
vt_user_spaces_import (const char *path, GCancellable *cancellable, GError **error)
{
  g_autoptr (VtSpace) space = vt_space_load (path, error);

  /* One that cannot be opened is not taken in. */
  return space != NULL ? copy_as (path, vt_space_get_title (space), cancellable, error) : NULL;
}

/* Other languages' titles would hide the new one, and leave. */
static gboolean
set_title (const char *folder, const char *title, GError **error)
{
  g_autofree char *path = g_build_filename (folder, "README.md", NULL);
  g_autofree char *readme = NULL;
  g_autoptr (VtSpaceCard) card = NULL;
  g_autofree char *text = NULL;

  g_file_get_contents (path, &readme, NULL, NULL);
  card = vt_space_card_new (readme != NULL ? readme : "", error);
  if (card == NULL)
    return FALSE;
  vt_space_card_set_text (card, "title", title);
  text = vt_space_card_to_text (card);
  return g_file_set_contents_full (path, text, -1, G_FILE_SET_CONTENTS_CONSISTENT, 0644, error);
}

char *
vt_user_spaces_duplicate (const char *path, const char *title, GCancellable *cancellable, GError **error)
{
  g_autofree char *copy = copy_as (path, title, cancellable, error);

  if (copy != NULL && !set_title (copy, title, error))
    {
      vt_folder_remove (copy);
      return NULL;
    }
  return g_steal_pointer (&copy);
}

static gboolean
check_own (const char *path, GError **error)
{
  g_autofree char *shown = g_filename_display_basename (path);

  if (vt_user_spaces_contains (path))
    return TRUE;
  g_set_error (error, VT_ERROR, VT_ERROR_DENIED, "The space “%s” is not one of yours. Make a copy of it first.", shown);
  return FALSE;
}

/* A file is unpacked for it, since its title is inside. */
static char *
rename_file (const char *path, const char *title, GError **error)
{
  char *folder = vt_user_spaces_duplicate (path, title, NULL, error);

  if (folder != NULL)
    g_unlink (path);
  return folder;
}

char *
vt_user_spaces_rename (const char *path, const char *title, GError **error)
{
  if (!check_own (path, error))
    return NULL;
  if (g_file_test (path, G_FILE_TEST_IS_REGULAR))
    return rename_file (path, title, error);
  return set_title (path, title, error) ? g_strdup (path) : NULL;
}

gboolean
vt_user_spaces_trash (const char *path, GError **error)
{
  g_autoptr (GFile) file = g_file_new_for_path (path);

  return check_own (path, error) && g_file_trash (file, NULL, error);
}
