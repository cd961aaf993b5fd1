/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "hub/json.h"

#include "engine/base/error.h"

#define DEPTH_MAX 64

/* Whether no place of the text is inside more than DEPTH_MAX brackets. Brackets
 * within strings do not count. */
static gboolean
is_shallow (const char *text, gsize bytes)
{
  guint depth = 0;
  gboolean quoted = FALSE;

  for (gsize i = 0; i < bytes; i++)
    {
      char c = text[i];

      if (quoted && c == '\\')
        i++;
      else if (c == '"')
        quoted = !quoted;
      else if (!quoted && (c == '[' || c == '{') && ++depth > DEPTH_MAX)
        return FALSE;
      else if (!quoted && (c == ']' || c == '}') && depth > 0)
        depth--;
    }
  return TRUE;
}

JsonNode *
vt_json_parse (const char *text, gsize bytes, const char *name, GError **error)
{
  g_autoptr (JsonParser) parser = json_parser_new_immutable ();
  g_autoptr (GError) reason = NULL;

  if (!g_utf8_validate_len (text, bytes, NULL))
    g_set_error (error, VT_ERROR, VT_ERROR_CORRUPT, "%s is not JSON: it is not UTF-8 text.", name);
  else if (!is_shallow (text, bytes))
    g_set_error (error, VT_ERROR, VT_ERROR_CORRUPT,
                 "%s cannot be used: it is nested deeper than %d levels.", name, DEPTH_MAX);
  else if (!json_parser_load_from_data (parser, bytes > 0 ? text : "", bytes, &reason))
    g_set_error (error, VT_ERROR, VT_ERROR_CORRUPT, "%s is not JSON: %s", name, reason->message);
  else if (json_parser_get_root (parser) == NULL)
    g_set_error (error, VT_ERROR, VT_ERROR_CORRUPT, "%s is not JSON: it is empty.", name);
  else
    return json_parser_steal_root (parser);
  return NULL;
}

JsonNode *
vt_json_get_member (JsonNode *node, const char *name)
{
  if (node == NULL || !JSON_NODE_HOLDS_OBJECT (node))
    return NULL;
  return json_object_get_member (json_node_get_object (node), name);
}

const char *
vt_json_get_string (JsonNode *node, const char *name)
{
  JsonNode *member = vt_json_get_member (node, name);

  if (member == NULL || json_node_get_value_type (member) != G_TYPE_STRING)
    return NULL;
  return json_node_get_string (member);
}

guint64
vt_json_get_size (JsonNode *node, const char *name)
{
  JsonNode *member = vt_json_get_member (node, name);

  if (member == NULL || json_node_get_value_type (member) != G_TYPE_INT64)
    return 0;
  return MAX (json_node_get_int (member), 0);
}
