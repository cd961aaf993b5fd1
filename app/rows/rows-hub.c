/* rows-hub.c: rows from the Hub's dataset viewer, a page when it is wanted.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <string.h>

#include "app/rows/rows-class.h"
#include "app/rows/rows-features.h"
#include "app/rows/rows-json.h"
#include "engine/base/error.h"
#include "hub/dataset.h"

typedef struct
{
  VtHubClient *client;
  char *repo, *config, *split, *words;
  gint64 total;
} Viewer;

/* `{"src": "https://…"}`, or of sounds a list of such, one for each format. */
static char *
media_address (const VtJsonNode *node)
{
  const VtJsonNode *one = vt_json_type (node) == VT_JSON_ARRAY ? vt_json_at (node, 0) : node;

  return g_strdup (vt_json_get_string (one, "src", NULL));
}

static VtJson *
ask (Viewer *self, gint64 first, guint n, GCancellable *cancellable, GError **error)
{
  return vt_dataset_get_rows (self->client, self->repo, self->config, self->split, self->words, first, n, cancellable, error);
}

static void
add_columns (VtRows *rows, const VtJsonNode *root)
{
  VtJsonIter iter = VT_JSON_ITER (vt_json_get (root, "features"));

  while (vt_json_iter_next (&iter))
    {
      VtRowsKind kind = VT_ROWS_TEXT;
      GStrv labels = vt_rows_read_feature (vt_json_get (iter.value, "type"), &kind);

      vt_rows_add_column (rows, vt_json_get_string (iter.value, "name", "?"), kind, labels);
    }
}

static void
fill_row (VtRows *rows, VtRowsRow *row, const VtJsonNode *values)
{
  for (guint i = 0; i < rows->columns->len; i++)
    {
      const VtRowsColumn *column = rows->columns->pdata[i];
      const VtJsonNode *value = vt_json_get (values, column->name);
      gboolean media = column->kind == VT_ROWS_IMAGE || column->kind == VT_ROWS_AUDIO;
      g_autofree char *text = media ? media_address (value) : vt_rows_json_text (value);

      vt_rows_set_cell (row, i, column->labels != NULL ? vt_rows_name_class (column->labels, text) : g_steal_pointer (&text), NULL);
    }
}

static void
take_rows (VtRows *rows, const VtJsonNode *root, guint most, GPtrArray *out)
{
  Viewer *self = rows->state;
  VtJsonIter iter = VT_JSON_ITER (vt_json_get (root, "rows"));

  self->total = MAX (vt_json_get_int (root, "num_rows_total", self->total), -1);
  for (guint i = 0; i < most && vt_json_iter_next (&iter); i++)
    fill_row (rows, vt_rows_add_row (rows, out), vt_json_get (iter.value, "row"));
}

static gint64
count (VtRows *rows)
{
  return ((Viewer *) rows->state)->total;
}

static gboolean
read_viewer (VtRows *rows, gint64 first, guint n, GPtrArray *out, GCancellable *cancellable, GError **error)
{
  while (n > 0)
    {
      guint page = MIN (n, VT_DATASET_ROWS_MAX), before = out->len;
      g_autoptr (VtJson) json = ask (rows->state, first, page, cancellable, error);

      if (json == NULL)
        return FALSE;
      take_rows (rows, vt_json_root (json), page, out);
      if (out->len - before < page)
        return TRUE;
      n -= page;
      first += page;
    }
  return TRUE;
}

static void
free_viewer (gpointer state)
{
  Viewer *self = state;

  g_object_unref (self->client);
  g_free (self->repo);
  g_free (self->config);
  g_free (self->split);
  g_free (self->words);
  g_free (self);
}

static const VtRowsClass viewer_class = { NULL, NULL, count, read_viewer, free_viewer };

VtRows *
vt_rows_open_hub (VtHubClient *client, const char *repo, const char *config, const char *split, const char *words,
                  GCancellable *cancellable, GError **error)
{
  g_autoptr (VtRows) rows = vt_rows_new (&viewer_class);
  Viewer *self = g_new (Viewer, 1);
  g_autoptr (VtJson) json = NULL;

  *self = (Viewer) { g_object_ref (client), g_strdup (repo), g_strdup (config), g_strdup (split),
                     words != NULL && *words != '\0' ? g_strdup (words) : NULL, -1 };
  rows->state = self;
  json = ask (self, 0, 1, cancellable, error);
  if (json == NULL)
    return NULL;
  add_columns (rows, vt_json_root (json));
  self->total = MAX (vt_json_get_int (vt_json_root (json), "num_rows_total", -1), -1);
  return g_steal_pointer (&rows);
}
