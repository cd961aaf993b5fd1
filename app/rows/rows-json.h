/* rows-json.h: cells out of JSON.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "engine/formats/json.h"

G_BEGIN_DECLS

/* What a cell of @node says: a text as it is, all else as JSON; (transfer full) (nullable): %NULL
 * for null and for nothing. */
char *vt_rows_json_text (const VtJsonNode *node);

G_END_DECLS
