/* parquet-column.h: walks over the values of one leaf of a Parquet file.
 *
 * It holds one page and one dictionary at a time. Of one thread; the file must outlive it.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "app/rows/parquet-file.h"

G_BEGIN_DECLS

/* The most that a page may hold, in bytes and in values. */
#define VT_PARQUET_PAGE_MAX (512u << 20)
#define VT_PARQUET_VALUES_MAX (16 << 20)

typedef struct _VtParquetColumn VtParquetColumn;

/**
 * VtParquetValue: one step of the walk.
 * @rep: 0 at the beginning of a row, else the list that it goes on in
 * @def: VtParquetLeaf.max_def where there is a value
 * @data: the value, little-endian, or the bytes; until the next step
 * @size: of @data; of a boolean one byte, 0 or 1
 */
typedef struct
{
  guint8 rep;
  guint8 def;
  const guint8 *data;
  gsize size;
} VtParquetValue;

VtParquetColumn *vt_parquet_column_new (const VtParquetFile *file, guint leaf);
void vt_parquet_column_free (VtParquetColumn *self);

/* Goes to the beginning of a row, which the file must have. */
gboolean vt_parquet_column_seek (VtParquetColumn *self, gint64 row, GError **error);

/**
 * vt_parquet_column_next:
 * @more: (out): whether the row goes on after this value
 *
 * Returns: %FALSE with VT_ERROR_CORRUPT, VT_ERROR_UNSUPPORTED (an encoding or a compression
 *   that is not known) or VT_ERROR_LIMIT; sentences begin in lower case, as those of
 *   vt_parquet_file_new()
 */
gboolean vt_parquet_column_next (VtParquetColumn *self, VtParquetValue *value, gboolean *more, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (VtParquetColumn, vt_parquet_column_free)

G_END_DECLS
