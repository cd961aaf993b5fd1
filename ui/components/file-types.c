/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/components/file-types.h"

#include <string.h>

char **
vt_file_types_read (const VtSpaceComponent *component)
{
  g_autoptr (VtValue) types = vt_space_component_get (component, "file_types");
  const char *text = vt_value_type (types) == VT_VALUE_JSON ? vt_value_text (types) : "[]";
  g_autoptr (VtJson) json = vt_json_parse (text, strlen (text), NULL);
  g_autoptr (GPtrArray) patterns = g_ptr_array_new ();
  VtJsonIter iter = VT_JSON_ITER (json ? vt_json_root (json) : NULL);

  while (vt_json_iter_next (&iter))
    {
      const char *type = vt_json_string (iter.value, NULL);

      if (type && *type == '.')
        g_ptr_array_add (patterns, g_strconcat ("*", type, NULL));
      else if (type && *type)
        g_ptr_array_add (patterns, strchr (type, '/') ? g_strdup (type) : g_strconcat (type, "/*", NULL));
    }
  if (patterns->len == 0)
    return NULL;
  g_ptr_array_add (patterns, NULL);
  return (char **) g_ptr_array_free (g_steal_pointer (&patterns), FALSE);
}

static gboolean
matches_mime (const char *pattern, const char *path)
{
  g_autofree char *type = g_content_type_guess (path, NULL, 0, NULL);
  g_autofree char *mime = type ? g_content_type_get_mime_type (type) : NULL;

  return mime && g_pattern_match_simple (pattern, mime);
}

gboolean
vt_file_types_match (char **types, const char *path)
{
  g_autofree char *lower = g_ascii_strdown (path, -1);

  for (char **type = types; type && *type; type++)
    {
      g_autofree char *pattern = g_ascii_strdown (*type, -1);

      if (strchr (pattern, '/') ? matches_mime (pattern, path) : g_pattern_match_simple (pattern, lower))
        return TRUE;
    }
  return types == NULL;
}

GPtrArray *
vt_file_types_pick (char **types, GListModel *files, guint most)
{
  GPtrArray *paths = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < g_list_model_get_n_items (files) && paths->len < most; i++)
    {
      g_autoptr (GFile) file = g_list_model_get_item (files, i);
      g_autofree char *path = g_file_get_path (file);

      if (path && vt_file_types_match (types, path))
        g_ptr_array_add (paths, g_steal_pointer (&path));
    }
  return paths;
}

VtValue *
vt_file_value_new (GPtrArray *paths, gboolean several)
{
  g_autoptr (GPtrArray) files = g_ptr_array_new_with_free_func ((GDestroyNotify) vt_value_unref);

  if (!several)
    return paths->len > 0 ? vt_value_new_file (paths->pdata[0]) : vt_value_new_none ();
  for (guint i = 0; i < paths->len; i++)
    g_ptr_array_add (files, vt_value_new_file (paths->pdata[i]));
  return vt_value_new_list ((VtValue **) files->pdata, files->len);
}

GPtrArray *
vt_file_value_paths (VtValue *value)
{
  GPtrArray *paths = g_ptr_array_new_with_free_func (g_free);
  guint n = 1;
  VtValue *const *values = vt_value_type (value) == VT_VALUE_LIST ? vt_value_list (value, &n) : &value;

  for (guint i = 0; i < n; i++)
    if (vt_value_type (values[i]) == VT_VALUE_FILE)
      g_ptr_array_add (paths, g_strdup (vt_value_text (values[i])));
  return paths;
}
