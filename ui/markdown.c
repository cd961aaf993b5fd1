/* markdown.c: reads Markdown into blocks with Pango markup, by cmark.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "ui/markdown.h"

#include <cmark.h>
#include <string.h>

#include "ui/markdown-table.h"

#define MAX_INDENT 6
/* A translucent ground shows on light and dark ones alike. */
#define CODE_SPAN "<span font_family=\"monospace\" background=\"#808080\" background_alpha=\"18%\">"

/* Where the walk over the tree is. */
typedef struct
{
  GPtrArray *blocks;
  char **lines; /* of the whole text, for tables */
  gboolean line_breaks;
  guint lists;
  guint quotes;
  char *marker; /* for the next block, or NULL */
} Walk;

static void
free_block (VtMarkdownBlock *block)
{
  g_free (block->marker);
  g_free (block->text);
  g_free (block->info);
  g_clear_pointer (&block->rows, g_ptr_array_unref);
  g_free (block);
}

static gboolean
is_safe_link (const char *url)
{
  return g_ascii_strncasecmp (url, "https://", 8) == 0 || g_ascii_strncasecmp (url, "http://", 7) == 0
         || g_ascii_strncasecmp (url, "mailto:", 7) == 0;
}

static void
append_escaped (GString *markup, const char *text)
{
  g_autofree char *escaped = g_markup_escape_text (text ? text : "", -1);
  g_string_append (markup, escaped);
}

/* Opens or closes @tag, but only the outermost of nested ones, so that no text
 * makes markup of great depth. */
static void
append_nested (GString *markup, const char *tag, gboolean enter, guint *depth)
{
  if (enter ? (*depth)++ == 0 : --*depth == 0)
    g_string_append_printf (markup, enter ? "<%s>" : "</%s>", tag);
}

static void
append_link (GString *markup, cmark_node *node, gboolean enter)
{
  const char *url = cmark_node_get_url (node);

  if (url == NULL || !is_safe_link (url))
    return;
  if (!enter)
    {
      g_string_append (markup, "</a>");
      return;
    }
  g_string_append (markup, "<a href=\"");
  append_escaped (markup, url);
  g_string_append (markup, "\">");
}

/* What lies within one paragraph or heading, as Pango's markup; transfer full. */
static char *
inline_markup (cmark_node *block, gboolean line_breaks)
{
  GString *markup = g_string_new (NULL);
  cmark_iter *iter = cmark_iter_new (block);
  cmark_event_type event;
  guint emphasis = 0, strong = 0;

  while ((event = cmark_iter_next (iter)) != CMARK_EVENT_DONE)
    {
      cmark_node *node = cmark_iter_get_node (iter);
      gboolean enter = event == CMARK_EVENT_ENTER;

      switch (cmark_node_get_type (node))
        {
        case CMARK_NODE_TEXT:
        case CMARK_NODE_HTML_INLINE:
          append_escaped (markup, cmark_node_get_literal (node));
          break;
        case CMARK_NODE_SOFTBREAK:
          g_string_append_c (markup, line_breaks ? '\n' : ' ');
          break;
        case CMARK_NODE_LINEBREAK:
          g_string_append_c (markup, '\n');
          break;
        case CMARK_NODE_CODE:
          g_string_append (markup, CODE_SPAN);
          append_escaped (markup, cmark_node_get_literal (node));
          g_string_append (markup, "</span>");
          break;
        case CMARK_NODE_EMPH:
          append_nested (markup, "i", enter, &emphasis);
          break;
        case CMARK_NODE_STRONG:
          append_nested (markup, "b", enter, &strong);
          break;
        case CMARK_NODE_LINK:
          append_link (markup, node, enter);
          break;
        default:
          break;
        }
    }
  cmark_iter_free (iter);
  return g_string_free (markup, FALSE);
}

static VtMarkdownBlock *
add_block (Walk *walk, VtMarkdownKind kind)
{
  VtMarkdownBlock *block = g_new0 (VtMarkdownBlock, 1);

  block->kind = kind;
  block->indent = MIN (walk->lists, MAX_INDENT);
  block->quoted = walk->quotes > 0;
  block->marker = g_steal_pointer (&walk->marker);
  g_ptr_array_add (walk->blocks, block);
  return block;
}

/* A cell is a paragraph of its own. */
static char *
cell_markup (const char *text)
{
  cmark_node *document = cmark_parse_document (text, strlen (text), CMARK_OPT_DEFAULT);
  cmark_node *paragraph = cmark_node_first_child (document);
  char *markup = paragraph && cmark_node_get_type (paragraph) == CMARK_NODE_PARAGRAPH
                   ? inline_markup (paragraph, FALSE)
                   : g_markup_escape_text (text, -1);

  cmark_node_free (document);
  return markup;
}

/* A relative path that stays below where it starts. */
static gboolean
is_file_below (const char *url)
{
  g_autofree char *scheme = g_uri_parse_scheme (url);
  g_auto (GStrv) parts = g_strsplit (url, "/", -1);

  return scheme == NULL && *url != '\0' && !g_path_is_absolute (url)
         && !g_strv_contains ((const char *const *) parts, "..");
}

/* What its description says, without markup; transfer full. */
static char *
plain_text (cmark_node *node)
{
  GString *text = g_string_new (NULL);
  cmark_iter *iter = cmark_iter_new (node);

  while (cmark_iter_next (iter) != CMARK_EVENT_DONE)
    if (cmark_node_get_type (cmark_iter_get_node (iter)) == CMARK_NODE_TEXT)
      g_string_append (text, cmark_node_get_literal (cmark_iter_get_node (iter)));
  cmark_iter_free (iter);
  return g_string_free (text, FALSE);
}

/* A paragraph that is one picture; %FALSE if it is not. */
static gboolean
add_image (Walk *walk, cmark_node *paragraph)
{
  cmark_node *image = cmark_node_first_child (paragraph);
  g_autofree char *path = NULL;
  VtMarkdownBlock *block;

  if (image == NULL || cmark_node_get_type (image) != CMARK_NODE_IMAGE || cmark_node_next (image) != NULL)
    return FALSE;
  path = g_uri_unescape_string (cmark_node_get_url (image), NULL);
  if (path == NULL || !g_utf8_validate (path, -1, NULL) || !is_file_below (path))
    return FALSE;
  block = add_block (walk, VT_MARKDOWN_IMAGE);
  block->text = plain_text (image);
  block->info = g_steal_pointer (&path);
  return TRUE;
}

static void
add_paragraph (Walk *walk, cmark_node *node)
{
  GPtrArray *rows = NULL;

  if (add_image (walk, node))
    return;

  if (cmark_node_get_type (cmark_node_parent (node)) == CMARK_NODE_DOCUMENT)
    rows = vt_markdown_table_read (walk->lines, cmark_node_get_start_line (node), cmark_node_get_end_line (node),
                                   cell_markup);
  if (rows)
    add_block (walk, VT_MARKDOWN_TABLE)->rows = rows;
  else
    add_block (walk, VT_MARKDOWN_PARAGRAPH)->text = inline_markup (node, walk->line_breaks);
}

static void
add_code (Walk *walk, cmark_node *node)
{
  VtMarkdownBlock *block = add_block (walk, VT_MARKDOWN_CODE);
  const char *info = cmark_node_get_fence_info (node);

  block->text = g_strchomp (g_strdup (cmark_node_get_literal (node)));
  if (info && *info)
    block->info = g_strdup (info);
}

static void
enter_item (Walk *walk, cmark_node *item)
{
  cmark_node *list = cmark_node_parent (item);
  int number = cmark_node_get_list_start (list);

  g_free (walk->marker);
  if (cmark_node_get_list_type (list) != CMARK_ORDERED_LIST)
    {
      walk->marker = g_strdup (walk->lists > 1 ? "◦" : "•");
      return;
    }
  /* The items are numbered as they are met: the list keeps the next number. */
  walk->marker = g_strdup_printf ("%d.", number);
  cmark_node_set_list_start (list, number < G_MAXINT ? number + 1 : number);
}

static void
enter_node (Walk *walk, cmark_node *node)
{
  VtMarkdownBlock *block;

  switch (cmark_node_get_type (node))
    {
    case CMARK_NODE_LIST:
      walk->lists++;
      break;
    case CMARK_NODE_BLOCK_QUOTE:
      walk->quotes++;
      break;
    case CMARK_NODE_ITEM:
      enter_item (walk, node);
      break;
    case CMARK_NODE_PARAGRAPH:
      add_paragraph (walk, node);
      break;
    case CMARK_NODE_HEADING:
      block = add_block (walk, VT_MARKDOWN_HEADING);
      block->level = (guint) CLAMP (cmark_node_get_heading_level (node), 1, 6);
      block->text = inline_markup (node, FALSE);
      break;
    case CMARK_NODE_CODE_BLOCK:
      add_code (walk, node);
      break;
    case CMARK_NODE_HTML_BLOCK:
      block = add_block (walk, VT_MARKDOWN_PARAGRAPH);
      block->text = g_strchomp (g_markup_escape_text (cmark_node_get_literal (node), -1));
      break;
    case CMARK_NODE_THEMATIC_BREAK:
      add_block (walk, VT_MARKDOWN_RULE);
      break;
    default:
      break;
    }
}

static void
leave_node (Walk *walk, cmark_node *node)
{
  if (cmark_node_get_type (node) == CMARK_NODE_LIST)
    walk->lists--;
  else if (cmark_node_get_type (node) == CMARK_NODE_BLOCK_QUOTE)
    walk->quotes--;
}

GPtrArray *
vt_markdown_parse (const char *text, gboolean line_breaks)
{
  cmark_node *document = cmark_parse_document (text, strlen (text), CMARK_OPT_VALIDATE_UTF8);
  cmark_iter *iter = cmark_iter_new (document);
  cmark_event_type event;
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  Walk walk = { .line_breaks = line_breaks, .lines = lines };

  walk.blocks = g_ptr_array_new_with_free_func ((GDestroyNotify) free_block);
  while ((event = cmark_iter_next (iter)) != CMARK_EVENT_DONE)
    if (event == CMARK_EVENT_ENTER)
      enter_node (&walk, cmark_iter_get_node (iter));
    else
      leave_node (&walk, cmark_iter_get_node (iter));
  g_free (walk.marker);
  cmark_iter_free (iter);
  cmark_node_free (document);
  return walk.blocks;
}

static gboolean
rows_equal (GPtrArray *a, GPtrArray *b)
{
  if (a == b)
    return TRUE;
  if (a == NULL || b == NULL || a->len != b->len)
    return FALSE;
  for (guint i = 0; i < a->len; i++)
    if (!g_strv_equal (a->pdata[i], b->pdata[i]))
      return FALSE;
  return TRUE;
}

gboolean
vt_markdown_block_equal (const VtMarkdownBlock *a, const VtMarkdownBlock *b)
{
  return a->kind == b->kind && a->level == b->level && a->indent == b->indent && a->quoted == b->quoted
         && g_strcmp0 (a->marker, b->marker) == 0 && g_strcmp0 (a->text, b->text) == 0
         && g_strcmp0 (a->info, b->info) == 0 && rows_equal (a->rows, b->rows);
}
