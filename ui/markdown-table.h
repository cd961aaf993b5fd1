/* markdown-table.h: the tables of Markdown, which CommonMark itself lacks.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Turns a cell's Markdown into what is kept; transfer full. */
typedef char *(*VtMarkdownCell) (const char *text);

/**
 * vt_markdown_table_read:
 * @lines: (array zero-terminated=1): the whole text
 * @first, @last: the lines of one paragraph, from 1, inclusive
 * @cell: called for each cell
 *
 * A table is a paragraph whose second line is of dashes between bars, as
 * GitHub's specification says; alignments are not kept.
 *
 * Returns: (transfer full) (nullable) (element-type GStrv): its rows, all as
 *   long as the first; %NULL if it is no table
 */
GPtrArray *vt_markdown_table_read (char **lines, int first, int last, VtMarkdownCell cell);

G_END_DECLS
