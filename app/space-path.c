/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/space-path.h"

#include <string.h>

#include "engine/base/error.h"

char *
vt_space_path_member (const char *path, const char *key)
{
  return *path == '\0' ? g_strdup (key) : g_strdup_printf ("%s.%s", path, key);
}

char *
vt_space_path_element (const char *path, guint index)
{
  return g_strdup_printf ("%s[%u]", path, index);
}

gboolean
vt_space_path_fail (GError **error, const char *path, const char *format, ...)
{
  g_autofree char *sentence = NULL;
  va_list arguments;

  va_start (arguments, format);
  sentence = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  g_set_error (error, VT_ERROR, VT_ERROR_CORRUPT, "%s%s%s.", path, *path != '\0' ? ": " : "", sentence);
  return FALSE;
}

gboolean
vt_space_path_prefix (GError **error, const char *path)
{
  char *message;

  if (error == NULL || *error == NULL)
    return FALSE;
  message = g_strdup_printf ("%s%s%s%s", path, *path != '\0' ? ": " : "", (*error)->message,
                             g_str_has_suffix ((*error)->message, ".") ? "" : ".");
  g_free ((*error)->message);
  (*error)->message = message;
  return FALSE;
}

gboolean
vt_space_path_is_id (const char *text)
{
  if (!g_ascii_isalpha (*text) && *text != '_')
    return FALSE;
  for (; *text != '\0'; text++)
    if (!g_ascii_isalnum (*text) && *text != '_' && *text != '-')
      return FALSE;
  return TRUE;
}

const char *
vt_space_path_read_id (const VtJsonNode *node, const char *path, GError **error)
{
  g_autofree char *place = vt_space_path_member (path, "id");
  const char *id = vt_json_get_string (node, "id", NULL);

  if (vt_json_type (node) != VT_JSON_OBJECT)
    vt_space_path_fail (error, path, "it must be an object, not %s", vt_space_json_type_name (node));
  else if (id == NULL)
    vt_space_path_fail (error, place, "an id is needed, a text like “prompt”");
  else if (!vt_space_path_is_id (id))
    vt_space_path_fail (error, place, "“%s” is no id; an id begins with a letter and has only letters, digits, "
                        "“_” and “-”", id);
  else
    return id;
  return NULL;
}

const char *
vt_space_json_type_name (const VtJsonNode *node)
{
  static const char *const names[] = {
    [VT_JSON_NONE] = "missing",     [VT_JSON_NULL] = "null",      [VT_JSON_BOOLEAN] = "true or false",
    [VT_JSON_NUMBER] = "a number",  [VT_JSON_STRING] = "a text", [VT_JSON_ARRAY] = "an array",
    [VT_JSON_OBJECT] = "an object",
  };

  return names[vt_json_type (node)];
}

const VtJsonNode *
vt_space_path_read_array (const VtJsonNode *node, const char *path, const char *key, gboolean required,
                          char **place, GError **error)
{
  const VtJsonNode *array = vt_json_get (node, key);

  *place = vt_space_path_member (path, key);
  if (array == NULL && !required)
    return NULL;
  if (vt_json_type (array) != VT_JSON_ARRAY)
    {
      vt_space_path_fail (error, *place, "it must be an array, and it is %s", vt_space_json_type_name (array));
      return NULL;
    }
  return array;
}
