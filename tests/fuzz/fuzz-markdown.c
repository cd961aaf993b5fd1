/* fuzz-markdown.c: any text becomes blocks of well-formed markup, whose links lead
 * only where they may; and any JSON becomes parts of a highlighted text.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <glib.h>
#include <string.h>

#include "ui/components/highlight-parts.h"
#include "ui/markdown.h"

int LLVMFuzzerTestOneInput (const guint8 *data, size_t size);

static void
start_element (GMarkupParseContext *context, const char *name, const char **keys, const char **values, gpointer data,
               GError **error)
{
  if (!g_str_equal (name, "a"))
    return;
  if (g_ascii_strncasecmp (values[0], "http", 4) != 0 && g_ascii_strncasecmp (values[0], "mailto:", 7) != 0)
    g_error ("a link leads to %s", values[0]);
}

static void
check_markup (const char *markup)
{
  static const GMarkupParser parser = { .start_element = start_element };
  GMarkupParseContext *context = g_markup_parse_context_new (&parser, 0, NULL, NULL);
  g_autofree char *whole = g_strconcat ("<markup>", markup, "</markup>", NULL);
  g_autoptr (GError) error = NULL;

  if (!g_markup_parse_context_parse (context, whole, -1, &error)
      || !g_markup_parse_context_end_parse (context, &error))
    g_error ("%s: %s", error->message, markup);
  g_markup_parse_context_free (context);
}

static void
check_block (const VtMarkdownBlock *block)
{
  if (block->text && block->kind != VT_MARKDOWN_CODE)
    check_markup (block->text);
  for (guint y = 0; block->rows && y < block->rows->len; y++)
    for (char **cell = block->rows->pdata[y]; *cell; cell++)
      check_markup (*cell);
}

int
LLVMFuzzerTestOneInput (const guint8 *data, size_t size)
{
  g_autofree char *text = g_utf8_make_valid ((const char *) data, (gssize) size);
  g_autoptr (GPtrArray) parts = vt_highlight_parts_parse (text, size % 2);

  for (gboolean line_breaks = FALSE; line_breaks <= TRUE; line_breaks++)
    {
      g_autoptr (GPtrArray) blocks = vt_markdown_parse (text, line_breaks);
      for (guint i = 0; i < blocks->len; i++)
        check_block (blocks->pdata[i]);
    }
  return 0;
}
