/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/json-pretty.h"

#include "engine/formats/json-write.h"
#include <string.h>

#define WIDTH 100

static void
append_compact (GString *text, const VtJsonNode *node)
{
  VtJsonType type = vt_json_type (node);
  VtJsonIter iter = VT_JSON_ITER (node);
  VtJsonWriter writer = { .text = text };
  gboolean first = TRUE;

  if (type < VT_JSON_ARRAY)
    {
      vt_json_write_node (&writer, node);
      return;
    }
  g_string_append_c (text, type == VT_JSON_ARRAY ? '[' : '{');
  while (vt_json_iter_next (&iter))
    {
      if (!first)
        g_string_append (text, ", ");
      first = FALSE;
      if (iter.key != NULL)
        {
          vt_json_append_string (text, iter.key, (gssize) iter.key_length);
          g_string_append (text, ": ");
        }
      append_compact (text, iter.value);
    }
  g_string_append_c (text, type == VT_JSON_ARRAY ? ']' : '}');
}

static void
append_line_break (GString *text, guint depth)
{
  g_string_append_printf (text, "\n%*s", (int) depth * 2, "");
}

/* @column: where on its line the value begins. */
static void
append_pretty (GString *text, const VtJsonNode *node, guint depth, gsize column)
{
  VtJsonType type = vt_json_type (node);
  VtJsonIter iter = VT_JSON_ITER (node);
  gsize start = text->len;
  gboolean first = TRUE;

  append_compact (text, node);
  if (type < VT_JSON_ARRAY || (column + text->len - start <= WIDTH && depth > 0))
    return;
  g_string_truncate (text, start);
  g_string_append_c (text, type == VT_JSON_ARRAY ? '[' : '{');
  while (vt_json_iter_next (&iter))
    {
      gsize line = text->len + (first ? 1 : 2);

      g_string_append (text, first ? "" : ",");
      first = FALSE;
      append_line_break (text, depth + 1);
      if (iter.key != NULL)
        {
          vt_json_append_string (text, iter.key, (gssize) iter.key_length);
          g_string_append (text, ": ");
        }
      append_pretty (text, iter.value, depth + 1, text->len - line);
    }
  append_line_break (text, depth);
  g_string_append_c (text, type == VT_JSON_ARRAY ? ']' : '}');
}

char *
vt_json_pretty (const char *json)
{
  g_autoptr (VtJson) document = vt_json_parse (json, strlen (json), NULL);
  GString *text = g_string_new (NULL);

  g_return_val_if_fail (document != NULL, g_string_free (text, FALSE));
  append_pretty (text, vt_json_root (document), 0, 0);
  g_string_append_c (text, '\n');
  return g_string_free (text, FALSE);
}
