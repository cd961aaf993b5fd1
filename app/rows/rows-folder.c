/* rows-folder.c: a folder of pictures or sounds, in folders by what they show: the names of the
 * files are found at the beginning, the files read when they are wanted.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <string.h>

#include "app/rows/rows-class.h"
#include "engine/base/error.h"

#define DEPTH_MAX 8
#define FILES_MAX 5000000u

typedef struct
{
  char *path;
  GPtrArray *names; /* (element-type utf8) relative to it, sorted */
  VtRowsKind kind;
  gboolean with_labels;
} Folder;

static void
walk (Folder *folder, const char *below, guint depth, guint counts[2])
{
  g_autofree char *path = g_build_filename (folder->path, below, NULL);
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;

  while (dir != NULL && folder->names->len < FILES_MAX && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *relative = *below != '\0' ? g_build_filename (below, name, NULL) : g_strdup (name);
      g_autofree char *full = g_build_filename (folder->path, relative, NULL);
      VtRowsKind kind;

      if (*name == '.' || g_file_test (full, G_FILE_TEST_IS_SYMLINK))
        continue;
      if (depth < DEPTH_MAX && g_file_test (full, G_FILE_TEST_IS_DIR))
        walk (folder, relative, depth + 1, counts);
      else if (vt_rows_kind_of_name (name, &kind) && g_utf8_validate (relative, -1, NULL))
        {
          counts[kind == VT_ROWS_AUDIO]++;
          g_ptr_array_add (folder->names, g_steal_pointer (&relative));
        }
    }
}

static int
compare (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

/* Of pictures and sounds in one folder, those that are more count. */
static void
keep_kind (Folder *folder, VtRowsKind kind)
{
  guint kept = 0;

  for (guint i = 0; i < folder->names->len; i++)
    {
      char *name = folder->names->pdata[i];
      VtRowsKind its = kind;

      vt_rows_kind_of_name (name, &its);
      if (its == kind)
        folder->names->pdata[kept++] = name;
      else
        g_free (name);
      folder->with_labels |= its == kind && strchr (name, '/') != NULL;
    }
  g_ptr_array_set_free_func (folder->names, NULL);
  g_ptr_array_set_size (folder->names, (int) kept);
  g_ptr_array_set_free_func (folder->names, g_free);
  folder->kind = kind;
}

static gboolean
open_folder (VtRows *self, const char *path, GError **error)
{
  Folder *folder = g_new0 (Folder, 1);
  guint counts[2] = { 0 };

  self->state = folder;
  folder->path = g_strdup (path);
  folder->names = g_ptr_array_new_with_free_func (g_free);
  walk (folder, "", 0, counts);
  if (folder->names->len == 0)
    {
      g_autofree char *shown = g_filename_display_name (path);

      g_set_error (error, VT_ERROR, VT_ERROR_NOT_FOUND, "There is no picture and no sound in %s.", shown);
      return FALSE;
    }
  keep_kind (folder, counts[1] > counts[0] ? VT_ROWS_AUDIO : VT_ROWS_IMAGE);
  g_ptr_array_sort (folder->names, compare);
  vt_rows_add_column (self, folder->kind == VT_ROWS_AUDIO ? "audio" : "image", folder->kind, NULL);
  if (folder->with_labels)
    vt_rows_add_column (self, "label", VT_ROWS_TEXT, NULL);
  return TRUE;
}

static gint64
count (VtRows *self)
{
  return ((Folder *) self->state)->names->len;
}

static gboolean
read_folder (VtRows *self, gint64 first, guint n, GPtrArray *rows, GCancellable *cancellable, GError **error)
{
  Folder *folder = self->state;

  for (gint64 i = first; i < (gint64) folder->names->len && i - first < n; i++)
    {
      const char *name = folder->names->pdata[i];
      g_autofree char *parent = g_path_get_dirname (name);
      VtRowsRow *row = vt_rows_add_row (self, rows);

      vt_rows_set_cell (row, 0, g_build_filename (folder->path, name, NULL), NULL);
      if (folder->with_labels)
        vt_rows_set_cell (row, 1, strcmp (parent, ".") != 0 ? g_path_get_basename (parent) : NULL, NULL);
    }
  return TRUE;
}

static void
free_folder (gpointer state)
{
  Folder *folder = state;

  g_free (folder->path);
  g_ptr_array_unref (folder->names);
  g_free (folder);
}

extern const VtRowsClass vt_rows_folder;
const VtRowsClass vt_rows_folder = { NULL, open_folder, count, read_folder, free_folder };
