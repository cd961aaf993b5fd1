/* rows-parquet.c: a Parquet file, as the Hub has most data sets. A struct of `bytes` and `path` is a
 * picture or a sound.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <string.h>

#include "app/rows/parquet-text.h"
#include "app/rows/rows-class.h"
#include "app/rows/rows-features.h"

/* A column of the table. */
typedef struct
{
  const VtParquetLeaf *leaf;
  VtParquetColumn *values;
  const VtParquetLeaf *path_leaf; /* (nullable): of a picture or sound */
  VtParquetColumn *paths;
} Source;

typedef struct
{
  char *name;  /* of the file, for sentences */
  VtParquetFile *file;
  GPtrArray *sources;
} Parquet;

static void
source_free (Source *source)
{
  vt_parquet_column_free (source->values);
  g_clear_pointer (&source->paths, vt_parquet_column_free);
  g_free (source);
}

static int
find_leaf (const VtParquetFile *file, const char *name)
{
  for (guint i = 0; i < file->leaves->len; i++)
    if (strcmp (((const VtParquetLeaf *) file->leaves->pdata[i])->name, name) == 0)
      return (int) i;
  return -1;
}

/* The leaf that stands beside @leaf, whose name ends in @from, under the name with @to. */
static int
find_beside (const VtParquetFile *file, const VtParquetLeaf *leaf, const char *from, const char *to)
{
  g_autofree char *base = NULL, *other = NULL;

  if (leaf->max_rep > 0 || !g_str_has_suffix (leaf->name, from))
    return -1;
  base = g_strndup (leaf->name, strlen (leaf->name) - strlen (from));
  other = g_strconcat (base, to, NULL);
  return find_leaf (file, other);
}

static gboolean
read_cell (Parquet *self, Source *source, gint64 row, char **text, GBytes **bytes, GError **error)
{
  g_autoptr (GString) said = NULL;
  VtParquetValue value;
  gboolean more;

  if (!vt_parquet_column_seek (source->values, row, error))
    return FALSE;
  if (source->leaf->max_rep > 0)
    return (*text = vt_parquet_read_list (source->values, source->leaf, error)) != NULL;
  if (!vt_parquet_column_next (source->values, &value, &more, error))
    return FALSE;
  if (value.def < source->leaf->max_def)
    return TRUE;
  if (source->paths != NULL)
    {
      *bytes = g_bytes_new (value.data, value.size);
      return TRUE;
    }
  said = g_string_new (NULL);
  vt_parquet_append_value (said, source->leaf, &value, FALSE);
  *text = g_string_free (g_steal_pointer (&said), FALSE);
  return TRUE;
}

static gboolean
read_path (Source *source, gint64 row, char **text, GError **error)
{
  VtParquetValue value;
  gboolean more;

  if (source->paths == NULL)
    return TRUE;
  if (!vt_parquet_column_seek (source->paths, row, error) || !vt_parquet_column_next (source->paths, &value, &more, error))
    return FALSE;
  if (value.def == source->path_leaf->max_def)
    *text = g_utf8_make_valid ((const char *) value.data, (gssize) value.size);
  return TRUE;
}

/* Pictures or sounds: as the writer noted, or else as the first one looks. */
static VtRowsKind
guess_media (Parquet *self, Source *source)
{
  VtRowsKind kind = VT_ROWS_IMAGE;
  g_autofree char *text = NULL;
  g_autoptr (GBytes) bytes = NULL;

  if (self->file->n_rows > 0 && read_cell (self, source, 0, &text, &bytes, NULL) && bytes != NULL)
    vt_rows_kind_of_bytes (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), &kind);
  return kind;
}

static VtRowsKind
kind_of_leaf (const VtParquetLeaf *leaf)
{
  if (leaf->max_rep > 0)
    return VT_ROWS_JSON;
  if (leaf->type == VT_PARQUET_BOOLEAN)
    return VT_ROWS_BOOLEAN;
  if (leaf->type == VT_PARQUET_BYTES || leaf->type == VT_PARQUET_FIXED || leaf->type == VT_PARQUET_INT96)
    return leaf->meaning == VT_PARQUET_DECIMAL ? VT_ROWS_NUMBER : VT_ROWS_TEXT;
  return leaf->meaning == VT_PARQUET_PLAIN || leaf->meaning == VT_PARQUET_UNSIGNED || leaf->meaning == VT_PARQUET_DECIMAL
           ? VT_ROWS_NUMBER : VT_ROWS_TEXT;
}

static void
add_source (VtRows *rows, guint index, const VtJsonNode *features)
{
  Parquet *self = rows->state;
  Source *source = g_new0 (Source, 1);
  int path = -1;
  g_autofree char *name = NULL;
  VtRowsKind kind;
  GStrv labels;

  source->leaf = self->file->leaves->pdata[index];
  source->values = vt_parquet_column_new (self->file, index);
  if (source->leaf->type == VT_PARQUET_BYTES)
    path = find_beside (self->file, source->leaf, ".bytes", ".path");
  name = g_strdup (source->leaf->name);
  if (path >= 0)
    {
      source->path_leaf = self->file->leaves->pdata[path];
      source->paths = vt_parquet_column_new (self->file, (guint) path);
      name[strlen (name) - strlen (".bytes")] = '\0';
    }
  kind = path >= 0 ? guess_media (self, source) : kind_of_leaf (source->leaf);
  labels = vt_rows_read_feature (source->leaf->max_rep == 0 ? vt_json_get (features, name) : NULL, &kind);
  g_ptr_array_add (self->sources, source);
  vt_rows_add_column (rows, name, kind, labels);
}

static gboolean
open_parquet (VtRows *rows, const char *path, GError **error)
{
  Parquet *self = g_new0 (Parquet, 1);
  g_autoptr (GMappedFile) map = g_mapped_file_new (path, FALSE, error);
  g_autoptr (GBytes) bytes = map != NULL ? g_mapped_file_get_bytes (map) : NULL;
  g_autoptr (VtJson) json = NULL;
  const char *notes;

  rows->state = self;
  self->name = g_filename_display_basename (path);
  self->sources = g_ptr_array_new_with_free_func ((GDestroyNotify) source_free);
  if (bytes == NULL)
    return FALSE;
  self->file = vt_parquet_file_new (bytes, error);
  if (self->file == NULL)
    {
      g_prefix_error (error, "%s ", self->name);
      return FALSE;
    }
  notes = g_hash_table_lookup (self->file->notes, "huggingface");
  json = notes != NULL ? vt_json_parse (notes, strlen (notes), NULL) : NULL;
  for (guint i = 0; i < self->file->leaves->len; i++)
    if (((const VtParquetLeaf *) self->file->leaves->pdata[i])->type != VT_PARQUET_BYTES
        || find_beside (self->file, self->file->leaves->pdata[i], ".path", ".bytes") < 0)
      add_source (rows, i, json != NULL ? vt_json_get (vt_json_get (vt_json_root (json), "info"), "features") : NULL);
  return TRUE;
}

static gint64
count (VtRows *rows)
{
  return ((Parquet *) rows->state)->file->n_rows;
}

static gboolean
fill_row (VtRows *rows, VtRowsRow *row, gint64 index, GError **error)
{
  Parquet *self = rows->state;

  for (guint i = 0; i < self->sources->len; i++)
    {
      const VtRowsColumn *column = rows->columns->pdata[i];
      g_autofree char *text = NULL;
      GBytes *bytes = NULL;

      if (!read_cell (self, self->sources->pdata[i], index, &text, &bytes, error))
        return FALSE;
      vt_rows_set_cell (row, i, column->labels != NULL ? vt_rows_name_class (column->labels, text) : g_steal_pointer (&text), bytes);
      if (!read_path (self->sources->pdata[i], index, &g_array_index (row, VtRowsCell, i).text, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
read_parquet (VtRows *rows, gint64 first, guint n, GPtrArray *out, GCancellable *cancellable, GError **error)
{
  Parquet *self = rows->state;

  for (gint64 i = first; i < self->file->n_rows && i - first < n; i++)
    {
      if (g_cancellable_set_error_if_cancelled (cancellable, error))
        return FALSE;
      if (!fill_row (rows, vt_rows_add_row (rows, out), i, error))
        {
          g_prefix_error (error, "%s ", self->name);
          return FALSE;
        }
    }
  return TRUE;
}

static void
free_parquet (gpointer state)
{
  Parquet *self = state;

  g_ptr_array_unref (self->sources);
  g_clear_pointer (&self->file, vt_parquet_file_free);
  g_free (self->name);
  g_free (self);
}

static const char *const endings[] = { ".parquet", NULL };

extern const VtRowsClass vt_rows_parquet;
const VtRowsClass vt_rows_parquet = { endings, open_parquet, count, read_parquet, free_parquet };
