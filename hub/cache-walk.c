/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "hub/cache-private.h"

#define DEPTH_MAX 8

int
vt_hub_compare_names (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

static void
walk (const char *folder, const char *prefix, guint depth, GPtrArray *names)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);
      g_autofree char *below = *prefix ? g_build_filename (prefix, name, NULL) : g_strdup (name);

      if (g_file_test (path, G_FILE_TEST_IS_REGULAR))
        g_ptr_array_add (names, g_steal_pointer (&below));
      else if (depth < DEPTH_MAX && g_file_test (path, G_FILE_TEST_IS_DIR)
               && !g_file_test (path, G_FILE_TEST_IS_SYMLINK))
        walk (path, below, depth + 1, names);
    }
}

GStrv
vt_hub_cache_walk (const char *folder)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new ();

  walk (folder, "", 0, names);
  g_ptr_array_sort (names, vt_hub_compare_names);
  g_ptr_array_add (names, NULL);
  return (GStrv) g_ptr_array_steal (names, NULL);
}
