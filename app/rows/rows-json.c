/* rows-json.c: JSON lines: an object on each line. The columns are the members that the first
 * hundred have.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <string.h>

#include "app/rows/rows-class.h"
#include "app/rows/rows-json.h"
#include "app/rows/rows-lines.h"
#include "engine/base/error.h"
#include "engine/formats/json-write.h"

#define LOOK_AT 100
#define COLUMNS_MAX 1000

/* What a cell of @node says; transfer full, nullable. */
char *
vt_rows_json_text (const VtJsonNode *node)
{
  VtJsonWriter json = { NULL };
  const char *text = vt_json_string (node, NULL);

  if (node == NULL || vt_json_type (node) == VT_JSON_NULL)
    return NULL;
  if (text != NULL)
    return g_strdup (text);
  json.text = g_string_new (NULL);
  vt_json_write_node (&json, node);
  return g_string_free (json.text, FALSE);
}

static VtRowsKind
kind_of (VtRowsLines *lines, const VtJsonNode *node)
{
  g_autofree char *path = NULL;
  VtRowsKind kind = VT_ROWS_TEXT;

  switch (vt_json_type (node))
    {
    case VT_JSON_NUMBER:
      return VT_ROWS_NUMBER;
    case VT_JSON_ARRAY:
    case VT_JSON_OBJECT:
      return VT_ROWS_JSON;
    case VT_JSON_STRING:
      path = vt_rows_lines_find_file (lines, vt_json_string (node, NULL));
      if (path != NULL)
        vt_rows_kind_of_name (path, &kind);
      return kind;
    default:
      return VT_ROWS_BOOLEAN;
    }
}

static VtRowsColumn *
find_column (VtRows *self, const char *name)
{
  for (guint i = 0; i < self->columns->len; i++)
    if (strcmp (((VtRowsColumn *) self->columns->pdata[i])->name, name) == 0)
      return self->columns->pdata[i];
  return NULL;
}

/* A column whose values are of different kinds has texts. */
static void
note_members (VtRows *self, const VtJsonNode *object)
{
  VtJsonIter iter = VT_JSON_ITER (object);

  while (vt_json_type (object) == VT_JSON_OBJECT && vt_json_iter_next (&iter))
    {
      VtRowsColumn *column = find_column (self, iter.key);
      VtRowsKind kind = kind_of (self->state, iter.value);

      if (vt_json_type (iter.value) == VT_JSON_NULL)
        continue;
      if (column == NULL && self->columns->len < COLUMNS_MAX)
        vt_rows_add_column (self, iter.key, kind, NULL);
      else if (column != NULL && column->kind != kind)
        column->kind = VT_ROWS_TEXT;
    }
}

/* The line @index; *json is %NULL at the end, and for a line that is empty. */
static gboolean
read_line (VtRows *self, gint64 index, VtJson **json, gboolean *end, GCancellable *cancellable, GError **error)
{
  const char *text;
  gsize size;

  *json = NULL;
  if (!vt_rows_lines_read (self->state, index, &text, &size, end, cancellable, error))
    return FALSE;
  if (*end || size == 0)
    return TRUE;
  *json = vt_json_parse (text, size, error);
  if (*json == NULL)
    g_prefix_error (error, "Line %" G_GINT64_FORMAT " is no JSON. ", index + 1);
  else if (vt_json_type (vt_json_root (*json)) != VT_JSON_OBJECT)
    {
      g_set_error (error, VT_ERROR, VT_ERROR_CORRUPT, "Line %" G_GINT64_FORMAT " is no JSON object.", index + 1);
      g_clear_pointer (json, vt_json_free);
    }
  return *json != NULL;
}

static gboolean
open_json (VtRows *self, const char *path, GError **error)
{
  gboolean end = FALSE;

  self->state = vt_rows_lines_new (path, error);
  if (self->state == NULL)
    return FALSE;
  for (guint i = 0; i < LOOK_AT; i++)
    {
      g_autoptr (VtJson) json = NULL;

      if (!read_line (self, i, &json, &end, NULL, error))
        return FALSE;
      if (end)
        break;
      if (json != NULL)
        note_members (self, vt_json_root (json));
    }
  return TRUE;
}

static gint64
count (VtRows *self)
{
  return vt_rows_lines_count (self->state);
}

static void
fill_row (VtRows *self, VtRowsRow *row, const VtJsonNode *object)
{
  for (guint i = 0; i < self->columns->len; i++)
    {
      const VtRowsColumn *column = self->columns->pdata[i];
      g_autofree char *text = vt_rows_json_text (vt_json_get (object, column->name));
      char *path = text != NULL && (column->kind == VT_ROWS_IMAGE || column->kind == VT_ROWS_AUDIO)
                     ? vt_rows_lines_find_file (self->state, text) : NULL;

      vt_rows_set_cell (row, i, path != NULL ? path : g_steal_pointer (&text), NULL);
    }
}

static gboolean
read_json (VtRows *self, gint64 first, guint n, GPtrArray *rows, GCancellable *cancellable, GError **error)
{
  for (guint i = 0; i < n; i++)
    {
      g_autoptr (VtJson) json = NULL;
      gboolean end;

      if (!read_line (self, first + i, &json, &end, cancellable, error))
        return FALSE;
      if (end)
        return TRUE;
      fill_row (self, vt_rows_add_row (self, rows), json != NULL ? vt_json_root (json) : NULL);
    }
  return TRUE;
}

static void
free_lines (gpointer state)
{
  vt_rows_lines_free (state);
}

static const char *const endings[] = { ".jsonl", ".ndjson", NULL };

extern const VtRowsClass vt_rows_json;
const VtRowsClass vt_rows_json = { endings, open_json, count, read_json, free_lines };
