/* SPDX-License-Identifier: GPL-3.0-or-later */
#define _GNU_SOURCE /* memmem() */
#include "engine/text/split.h"

#include <string.h>

gboolean
vt_split_behavior_load (VtSplitBehavior *behavior, const VtJsonNode *node, GError **error)
{
  static const char *const names[] = { "Removed", "Isolated", "MergedWithPrevious", "MergedWithNext", "Contiguous" };
  const char *name = vt_json_get_string (node, "behavior", "");

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    if (strcmp (name, names[i]) == 0)
      {
        *behavior = i;
        return TRUE;
      }
  return vt_stage_damaged (error, "its pre-tokenizer has the unknown behavior “%s”", name) != NULL;
}

gboolean
vt_pattern_load (VtPattern *self, const VtJsonNode *node, GError **error)
{
  const char *regex = vt_json_get_string (node, "Regex", NULL);
  const char *string = vt_json_get_string (node, "String", vt_json_string (node, NULL));

  *self = (VtPattern) { 0 };
  if (regex != NULL)
    self->regex = vt_regex_new (regex, error);
  else if (string != NULL)
    self->string = g_strdup (string);
  else
    vt_stage_damaged (error, "a pattern is neither a string nor a regular expression");
  return self->regex != NULL || self->string != NULL;
}

void
vt_pattern_clear (VtPattern *self)
{
  g_clear_pointer (&self->string, g_free);
  g_clear_pointer (&self->regex, vt_regex_free);
}

static void
find_string (const char *string, const char *text, gsize length, GArray *found)
{
  gsize n = strlen (string);
  const char *end = text + length;

  if (n == 0)
    return;
  for (const char *at = text; (at = memmem (at, end - at, string, n)) != NULL; at += n)
    {
      VtSpan span = { at - text, at - text + n };

      g_array_append_val (found, span);
    }
}

void
vt_pattern_find (gconstpointer pattern, const char *text, gsize length, GArray *found)
{
  const VtPattern *self = pattern;

  if (self->regex != NULL)
    vt_regex_find_all (self->regex, text, length, found);
  else
    find_string (self->string, text, length, found);
}

typedef struct
{
  VtSpan span;
  gboolean match;
} Part;

/* The whole piece as found and not found parts in turn, none of them empty. */
static void
list_parts (GArray *parts, const GArray *found, VtSpan piece, gboolean invert)
{
  gsize at = piece.start;

  g_array_set_size (parts, 0);
  for (guint i = 0; i <= found->len; i++)
    {
      gboolean last = i == found->len;
      VtSpan span = last ? (VtSpan) { piece.end, piece.end } : g_array_index (found, VtSpan, i);
      Part between, match;

      if (!last)
        span = (VtSpan) { span.start + piece.start, span.end + piece.start };
      between = (Part) { { at, span.start }, invert };
      match = (Part) { span, !invert };
      if (at < span.start)
        g_array_append_val (parts, between);
      if (span.start < span.end)
        g_array_append_val (parts, match);
      at = span.end;
    }
}

/* Whether part @i belongs to the piece that part @i - 1 is in. */
static gboolean
joins (const GArray *parts, guint i, VtSplitBehavior behavior)
{
  gboolean match = g_array_index (parts, Part, i).match;
  gboolean before = g_array_index (parts, Part, i - 1).match;

  switch (behavior)
    {
    case VT_SPLIT_MERGED_WITH_PREVIOUS:
      return match && !before;
    case VT_SPLIT_MERGED_WITH_NEXT:
      return before && !match;
    case VT_SPLIT_CONTIGUOUS:
      return match == before;
    default:
      return FALSE;
    }
}

static void
join_parts (GArray *to, const GArray *parts, VtSplitBehavior behavior)
{
  for (guint i = 0; i < parts->len; i++)
    {
      const Part *part = &g_array_index (parts, Part, i);

      if (i > 0 && joins (parts, i, behavior))
        g_array_index (to, VtSpan, to->len - 1).end = part->span.end;
      else if (behavior != VT_SPLIT_REMOVED || !part->match)
        g_array_append_val (to, part->span);
    }
}

void
vt_split (VtPieces *pieces, VtFindFunc find, gconstpointer data, VtSplitBehavior behavior, gboolean invert)
{
  g_autoptr (GArray) found = g_array_new (FALSE, FALSE, sizeof (VtSpan));
  g_autoptr (GArray) parts = g_array_new (FALSE, FALSE, sizeof (Part));
  GArray *to = g_array_new (FALSE, FALSE, sizeof (VtSpan));

  for (guint i = 0; i < pieces->pieces->len; i++)
    {
      VtSpan piece = g_array_index (pieces->pieces, VtSpan, i);

      g_array_set_size (found, 0);
      find (data, pieces->buffer.bytes->str + piece.start, piece.end - piece.start, found);
      list_parts (parts, found, piece, invert);
      join_parts (to, parts, behavior);
    }
  g_array_unref (pieces->pieces);
  pieces->pieces = to;
}

void
vt_replace_free (gpointer replace)
{
  VtReplace *self = replace;

  vt_pattern_clear (&self->pattern);
  g_free (self->content);
  g_free (self);
}

gpointer
vt_replace_load (const VtJsonNode *node, GError **error)
{
  const char *content = vt_json_get_string (node, "content", NULL);
  VtReplace *self;

  if (content == NULL)
    return vt_stage_damaged (error, "it does not say what to replace by");
  self = g_new0 (VtReplace, 1);
  self->content = g_strdup (content);
  if (vt_pattern_load (&self->pattern, vt_json_get (node, "pattern"), error))
    return self;
  vt_replace_free (self);
  return NULL;
}
