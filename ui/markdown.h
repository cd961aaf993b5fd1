/* markdown.h: reads Markdown (CommonMark and its usual tables) into blocks with
 * Pango markup, ready for labels.
 *
 * The text may be anybody's: a model's answer, a downloaded space's notes. HTML
 * is shown as it is written; nothing is fetched, so a picture is either a file
 * named by a relative path, in a paragraph of its own, or its description; links
 * lead only to http, https and mailto addresses.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
  VT_MARKDOWN_PARAGRAPH,
  VT_MARKDOWN_HEADING,
  VT_MARKDOWN_CODE,
  VT_MARKDOWN_RULE,
  VT_MARKDOWN_TABLE,
  VT_MARKDOWN_IMAGE,
} VtMarkdownKind;

/**
 * VtMarkdownBlock:
 * @level: of headings, 1 to 6
 * @indent: how deep in lists, 0 to 6
 * @quoted: whether it lies in a quotation
 * @marker: (nullable): "•" or "2." before the first block of a list's item
 * @text: markup; plain text of code and of a picture's description
 * @info: (nullable): the language of code; where a picture lies, which never
 *   leads out of the folder that it is relative to
 * @rows: (nullable) (element-type GStrv): a table's cells as markup, the head first
 */
typedef struct
{
  VtMarkdownKind kind;
  guint level;
  guint indent;
  gboolean quoted;
  char *marker;
  char *text;
  char *info;
  GPtrArray *rows;
} VtMarkdownBlock;

/**
 * vt_markdown_parse:
 * @text: UTF-8
 * @line_breaks: whether a line's end in a paragraph is one on the screen too, as
 *   chats want it
 *
 * Takes time linear in the text's length; never fails. Thread-safe.
 *
 * Returns: (transfer full) (element-type VtMarkdownBlock)
 */
GPtrArray *vt_markdown_parse (const char *text, gboolean line_breaks);

gboolean vt_markdown_block_equal (const VtMarkdownBlock *a, const VtMarkdownBlock *b);

G_END_DECLS
