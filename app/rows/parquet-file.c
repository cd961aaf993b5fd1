/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/rows/parquet-file.h"

#include <string.h>

#include "app/rows/parquet-thrift.h"
#include "engine/base/error.h"

#define TAIL 8           /* the footer's length and the magic word */
#define DEPTH_MAX 16
#define LEAVES_MAX 4096

/* Repetition and converted types, by the format's numbers. */
enum { REQUIRED, OPTIONAL, REPEATED };
enum { UTF8 = 0, LIST = 3, ENUM = 4, DECIMAL = 5, DATE = 6, MILLIS = 9, MICROS = 10, UINT_8 = 11, UINT_64 = 14, JSON = 19 };

/* The way through the schema, which is a list in the order of a walk. */
typedef struct
{
  VtParquetFile *file;
  const VtThrift *tree;
  const VtThriftNode *next;
} Walk;

static gboolean
corrupt (const char *what, GError **error)
{
  g_set_error (error, VT_ERROR, VT_ERROR_CORRUPT, "is no Parquet file that can be read: %s.", what);
  return FALSE;
}

static void
leaf_free (VtParquetLeaf *leaf)
{
  g_free (leaf->name);
  g_free (leaf);
}

static void
group_free (VtParquetGroup *group)
{
  g_free (group->chunks);
  g_free (group);
}

/* --- schema ------------------------------------------------------------------- */

/* By the older “converted type”, which every writer notes beside the newer one. */
static VtParquetMeaning
read_meaning (Walk *walk, const VtThriftNode *element)
{
  gint64 converted = vt_thrift_get_int (walk->tree, element, 6, -1);
  const VtThriftNode *logical = vt_thrift_get (walk->tree, element, 10);
  const VtThriftNode *timestamp = vt_thrift_get (walk->tree, logical, 8);

  if (converted == UTF8 || converted == ENUM || converted == JSON || vt_thrift_get (walk->tree, logical, 1) != NULL)
    return VT_PARQUET_TEXT;
  if (converted == DECIMAL)
    return VT_PARQUET_DECIMAL;
  if (converted == DATE)
    return VT_PARQUET_DATE;
  if (timestamp != NULL && vt_thrift_get (walk->tree, vt_thrift_get (walk->tree, timestamp, 2), 3) != NULL)
    return VT_PARQUET_NANOS;
  if (converted == MILLIS || converted == MICROS)
    return converted == MILLIS ? VT_PARQUET_MILLIS : VT_PARQUET_MICROS;
  return converted >= UINT_8 && converted <= UINT_64 ? VT_PARQUET_UNSIGNED : VT_PARQUET_PLAIN;
}

static gboolean
add_leaf (Walk *walk, const VtThriftNode *element, const char *name, const VtParquetLeaf *levels, GError **error)
{
  static const guint widths[VT_PARQUET_N_TYPES] = { 0, 4, 8, 12, 4, 8, 0, 0 };
  gint64 type = vt_thrift_get_int (walk->tree, element, 1, -1);
  gint64 length = vt_thrift_get_int (walk->tree, element, 2, 0);
  VtParquetLeaf *leaf;

  if (type < 0 || type >= VT_PARQUET_N_TYPES || (type == VT_PARQUET_FIXED && (length < 1 || length > 1 << 20)))
    return corrupt ("a column has no type", error);
  if (walk->file->leaves->len >= LEAVES_MAX)
    return corrupt ("it has too many columns", error);
  leaf = g_memdup2 (levels, sizeof *levels);
  leaf->name = g_strdup (name);
  leaf->type = (VtParquetType) type;
  leaf->width = type == VT_PARQUET_FIXED ? (guint) length : widths[type];
  leaf->meaning = read_meaning (walk, element);
  leaf->scale = (guint) CLAMP (vt_thrift_get_int (walk->tree, element, 7, 0), 0, 64);
  g_ptr_array_add (walk->file->leaves, leaf);
  return TRUE;
}

/* Takes the next element of the schema, and all that is below it. @mute: how many names
 * from here on only say “list” */
static gboolean
walk_schema (Walk *walk, const char *before, VtParquetLeaf levels, guint mute, guint depth, GError **error)
{
  const VtThriftNode *element = walk->next;
  g_autofree char *own = element != NULL ? vt_thrift_dup_text (vt_thrift_get (walk->tree, element, 4)) : NULL;
  g_autofree char *name = NULL;
  gint64 n = vt_thrift_get_int (walk->tree, element, 5, 0), repetition;

  if (own == NULL || depth > DEPTH_MAX || n < 0 || n > LEAVES_MAX)
    return corrupt ("its schema makes no sense", error);
  walk->next = vt_thrift_next (walk->tree, element);
  repetition = vt_thrift_get_int (walk->tree, element, 3, REQUIRED);
  name = mute > 0 ? g_strdup (before) : *before != '\0' ? g_strconcat (before, ".", own, NULL) : g_strdup (own);
  levels.max_def += repetition != REQUIRED;
  if (repetition == REPEATED)
    {
      if (levels.max_rep == VT_PARQUET_LISTS_MAX)
        return corrupt ("its lists are too deep", error);
      levels.list_defs[levels.max_rep++] = levels.max_def;
    }
  if (vt_thrift_get (walk->tree, element, 5) == NULL)
    return add_leaf (walk, element, name, &levels, error);
  if (vt_thrift_get_int (walk->tree, element, 6, -1) == LIST || vt_thrift_get (walk->tree, vt_thrift_get (walk->tree, element, 10), 3) != NULL)
    mute = 3;
  for (gint64 i = 0; i < n; i++)
    if (!walk_schema (walk, name, levels, mute > 0 && !(mute == 2 && n > 1) ? mute - 1 : 0, depth + 1, error))
      return FALSE;
  return TRUE;
}

static gboolean
read_schema (VtParquetFile *self, const VtThrift *tree, GError **error)
{
  const VtThriftNode *root = vt_thrift_first (tree, vt_thrift_get (tree, vt_thrift_root (tree), 2));
  gint64 n = vt_thrift_get_int (tree, root, 5, 0);
  Walk walk = { self, tree, root != NULL ? vt_thrift_next (tree, root) : NULL };

  for (gint64 i = 0; i < n; i++)
    if (!walk_schema (&walk, "", (VtParquetLeaf) { NULL }, 0, 0, error))
      return FALSE;
  return self->leaves->len > 0 || corrupt ("it has no columns", error);
}

/* --- groups of rows ------------------------------------------------------------- */

static gboolean
read_chunk (VtParquetFile *self, const VtThrift *tree, const VtThriftNode *column, VtParquetChunk *chunk, GError **error)
{
  const VtThriftNode *about = vt_thrift_get (tree, column, 3);
  gint64 start = vt_thrift_get_int (tree, about, 9, -1), dictionary = vt_thrift_get_int (tree, about, 11, 0);
  gint64 size = vt_thrift_get_int (tree, about, 7, -1), total = (gint64) g_bytes_get_size (self->bytes);

  if (vt_thrift_get (tree, column, 1) != NULL)
    {
      g_set_error_literal (error, VT_ERROR, VT_ERROR_UNSUPPORTED, "has its data in other files.");
      return FALSE;
    }
  if (dictionary > 0 && dictionary < start)
    start = dictionary;
  chunk->n_values = vt_thrift_get_int (tree, about, 5, -1);
  chunk->codec = (int) vt_thrift_get_int (tree, about, 4, -1);
  if (start < 0 || size < 0 || start > total || size > total - start || chunk->n_values < 0)
    return corrupt ("a column lies outside of it", error);
  chunk->start = (guint64) start;
  chunk->size = (guint64) size;
  return TRUE;
}

static gboolean
read_group (VtParquetFile *self, const VtThrift *tree, const VtThriftNode *node, GError **error)
{
  VtParquetGroup *group = g_new0 (VtParquetGroup, 1);
  const VtThriftNode *column = vt_thrift_first (tree, vt_thrift_get (tree, node, 1));
  guint i = 0;

  group->chunks = g_new0 (VtParquetChunk, self->leaves->len);
  group->first = self->n_rows;
  group->n_rows = vt_thrift_get_int (tree, node, 3, -1);
  g_ptr_array_add (self->groups, group);
  if (group->n_rows < 0 || group->n_rows > G_MAXINT64 - self->n_rows)
    return corrupt ("the number of its rows makes no sense", error);
  self->n_rows += group->n_rows;
  for (; column != NULL && i < self->leaves->len; column = vt_thrift_next (tree, column))
    if (!read_chunk (self, tree, column, &group->chunks[i++], error))
      return FALSE;
  return i == self->leaves->len || corrupt ("a group of rows lacks columns", error);
}

static gboolean
read_groups (VtParquetFile *self, const VtThrift *tree, GError **error)
{
  const VtThriftNode *group = vt_thrift_first (tree, vt_thrift_get (tree, vt_thrift_root (tree), 4));

  for (; group != NULL; group = vt_thrift_next (tree, group))
    if (!read_group (self, tree, group, error))
      return FALSE;
  return TRUE;
}

static void
read_notes (VtParquetFile *self, const VtThrift *tree)
{
  const VtThriftNode *pair = vt_thrift_first (tree, vt_thrift_get (tree, vt_thrift_root (tree), 5));

  for (; pair != NULL; pair = vt_thrift_next (tree, pair))
    {
      char *key = vt_thrift_dup_text (vt_thrift_get (tree, pair, 1));
      char *value = vt_thrift_dup_text (vt_thrift_get (tree, pair, 2));

      if (key != NULL && value != NULL)
        g_hash_table_replace (self->notes, g_steal_pointer (&key), g_steal_pointer (&value));
      g_free (key);
      g_free (value);
    }
}

static VtThrift *
read_footer (GBytes *bytes, GError **error)
{
  gsize size, used;
  const guint8 *data = g_bytes_get_data (bytes, &size);
  guint32 length;
  VtThrift *tree = NULL;

  if (size >= 4 + TAIL && memcmp (data + size - 4, "PARE", 4) == 0)
    {
      g_set_error_literal (error, VT_ERROR, VT_ERROR_UNSUPPORTED, "is encrypted.");
      return NULL;
    }
  if (size < 4 + TAIL || memcmp (data, "PAR1", 4) != 0 || memcmp (data + size - 4, "PAR1", 4) != 0)
    return (corrupt ("it does not begin or not end like one", error), NULL);
  memcpy (&length, data + size - TAIL, 4);
  length = GUINT32_FROM_LE (length);
  if (length <= size - TAIL - 4)
    tree = vt_thrift_parse (data + size - TAIL - length, length, &used);
  if (tree == NULL)
    corrupt ("what it says about itself makes no sense", error);
  return tree;
}

VtParquetFile *
vt_parquet_file_new (GBytes *bytes, GError **error)
{
  g_autoptr (VtThrift) tree = read_footer (bytes, error);
  g_autoptr (VtParquetFile) self = NULL;

  if (tree == NULL)
    return NULL;
  self = g_new0 (VtParquetFile, 1);
  self->bytes = g_bytes_ref (bytes);
  self->leaves = g_ptr_array_new_with_free_func ((GDestroyNotify) leaf_free);
  self->groups = g_ptr_array_new_with_free_func ((GDestroyNotify) group_free);
  self->notes = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  read_notes (self, tree);
  if (!read_schema (self, tree, error) || !read_groups (self, tree, error))
    return NULL;
  return g_steal_pointer (&self);
}

void
vt_parquet_file_free (VtParquetFile *self)
{
  g_bytes_unref (self->bytes);
  g_ptr_array_unref (self->leaves);
  g_ptr_array_unref (self->groups);
  g_hash_table_unref (self->notes);
  g_free (self);
}
