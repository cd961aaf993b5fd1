/* highlight-parts.h: reads what a highlighted text shows: parts with labels.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * VtHighlightPart:
 * @label: (nullable): a name; %NULL where the part has none or has a score
 * @score: -1 … 1, where @has_score
 */
typedef struct
{
  char *text;
  char *label;
  double score;
  gboolean has_score;
} VtHighlightPart;

void vt_highlight_part_free (VtHighlightPart *part);

/**
 * vt_highlight_parts_parse:
 * @json: `[["text", "label" | score | null], …]`, or `{"text": …, "entities":
 *   [{"entity": …, "start": …, "end": …}, …]}` with places counted in characters
 * @combine: whether neighbours with one label become one part
 *
 * What makes no sense is left out; it never fails.
 *
 * Returns: (transfer full) (element-type VtHighlightPart)
 */
GPtrArray *vt_highlight_parts_parse (const char *json, gboolean combine);

G_END_DECLS
