/* highlight-parts.c: reads what a highlighted text shows.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "ui/components/highlight-parts.h"

#include <json-glib/json-glib.h>
#include <math.h>

void
vt_highlight_part_free (VtHighlightPart *part)
{
  g_free (part->text);
  g_free (part->label);
  g_free (part);
}

static const char *
node_text (JsonNode *node)
{
  return node && JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_STRING
           ? json_node_get_string (node)
           : NULL;
}

static gboolean
node_number (JsonNode *node, double *number)
{
  if (node == NULL || !JSON_NODE_HOLDS_VALUE (node) || json_node_get_value_type (node) == G_TYPE_STRING
      || json_node_get_value_type (node) == G_TYPE_BOOLEAN)
    return FALSE;
  *number = json_node_get_double (node);
  return isfinite (*number);
}

static gboolean
joins (const VtHighlightPart *last, const VtHighlightPart *part)
{
  return last->label && g_strcmp0 (last->label, part->label) == 0;
}

/* Takes @part. */
static void
add_part (GPtrArray *parts, VtHighlightPart *part, gboolean combine)
{
  VtHighlightPart *last = parts->len > 0 ? parts->pdata[parts->len - 1] : NULL;
  char *joined;

  if (!combine || last == NULL || !joins (last, part))
    {
      g_ptr_array_add (parts, part);
      return;
    }
  joined = g_strconcat (last->text, part->text, NULL);
  g_free (last->text);
  last->text = joined;
  vt_highlight_part_free (part);
}

static void
add_pair (GPtrArray *parts, JsonNode *node, gboolean combine)
{
  JsonArray *pair = JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
  const char *text = pair && json_array_get_length (pair) > 0 ? node_text (json_array_get_element (pair, 0)) : NULL;
  JsonNode *mark = pair && json_array_get_length (pair) > 1 ? json_array_get_element (pair, 1) : NULL;
  VtHighlightPart *part;

  if (text == NULL || *text == '\0')
    return;
  part = g_new0 (VtHighlightPart, 1);
  part->text = g_strdup (text);
  part->label = g_strdup (node_text (mark));
  part->has_score = node_number (mark, &part->score);
  part->score = CLAMP (part->score, -1, 1);
  add_part (parts, part, combine);
}

static const char *
entity_label (JsonObject *entity)
{
  static const char *const names[] = { "entity_group", "entity", "class", NULL };

  for (guint i = 0; names[i]; i++)
    {
      const char *label = node_text (json_object_get_member (entity, names[i]));
      if (label)
        return label;
    }
  return NULL;
}

/* The characters @start … @end of @text; transfer full. */
static VtHighlightPart *
piece (const char *text, glong start, glong end, const char *label)
{
  VtHighlightPart *part = g_new0 (VtHighlightPart, 1);

  part->text = g_utf8_substring (text, start, end);
  part->label = g_strdup (label);
  return part;
}

static void
add_entities (GPtrArray *parts, JsonObject *object, gboolean combine)
{
  const char *text = node_text (json_object_get_member (object, "text"));
  JsonNode *list = json_object_get_member (object, "entities");
  JsonArray *entities = list && JSON_NODE_HOLDS_ARRAY (list) ? json_node_get_array (list) : NULL;
  glong length = text ? g_utf8_strlen (text, -1) : 0, at = 0;

  for (guint i = 0; entities && i < json_array_get_length (entities); i++)
    {
      JsonNode *node = json_array_get_element (entities, i);
      JsonObject *entity = JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
      double start, end;

      if (entity == NULL || !node_number (json_object_get_member (entity, "start"), &start)
          || !node_number (json_object_get_member (entity, "end"), &end)
          || start < at || end <= start || end > length)
        continue;
      if ((glong) start > at)
        add_part (parts, piece (text, at, (glong) start, NULL), FALSE);
      add_part (parts, piece (text, (glong) start, (glong) end, entity_label (entity)), combine);
      at = (glong) end;
    }
  if (at < length)
    add_part (parts, piece (text, at, length, NULL), FALSE);
}

GPtrArray *
vt_highlight_parts_parse (const char *json, gboolean combine)
{
  GPtrArray *parts = g_ptr_array_new_with_free_func ((GDestroyNotify) vt_highlight_part_free);
  g_autoptr (JsonNode) root = json_from_string (json, NULL);
  JsonArray *pairs = root && JSON_NODE_HOLDS_ARRAY (root) ? json_node_get_array (root) : NULL;

  for (guint i = 0; pairs && i < json_array_get_length (pairs); i++)
    add_pair (parts, json_array_get_element (pairs, i), combine);
  if (root && JSON_NODE_HOLDS_OBJECT (root))
    add_entities (parts, json_node_get_object (root), combine);
  return parts;
}
