/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/components/timed-parts.h"

#include <json-glib/json-glib.h>
#include <math.h>

void
vt_timed_part_free (VtTimedPart *part)
{
  g_free (part->text);
  g_clear_pointer (&part->sounds, g_ptr_array_unref);
  g_free (part);
}

static gboolean
read_number (JsonNode *node, double *number)
{
  GType type = node != NULL && JSON_NODE_HOLDS_VALUE (node) ? json_node_get_value_type (node) : G_TYPE_INVALID;

  if (type != G_TYPE_DOUBLE && type != G_TYPE_INT64)
    return FALSE;
  *number = json_node_get_double (node);
  return isfinite (*number);
}

static gboolean
read_times (JsonObject *object, VtTimedPart *part)
{
  JsonNode *pair = json_object_get_member (object, "timestamp"), *start = json_object_get_member (object, "start"),
           *end = json_object_get_member (object, "end");

  if (pair != NULL && JSON_NODE_HOLDS_ARRAY (pair) && json_array_get_length (json_node_get_array (pair)) == 2)
    {
      start = json_array_get_element (json_node_get_array (pair), 0);
      end = json_array_get_element (json_node_get_array (pair), 1);
    }
  if (!read_number (start, &part->start))
    return FALSE;
  if (!read_number (end, &part->end))
    part->end = part->start;
  return TRUE;
}

static GPtrArray *read_list (JsonNode *node, const char *name);

static VtTimedPart *
read_part (JsonNode *node, const char *name)
{
  JsonObject *object = JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
  JsonNode *text = object != NULL ? json_object_get_member (object, name) : NULL;
  VtTimedPart *part;

  if (text == NULL || !JSON_NODE_HOLDS_VALUE (text) || json_node_get_value_type (text) != G_TYPE_STRING)
    return NULL;
  part = g_new0 (VtTimedPart, 1);
  part->text = g_strdup (json_node_get_string (text));
  if (!read_times (object, part))
    {
      vt_timed_part_free (part);
      return NULL;
    }
  if (json_object_has_member (object, "phonemes"))
    part->sounds = read_list (json_object_get_member (object, "phonemes"), "phoneme");
  return part;
}

static GPtrArray *
read_list (JsonNode *node, const char *name)
{
  GPtrArray *parts = g_ptr_array_new_with_free_func ((GDestroyNotify) vt_timed_part_free);
  JsonArray *array = node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;

  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++)
    {
      VtTimedPart *part = read_part (json_array_get_element (array, i), name);

      if (part != NULL)
        g_ptr_array_add (parts, part);
    }
  return parts;
}

GPtrArray *
vt_timed_parts_parse (const char *json)
{
  g_autoptr (JsonNode) root = json_from_string (json, NULL);

  return read_list (root, "text");
}

int
vt_timed_parts_at (GPtrArray *parts, double seconds)
{
  guint from = 0, to = parts->len;

  while (from < to)
    {
      guint middle = (from + to) / 2;

      if (((const VtTimedPart *) parts->pdata[middle])->start <= seconds)
        from = middle + 1;
      else
        to = middle;
    }
  return (int) from - 1;
}
