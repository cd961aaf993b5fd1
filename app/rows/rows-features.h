/* rows-features.h: what Hugging Face's `datasets` says of a data set's columns.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "app/rows/rows.h"

G_BEGIN_DECLS

/**
 * vt_rows_read_feature:
 * @feature: `{"dtype": "string", "_type": "Value"}` and its like; may be %NULL
 * @kind: (inout): of the column, left alone where the feature does not say
 *
 * Returns: (transfer full) (nullable): the names of a column of classes
 */
GStrv vt_rows_read_feature (const VtJsonNode *feature, VtRowsKind *kind);

/* The label of the number that @text is; transfer full. */
char *vt_rows_name_class (GStrv labels, const char *text);

G_END_DECLS
