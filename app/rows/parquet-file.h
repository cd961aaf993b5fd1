/* parquet-file.h: a Parquet file: its columns, and where their bytes lie.
 *
 * Only what a table of data needs: the schema is taken apart into leaves (columns of plain
 * values), each with how often it may repeat or be missing, as Dremel's paper has it. A leaf
 * of a list is read as a list, leaf by leaf.
 *
 * Format: https://parquet.apache.org/docs/file-format/
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define VT_PARQUET_LISTS_MAX 8

/* The physical types, with the format's numbers. */
typedef enum
{
  VT_PARQUET_BOOLEAN,
  VT_PARQUET_INT32,
  VT_PARQUET_INT64,
  VT_PARQUET_INT96,
  VT_PARQUET_FLOAT,
  VT_PARQUET_DOUBLE,
  VT_PARQUET_BYTES,
  VT_PARQUET_FIXED,
  VT_PARQUET_N_TYPES
} VtParquetType;

/* What the values mean. */
typedef enum
{
  VT_PARQUET_PLAIN,
  VT_PARQUET_TEXT,
  VT_PARQUET_UNSIGNED,
  VT_PARQUET_DATE,      /* days since 1970 */
  VT_PARQUET_MILLIS,    /* since 1970 */
  VT_PARQUET_MICROS,
  VT_PARQUET_NANOS,
  VT_PARQUET_DECIMAL,
} VtParquetMeaning;

/**
 * VtParquetLeaf:
 * @name: the names on the way to it, with dots between, without those that only say “list”
 * @width: bytes of a value; 0 for booleans and VT_PARQUET_BYTES
 * @scale: digits behind the point of a decimal
 * @max_def: the level at which a value is there
 * @max_rep: in how many lists it lies
 * @list_defs: for each, the level at which the list has an item
 */
typedef struct
{
  char *name;
  VtParquetType type;
  VtParquetMeaning meaning;
  guint width;
  guint scale;
  guint8 max_def;
  guint8 max_rep;
  guint8 list_defs[VT_PARQUET_LISTS_MAX];
} VtParquetLeaf;

/* The values of one leaf in one group of rows. */
typedef struct
{
  guint64 start;
  guint64 size;
  gint64 n_values;
  int codec;
} VtParquetChunk;

typedef struct
{
  gint64 first;           /* its first row in the file */
  gint64 n_rows;
  VtParquetChunk *chunks; /* one for each leaf */
} VtParquetGroup;

/**
 * VtParquetFile:
 * @leaves: (element-type VtParquetLeaf)
 * @groups: (element-type VtParquetGroup)
 * @notes: (element-type utf8 utf8): what the writer noted; "huggingface" has the features
 */
typedef struct
{
  GBytes *bytes;
  gint64 n_rows;
  GPtrArray *leaves;
  GPtrArray *groups;
  GHashTable *notes;
} VtParquetFile;

/**
 * vt_parquet_file_new:
 * @bytes: the whole file, best mapped
 *
 * Everything that is said of places and numbers is checked here; what pages hold is checked
 * when they are read.
 *
 * Returns: (transfer full): or %NULL with VT_ERROR_CORRUPT or VT_ERROR_UNSUPPORTED; the
 *   sentence begins in lower case, for the file's name to stand before it
 */
VtParquetFile *vt_parquet_file_new (GBytes *bytes, GError **error);
void vt_parquet_file_free (VtParquetFile *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (VtParquetFile, vt_parquet_file_free)

G_END_DECLS
