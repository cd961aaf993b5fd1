/* component-files.c: what the components that hold files take.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <string.h>

#include "app/components/component-parts.h"

static gboolean
takes_several (const VtSpaceComponent *component)
{
  return vt_component_class_find_property (component->klass, "file_count") == NULL
         || strcmp (vt_space_component_get_text (component, "file_count"), "multiple") == 0;
}

VtValueType
vt_component_files_value_of (const VtSpaceComponent *component)
{
  return takes_several (component) ? VT_VALUE_LIST : VT_VALUE_FILE;
}

/* A path in the document's words; one that leads out of the space stays as it is
 * and is refused later. */
static VtValue *
file_at (const VtSpaceComponent *component, const char *path)
{
  g_autofree char *full = vt_space_component_path (component, path);

  return vt_value_new_file (full != NULL ? full : path);
}

/* A path, or Gradio's pair of a path and a caption. */
static VtValue *
read_file (const VtSpaceComponent *component, const VtJsonNode *node)
{
  const char *path = vt_json_string (node, NULL);
  const char *caption = vt_json_string (vt_json_at (node, 1), NULL);
  g_autoptr (VtValue) file = NULL;
  g_autoptr (VtValue) words = NULL;

  if (path != NULL)
    return file_at (component, path);
  path = vt_json_string (vt_json_at (node, 0), NULL);
  if (path == NULL || caption == NULL)
    return NULL;
  file = file_at (component, path);
  words = vt_value_new_text (caption);
  return vt_value_new_list ((VtValue *[]) { file, words }, 2);
}

static VtValue *
read_list (const VtSpaceComponent *component, const VtJsonNode *array)
{
  g_autoptr (GPtrArray) files = g_ptr_array_new_with_free_func ((GDestroyNotify) vt_value_unref);
  VtJsonIter iter = VT_JSON_ITER (array);

  while (vt_json_iter_next (&iter))
    {
      VtValue *file = read_file (component, iter.value);

      if (file == NULL)
        return NULL;
      g_ptr_array_add (files, file);
    }
  return vt_value_new_list ((VtValue **) files->pdata, files->len);
}

/* The only one of a list, or a list of only one, whichever is wanted; takes @value. */
static VtValue *
fit (const VtSpaceComponent *component, VtValue *value)
{
  g_autoptr (VtValue) taken = value;
  gboolean several = takes_several (component);
  guint n = 0;

  if (value == NULL)
    return NULL;
  if (vt_value_type (value) == VT_VALUE_LIST && !several)
    {
      VtValue *const *values = vt_value_list (value, &n);

      return n == 0 ? vt_value_new_none () : n == 1 ? vt_value_ref (values[0]) : vt_value_ref (value);
    }
  if (several && (vt_value_type (value) == VT_VALUE_FILE || vt_value_type (value) == VT_VALUE_IMAGE))
    return vt_value_new_list (&value, 1);
  return g_steal_pointer (&taken);
}

VtValue *
vt_component_coerce_file (const VtSpaceComponent *component, VtValue *value)
{
  g_autofree char *path = NULL;

  if (vt_value_type (value) != VT_VALUE_TEXT)
    return NULL;
  if (*vt_value_text (value) == '\0')
    return vt_value_new_none ();
  path = vt_space_component_path (component, vt_value_text (value));
  return path != NULL ? vt_value_new_file (path) : NULL;
}

VtValue *
vt_component_coerce_files (const VtSpaceComponent *component, VtValue *value)
{
  VtValueType type = vt_value_type (value);
  const char *text = type == VT_VALUE_TEXT || type == VT_VALUE_JSON ? vt_value_text (value) : NULL;
  g_autoptr (VtJson) json = text != NULL && strchr ("[\"", *text) != NULL ? vt_json_parse (text, strlen (text), NULL) : NULL;

  if (json != NULL && vt_json_type (vt_json_root (json)) == VT_JSON_ARRAY)
    return fit (component, read_list (component, vt_json_root (json)));
  if (json != NULL)
    return fit (component, read_file (component, vt_json_root (json)));
  if (type == VT_VALUE_TEXT)
    return *text != '\0' ? fit (component, file_at (component, text)) : vt_value_new_none ();
  return fit (component, vt_value_ref (value));
}

/* Whether @path ends as the property "file_types" wants it, where it does. */
static gboolean
check_type (const VtSpaceComponent *component, const char *path, GError **error)
{
  gboolean restricted = vt_component_class_find_property (component->klass, "file_types") != NULL
                        && vt_space_component_has (component, "file_types");
  g_autoptr (VtValue) types = restricted ? vt_space_component_get (component, "file_types") : NULL;
  const char *text = types != NULL && vt_value_type (types) == VT_VALUE_JSON ? vt_value_text (types) : "[]";
  g_autoptr (VtJson) json = vt_json_parse (text, strlen (text), NULL);
  g_autofree char *lower = g_ascii_strdown (path, -1);
  g_autofree char *name = g_path_get_basename (path);
  VtJsonIter iter = VT_JSON_ITER (json != NULL ? vt_json_root (json) : NULL);
  gboolean endings = FALSE;

  while (vt_json_iter_next (&iter))
    {
      const char *type = vt_json_string (iter.value, NULL);
      g_autofree char *ending = type != NULL ? g_ascii_strdown (type, -1) : NULL;

      if (ending == NULL || *ending != '.')
        return TRUE; /* "image", "audio" …: many endings */
      endings = TRUE;
      if (g_str_has_suffix (lower, ending))
        return TRUE;
    }
  if (!endings)
    return TRUE;
  g_set_error (error, VT_ERROR, VT_ERROR_INVALID, "“%s” is not one of the kinds of files that it takes: %s", name, text);
  return FALSE;
}

static gboolean
check_file (const VtSpaceComponent *component, VtValue *value, GError **error)
{
  VtValueType type = vt_value_type (value);
  g_auto (GStrv) parts = NULL;
  guint n = 0;

  if (type == VT_VALUE_IMAGE)
    return TRUE;
  if (type == VT_VALUE_LIST)
    {
      VtValue *const *pair = vt_value_list (value, &n);
      if (n == 2 && vt_value_type (pair[1]) == VT_VALUE_TEXT && vt_value_type (pair[0]) != VT_VALUE_LIST)
        return check_file (component, pair[0], error);
    }
  if (type != VT_VALUE_FILE)
    {
      g_set_error (error, VT_ERROR, VT_ERROR_INVALID, "it takes files only");
      return FALSE;
    }
  parts = g_strsplit (vt_value_text (value), "/", -1);
  if (!g_path_is_absolute (vt_value_text (value)) && g_strv_contains ((const char *const *) parts, ".."))
    {
      g_set_error (error, VT_ERROR, VT_ERROR_INVALID, "the file “%s” lies outside the space", vt_value_text (value));
      return FALSE;
    }
  return check_type (component, vt_value_text (value), error);
}

VtValue *
vt_component_accept_files (const VtSpaceComponent *component, VtValue *value, GError **error)
{
  guint n = 1;
  VtValue *const *values = vt_value_type (value) == VT_VALUE_LIST ? vt_value_list (value, &n) : &value;

  for (guint i = 0; i < n; i++)
    if (!check_file (component, values[i], error))
      return NULL;
  return vt_value_ref (value);
}
