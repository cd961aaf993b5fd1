/* parquet-text.h: values of Parquet files as people and JSON read them.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "app/rows/parquet-column.h"

G_BEGIN_DECLS

/* The value in words, behind @text; in JSON with quotation marks where it is no number. */
void vt_parquet_append_value (GString *text, const VtParquetLeaf *leaf, const VtParquetValue *value, gboolean json);

/**
 * vt_parquet_read_list:
 *
 * A row of a leaf that lies in lists, as the JSON of those lists.
 *
 * Returns: (transfer full): %NULL with the errors of vt_parquet_column_next()
 */
char *vt_parquet_read_list (VtParquetColumn *column, const VtParquetLeaf *leaf, GError **error);

G_END_DECLS
