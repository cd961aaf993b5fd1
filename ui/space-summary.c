/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/space-summary.h"

#include "app/data-path.h"
#include "app/space-document.h"

void
vt_space_summary_free (VtSpaceSummary *summary)
{
  g_free (summary->path);
  g_free (summary->title);
  g_free (summary->emoji);
  g_free (summary->color_from);
  g_free (summary->color_to);
  g_free (summary->description);
  g_free (summary->task);
  g_free (summary->model);
  g_free (summary);
}

VtSpaceSummary *
vt_space_summary_load (const char *path, GError **error)
{
  g_autoptr (VtSpace) space = vt_space_load (path, error);
  VtSpaceSummary *summary;

  if (!space)
    return NULL;
  summary = g_new0 (VtSpaceSummary, 1);
  summary->path = g_strdup (path);
  summary->title = g_strdup (vt_space_get_title (space));
  summary->emoji = g_strdup (vt_space_get_emoji (space));
  summary->color_from = g_strdup (vt_space_get_color_from (space));
  summary->color_to = g_strdup (vt_space_get_color_to (space));
  summary->description = g_strdup (vt_space_get_short_description (space));
  summary->task = g_strdup (vt_space_get_tasks (space)[0]);
  summary->model = g_strdup (vt_space_get_models (space)[0]);
  return summary;
}

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

/* The folders below spaces/ in the order of the file "order" there (a name a
 * line), then those it does not name, by name. */
static GPtrArray *
starter_names (const char *folder)
{
  GPtrArray *names = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *order_path = g_build_filename (folder, "order", NULL);
  g_autofree char *order = NULL;
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  g_auto (GStrv) lines = NULL;
  const char *name;
  guint n_ordered;

  g_file_get_contents (order_path, &order, NULL, NULL);
  lines = g_strsplit (order ? order : "", "\n", -1);
  for (guint i = 0; lines[i]; i++)
    if (*g_strstrip (lines[i]))
      g_ptr_array_add (names, g_strdup (lines[i]));
  n_ordered = names->len;
  while (dir && (name = g_dir_read_name (dir)))
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);

      if (g_file_test (path, G_FILE_TEST_IS_DIR)
          && !g_ptr_array_find_with_equal_func (names, name, g_str_equal, NULL))
        g_ptr_array_add (names, g_strdup (name));
    }
  qsort (names->pdata + n_ordered, names->len - n_ordered, sizeof (gpointer), compare_names);
  return names;
}

GPtrArray *
vt_space_summary_load_starters (void)
{
  GPtrArray *summaries = g_ptr_array_new_with_free_func ((GDestroyNotify) vt_space_summary_free);
  g_autofree char *folder = vt_data_path ("spaces");
  g_autoptr (GPtrArray) names = starter_names (folder);

  for (guint i = 0; i < names->len; i++)
    {
      g_autofree char *path = g_build_filename (folder, names->pdata[i], NULL);
      g_autoptr (GError) error = NULL;
      VtSpaceSummary *summary = vt_space_summary_load (path, &error);

      if (summary)
        g_ptr_array_add (summaries, summary);
      else
        g_message ("%s", error->message);
    }
  return summaries;
}
